"""Frozen status reports: whatever changes afterwards, they stay as they are."""

import sqlite3
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from districts.models import Assessment, Coverage, District
from goals.models import Goal
from goals.models.content import Publication
from measures import freezing
from measures.formats import FORMATS, Format
from measures.freezing import digest
from measures.interchange import as_json
from measures.models import Measure, Phase, ProgressReport, StatusReport, StatusReportFile
from measures.pdf import is_available
from ratzeburg.backup import make_backup, restore
from tests.factories import make_measure, make_member, make_place, make_report, make_status_report
from tests.measures.frozen import frozen, make_content, make_only
from tests.processes import process, raced, url_of_test_database

pytestmark = pytest.mark.django_db
MADE = [name for name in FORMATS if name != "pdf" or is_available()]


def answers(client, row):
    """All that a reader gets of a frozen report, as bytes by address."""
    files = [f"/statusberichte/{row.pk}.{file.format}" for file in row.files.order_by("pk")]
    found = {address: client.get(address) for address in (f"/statusberichte/{row.pk}/", *files)}
    assert {response.status_code for response in found.values()} == {200}
    return {address: response.content for address, response in found.items()}


def change_everything():
    Measure.objects.update(title="Neu", summary="Neu", publication=Publication.ARCHIVED)
    ProgressReport.objects.update(text="Neu", phase=Phase.DROPPED, percent=99)
    Assessment.objects.update(text="Neu")
    for goal in Goal.objects.all():
        goal.text, goal.title = "Neu.", "Neu"
        goal.save()
    for place in District.objects.all():
        place.name = f"Neu {place.pk}"
        place.save()
    make_report(make_measure("Weitere"), text="Neu")
    make_place("Neuer Ort")


def delete_everything():
    Assessment.objects.all().delete()
    Coverage.objects.all().delete()
    ProgressReport.objects.all().delete()
    for measure in Measure.objects.all():
        measure.milestones.all().delete()
        measure.delete()
    Goal.objects.all().delete()


class TestForEver:
    def test_whatever_happens_to_the_content(self, client, tmp_path):
        make_content()
        row = frozen(is_public=True, title="Bericht zur Jahresmitte", foreword="Vorab.")
        before = answers(client, row)
        page = f"/statusberichte/{row.pk}/"
        assert list(before) == [page, *(f"/statusberichte/{row.pk}.{name}" for name in MADE)]
        assert "Begonnen." in before[page].decode()
        live = client.get("/statusbericht/?stichtag=2024-06-30&format=csv").content
        assert before[f"/statusberichte/{row.pk}.csv"] == live

        change_everything()
        make_status_report("2024-07-31")
        assert answers(client, row) == before
        make_backup(tmp_path / "sicherung.zip", with_uploads=False)
        delete_everything()
        assert answers(client, row) == before
        restore(tmp_path / "sicherung.zip", lambda manifest: True)
        assert answers(client, StatusReport.objects.get(pk=row.pk)) == before

    def test_the_files_are_the_kept_ones(self):
        make_content()
        row = frozen()
        kept = {file.format: bytes(file.content) for file in row.files.all()}
        told = {file.format: (file.size, file.sha256) for file in row.files.all()}
        assert told == {name: (len(data), digest(data)) for name, data in kept.items()}
        assert row.sha256 == digest(kept["json"])

    def test_the_page_does_not_tell_whether_it_is_public(self):
        row, council = make_status_report(is_public=False), Client()
        council.force_login(make_member("Rat"))
        before = answers(council, row)
        row.is_public = True
        row.save()
        assert answers(council, row) == before
        assert answers(Client(), row) == before

    def test_what_it_is_compared_with(self, monkeypatch):
        """The last one before it that its readers know."""
        make_only(monkeypatch, "json")
        make_status_report("2024-01-31")
        make_status_report("2024-02-29", is_public=False)
        assert str(frozen("2024-06-30").compared_on) == "2024-01-31"
        assert str(frozen("2024-06-30", is_internal=True).compared_on) == "2024-02-29"
        assert frozen("2024-01-31").compared_on is None
        chosen = frozen("2024-06-30", compared_on=date(2024, 2, 1))
        assert str(chosen.compared_on) == "2024-02-01"


