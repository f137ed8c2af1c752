"""Every bad table is refused as a whole: words with a place, no failure, nothing changed."""

import pytest

from measures.resources import MeasureResource
from tests.dump import everything
from tests.exchange import faults_of, upload
from tests.factories import (
    make_coverage,
    make_goal,
    make_indicator,
    make_measure,
    make_member,
    make_organisation,
    make_report,
    make_town,
)
from tests.hostile_uploads import HARMFUL, SLOPPY

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FILES = [*HARMFUL, *SLOPPY]


@pytest.fixture
def office(client, settings, tmp_path):
    settings.SNAPSHOT_DIR = tmp_path / "snapshots"
    client.force_login(make_member("Verwaltung"))
    make_town()
    make_goal("1.1.1")
    make_coverage()
    make_organisation("Verein")
    make_indicator("Einwohner")
    make_report(make_measure("Vorhanden", identifier="V-1"))
    return client


def test_they_are_many():
    assert len(FILES) >= 70
    assert len({name for _, name, *_ in FILES}) == len(FILES)


@pytest.mark.parametrize(
    ("kind", "name", "content", "says"), FILES, ids=[name for _, name, *_ in FILES]
)
def test_it_is_refused(office, settings, kind, name, content, says):
    before = everything()
    page = upload(office, kind, content() if callable(content) else content, name)
    assert page.status_code == 200
    faults = faults_of(page)
    assert says in "\n".join(faults), faults
    assert 'name="upload"' not in page.text
    assert everything() == before
    assert not settings.SNAPSHOT_DIR.exists()  # nothing of the file is kept


def test_many_faults_are_counted(office):
    content = "Adresse der Seite;Titel;Handlungsziele\n" + ";;9\n" * 1_000
    faults = faults_of(upload(office, MeasureResource, content.encode(), "viele.csv"))
    assert len(faults) == 101
    assert faults[-1] == "… und 1.900 weitere."
