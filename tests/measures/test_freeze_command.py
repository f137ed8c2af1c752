import io

import pytest
from django.core.management import CommandError, call_command

from measures.models import StatusReport
from tests.factories import make_member
from tests.measures.frozen import make_content, make_only

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(monkeypatch):
    make_only(monkeypatch, "csv", "json")
    make_content()


def freeze(*arguments, **options):
    out = io.StringIO()
    call_command("freeze_report", "2024-06-30", *arguments, stdout=out, **options)
    return StatusReport.objects.get(), out.getvalue()


@pytest.mark.usefixtures("content")
class TestReport:
    def test_it_says_where_it_is(self, client):
        row, told = freeze("--title", "Mitte", "--foreword", "Vorab.", "--publish")
        assert told == (
            f"Mitte, 30.06.2024\n/statusberichte/{row.pk}/\n"
            f"Dateien: csv, json\nSHA-256 {row.sha256}\n"
        )
        page = client.get(row.get_absolute_url()).text
        assert "Vorab." in page
        assert "Geheim" not in page

    def test_for_the_council(self, client):
        row, _ = freeze("--council", "--compare", "2024-01-31")
        assert client.get(row.get_absolute_url()).status_code == 404
        client.force_login(make_member("Rat"))
        page = client.get(row.get_absolute_url()).text
        assert "Geheimplan" in page
        assert "Seit dem 31. Januar 2024" in page

    def test_with_a_foreword_from_a_file(self, tmp_path):
        file = tmp_path / "vorwort.txt"
        file.write_text("Größer als eine Zeile.\n\nZweiter Absatz.\n", "utf-8")
        row, _ = freeze("--foreword-file", str(file))
        assert row.foreword == "Größer als eine Zeile.\n\nZweiter Absatz."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["31.02.2024"], "kein Datum"),
        (["gestern"], "kein Datum"),
        (["2024-W27-7"], "kein Datum"),
        (["20240707"], "kein Datum"),
        (["99999999999-01-01"], "kein Datum"),
        (["2999-01-01"], "in der Zukunft"),
        (["2024-06-30", "--compare", "2024-06-30"], "vor dem Stichtag"),
        (["2024-06-30", "--compare", "x"], "kein Datum"),
        (["2024-06-30", "--council", "--publish"], "kann nicht öffentlich sein"),
        (["2024-06-30", "--foreword-file", "fehlt.txt"], "lässt sich nicht lesen"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("freeze_report", *arguments)
    assert StatusReport.objects.count() == 0