class TestFixed:
    """What is frozen is written once."""

    @pytest.fixture
    def row(self):
        return make_status_report()

    @pytest.mark.parametrize("name", ["title", "foreword", "day", "is_internal", "sha256"])
    def test_no_column_changes(self, row, name):
        other = make_status_report("2024-01-01", title="Anders", foreword="x", is_public=False)
        values = {"is_internal": True}.get(name, getattr(other, name))
        setattr(row, name, values)
        with pytest.raises(ValidationError, match="bleibt, wie er ist"):
            row.save()

    def test_nor_by_a_new_row_with_its_number(self, row):
        file = row.files.get()
        for copy in (
            StatusReport(pk=row.pk, day=row.day, title="Anders", schema=1, made_at=row.made_at),
            StatusReportFile(pk=file.pk, report=row, format="json", content=b"x", size=1),
        ):
            with pytest.raises(ValidationError, match="bleibt, wie er ist"):
                copy.save()
        assert bytes(row.files.get().content) == bytes(file.content)

    def test_nor_its_files(self, row):
        file = row.files.get()
        file.content = b"anders"
        with pytest.raises(ValidationError, match="bleibt, wie er ist"):
            file.save()

    def test_nor_many_at_once(self, row):
        for rows, values in ((StatusReport.objects, {"title": "x"}), (row.files, {"size": 1})):
            with pytest.raises(ValidationError, match="bleibt, wie er ist"):
                rows.update(**values)
            with pytest.raises(ValidationError, match="bleibt, wie er ist"):
                rows.all().delete()
            again = rows.get()
            vars(again).update(values)
            with pytest.raises(ValidationError, match="bleibt, wie er ist"):
                rows.bulk_create(
                    [again], update_conflicts=True, unique_fields=["id"], update_fields=[*values]
                )

    def test_nothing_is_deleted(self, row):
        for one in (row, row.files.get()):
            with pytest.raises(ValidationError, match="bleibt, wie er ist"):
                one.delete()

    def test_its_publication_changes_and_is_recorded(self, row):
        row.is_public = False
        row.save()
        assert [old.is_public for old in row.history.order_by("pk")] == [True, False]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["command", "admin"])
def test_nobody_waits_while_it_is_made(monkeypatch, client, way):
    """A transaction here would keep all others from writing, on SQLite."""
    waiting = []

    def write(report, file):
        waiting.append(connection.in_atomic_block)

    def work_out(report):
        waiting.append(connection.in_atomic_block)
        return as_json(report)

    monkeypatch.setattr(freezing, "as_json", work_out)
    monkeypatch.setitem(FORMATS, "csv", Format("CSV", "text/csv", write))
    make_only(monkeypatch, "csv", "json")
    if way == "command":
        frozen()
    else:
        client.force_login(make_member("Verwaltung"))
        data = {"day": "30.06.2024", "title": "Mitte"}
        client.post("/admin/measures/statusreport/add/", data)
    assert StatusReport.objects.count() == 1
    assert waiting == [False, False]


@pytest.fixture
def url(transactional_db, tmp_path):
    """The test's database, where other processes find it."""
    make_content()
    if connection.vendor == "postgresql":
        return url_of_test_database()
    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        connection.connection.backup(copy)
    return f"sqlite:///{tmp_path / 'copy.sqlite3'}"


def test_two_at_the_same_moment(url):
    both = [process("tests.freezers", "2024-06-30", url=url) for _ in range(2)]
    (first, *errors), (second, *others) = raced(both, timeout=300)
    assert errors + others == ["", ""]
    addresses, files = zip(*(told.splitlines()[1:3] for told in (first, second)), strict=True)
    assert len({*addresses}) == 2
    assert [*files] == [f"Dateien: {', '.join(MADE)}"] * 2
