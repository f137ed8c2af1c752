"""The status report as CSV, as German Excel opens it by a double click."""

import csv
import io

import pytest

from measures.flat import write
from tests.measures.reports import make_line, make_report_data, make_report_of
from tests.measures.test_payloads import FORMULAS
from tests.measures.test_workbook import MEASURES

pytestmark = pytest.mark.once
NOTHING = "keine Maßnahme bekannt"


def written(report):
    file = io.BytesIO()
    write(report, file)
    return file.getvalue()


def rows(content):
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=";"))


def test_form():
    content = written(make_report_data())
    assert content.startswith(b"\xef\xbb\xbfStichtag;Leitziel;Mittlerziel;Handlungsziel;Kennung;")
    assert content.endswith(b"\r\n")
    assert list(rows(content)[0]) == ["Stichtag", "Leitziel", *MEASURES]


def test_a_line_for_each_measure_at_each_goal_and_for_each_gap():
    found = [(row["Handlungsziel"][:5], row["Titel"]) for row in rows(written(make_report_data()))]
    report = make_report_data()
    assert found == [
        (goal.code, measure.title if measure else NOTHING) for *_, goal, measure in report.lines()
    ]


def test_numbers_and_dates_as_people_write_them():
    row = rows(written(make_report_data()))[0]
    assert (row["Stichtag"], row["Fortschritt"]) == ("30.06.2025", "40")
    assert row["Kosten einmalig (Euro)"] == "1234567,89"
    assert row["Sachstand vom"] == "03.02.2025"


def test_the_publication_only_in_internal_ones():
    assert "Veröffentlichung" not in rows(written(make_report_data()))[0]
    internal = rows(written(make_report_data(is_internal=True)))[0]
    assert internal["Veröffentlichung"] == "veröffentlicht"


def test_no_text_becomes_a_formula():
    report = make_report_of([make_line(n, title=f) for n, f in enumerate(FORMULAS, 1)])
    titles = [row["Titel"] for row in rows(written(report)) if row["Titel"] != NOTHING]
    for title, formula in zip(titles, FORMULAS, strict=True):
        text = formula.replace("\r", "\n")
        assert title in (text, f"'{text}")
        assert title[:1] not in tuple("=+-@\t\r＝＋－＠")
