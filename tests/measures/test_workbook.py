"""The status report's spreadsheet, opened again with another program than the one that wrote it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from goals.models.content import Publication
from measures.models import Phase, Schedule
from measures.workbook import workbook
from tests.factories import (
    make_coverage,
    make_department,
    make_goal,
    make_measure,
    make_place,
    make_report,
    make_town,
)
from tests.measures.test_report import report

pytestmark = pytest.mark.django_db

OVERVIEW = [
    "Ziel", "Wortlaut", "Maßnahmen",
    "Vorschlag", "nicht begonnen", "in Planung", "in Umsetzung", "laufende Aufgabe",
    "abgeschlossen", "zurückgestellt", "nicht weiterverfolgt", "ohne Sachstand",
    "im Plan", "verzögert", "kritisch", "nicht bewertet",
    "Fortschritt im Mittel", "ohne Prozentangabe", "gilt an Orten", "davon mit Maßnahme",
]  # fmt: skip
MEASURES = [
    "Leitziel", "Mittlerziel", "Handlungsziel", "Titel", "Kennung", "Fachbereich", "Orte", "Phase",
    "Termintreue", "Begründung der Termintreue", "Fortschritt", "Sachstand vom", "Sachstand",
    "Hemmnisse", "nächster Schritt", "nächster Schritt bis", "Beginn (sonst geplant)",
    "Ende (sonst geplant)", "Kosten einmalig (Euro)", "Kosten jährlich (Euro)", "Finanzierung",
    "Quelle", "Stand der Quelle", "von der Stadt bestätigt am",
]  # fmt: skip


def opened(content=None):
    return load_workbook(BytesIO(content or workbook(report())))


def downloaded(client, query=""):
    response = client.get(f"/statusbericht/?{query}&format=xlsx")
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    return opened(response.content)


def rows(book, sheet="Maßnahmen"):
    """The rows of a sheet as {column title: cell}."""
    head, *lines = book[sheet].iter_rows()
    return [dict(zip([cell.value for cell in head], line, strict=True)) for line in lines]


def values(book, *titles, sheet="Maßnahmen"):
    return [tuple(row[title].value for title in titles) for row in rows(book, sheet)]


def cells(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


class TestForm:
    def test_sheets_and_their_heads(self):
        make_measure()
        book = opened()
        assert book.sheetnames == ["Deckblatt", "Übersicht", "Maßnahmen"]
        assert [cell.value for cell in book["Übersicht"][1]] == OVERVIEW
        assert [cell.value for cell in book["Maßnahmen"][1]] == MEASURES

    def test_a_row_is_as_high_as_its_longest_text(self):
        make_report(make_measure("A"), text="kurz")
        make_report(make_measure("B"), text="x" * 500)
        make_report(make_measure("C"), text="x" * 50_000)
        heights = [opened()["Maßnahmen"].row_dimensions[row].height for row in (2, 3, 4)]
        # Two lines of its goal's text, ten of its own, and as many as Excel shows.
        assert heights == [29.25, 132.75, 408.75]
        assert rows(opened())[1]["Sachstand"].alignment.wrap_text

    def test_the_head_stays_in_sight_and_filters(self):
        make_measure("a")
        make_measure("b")
        book = opened()
        found = [(sheet.freeze_panes, sheet.auto_filter.ref) for sheet in book.worksheets[1:]]
        assert found == [("A2", "A1:T4"), ("A2", "A1:X3")]
        for sheet in book.worksheets[1:]:
            assert {cell.alignment.wrap_text for cell in sheet[1]} == {True}

    def test_it_is_to_be_printed_on_a4_across(self):
        make_measure()
        book = opened()
        for sheet in book:
            assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.page_setup.fitToHeight == 0
            assert sheet.oddFooter.right.text == "Seite &P von &N"
        assert [sheet.print_title_rows for sheet in book] == [None, "$1:$1", "$1:$1"]
        assert [sheet.page_setup.fitToWidth for sheet in book] == [None, None, 3]
        assert book["Maßnahmen"].print_title_cols == "$C:$D"

    def test_without_any_measure_or_goal(self):
        book = opened()
        assert [len(list(sheet.iter_rows())) for sheet in book.worksheets[1:]] == [1, 1]
        assert cells(book)


class TestCover:
    def facts(self, book):
        return {row[0].value: row[1].value for row in book["Deckblatt"].iter_rows(min_row=4)}

    def test_day_total_and_how_it_was_counted(self):
        make_measure("a", [make_goal("1.1.1"), make_goal("1.1.2")])
        sheet = opened()["Deckblatt"]
        assert sheet["A1"].value == "Statusbericht zur Demografischen Stadtplanung"
        facts = self.facts(opened())
        assert list(facts) == ["Stand", "Auswahl", "Maßnahmen", "Wie gezählt wird", "Herkunft"]
        assert facts["Stand"].date() == timezone.localdate()
        assert (facts["Auswahl"], facts["Maßnahmen"]) == ("alle", 1)
        assert "noch nicht von der Stadt bestätigt" in facts["Herkunft"]

    def test_filters_are_named(self, client):
        place = make_place("Insel")
        make_report(make_measure("Nord", districts=[place]), phase=Phase.PLANNING)
        query = "q=nord&ziel=1.1&ort=insel&phase=in-planung"
        assert self.facts(downloaded(client, query))["Auswahl"] == (
            "Suchbegriff: nord\nZiel: 1.1 Wortlaut von 1.1.\nOrt: Insel\nPhase: in Planung"
        )


class TestOverview:
    def test_figures_of_every_goal(self):
        goals = [make_goal(code) for code in ("1.1.1", "1.1.2")]
        make_report(make_measure("a", goals, [make_town()]), percent=50)
        make_report(
            make_measure("b", goals[:1]),
            phase=Phase.ONGOING, schedule=Schedule.CRITICAL, schedule_reason="Darum.", percent=75,
        )  # fmt: skip
        make_report(make_measure("c", goals[:1]), phase=Phase.ON_HOLD, percent=0)
        make_measure("d", goals[:1])
        make_goal("2", title="Wohnen")
        names = [
            "Ziel", "Wortlaut", "Maßnahmen", "in Umsetzung", "laufende Aufgabe", "zurückgestellt",
            "ohne Sachstand", "kritisch", "nicht bewertet", *OVERVIEW[-4:],
        ]  # fmt: skip
        wide, zeros = (4, 1, 1, 1, 1, 1, 2, 63, 1), [0] * 6
        assert values(opened(), *names, sheet="Übersicht") == [
            ("Leitziel 1", "Wortlaut von 1.", *wide, 2, 2),
            ("M 1.1", "Wortlaut von 1.1.", *wide, 2, 2),
            ("Handlungsziel 1.1.1", "Wortlaut von 1.1.1.", *wide, 1, 1),
            ("Handlungsziel 1.1.2", "Wortlaut von 1.1.2.", 1, 1, 0, 0, 0, 0, 1, 50, 0, 1, 1),
            (
                "Leitziel 2",
                "Wohnen\nWortlaut von 2.",
                "keine Maßnahme bekannt",
                *zeros,
                None,
                0,
                0,
                0,
            ),
        ]

    def test_a_selection_does_not_claim_that_there_is_none(self, client):
        make_report(phase=Phase.ONGOING)
        book = downloaded(client, "phase=abgeschlossen")
        missing = "keine Maßnahme in dieser Auswahl"
        assert values(book, "Maßnahmen", sheet="Übersicht") == [(missing,)] * 3
        assert values(book, "Titel") == [(missing,)]


class TestLines:
    def test_every_kind_of_value_as_what_it_is(self):
        measure = make_measure(
            "Steg",
            [make_goal("1.1.1", text="Wege.")],
            [make_town(), make_place("Insel"), make_place("Verborgen", is_published=False)],
            identifier="1.2",
            department=make_department("Bauen"),
            planned_start="2024-03-05",
            actual_start="2024-04",
            planned_end="2026",
            cost_once=Decimal("1234567.89"),
            cost_per_year=Decimal(0),
            funding="Land",
            source_url="https://example.org/steg",
            source_date="2024-09",
            confirmed_on=date(2025, 5, 1),
        )
        make_report(
            measure,
            "2025-02-03",
            schedule=Schedule.DELAYED,
            schedule_reason="Lieferung.",
            percent=0,
            text="Es geht.",
            obstacles="Eis.",
            next_step="Bohlen.",
            next_step_on=date(2025, 12, 24),
        )
        [row] = rows(opened())
        assert [(cell.value, cell.data_type) for cell in row.values()] == [
            ("Leitziel 1 Wortlaut von 1.", "s"),
            ("M 1.1 Wortlaut von 1.1.", "s"),
            ("1.1.1 Wege.", "s"),
            ("Steg", "s"),
            ("1.2", "s"),
            ("Bauen", "s"),
            ("Ratzeburg, Insel", "s"),
            ("in Umsetzung", "s"),
            ("verzögert", "s"),
            ("Lieferung.", "s"),
            (0, "n"),
            (datetime(2025, 2, 3), "d"),  # noqa: DTZ001
            ("Es geht.", "s"),
            ("Eis.", "s"),
            ("Bohlen.", "s"),
            (datetime(2025, 12, 24), "d"),  # noqa: DTZ001
            ("April 2024", "s"),
            ("2026", "s"),
            (1234567.89, "n"),
            (0, "n"),
            ("Land", "s"),
            ("https://example.org/steg", "s"),
            ("2024-09", "s"),
            (datetime(2025, 5, 1), "d"),  # noqa: DTZ001
        ]
        formats = {name: row[name].number_format for name in ("Fortschritt", "Sachstand vom")}
        assert formats == {"Fortschritt": '0 "%"', "Sachstand vom": "dd.mm.yyyy"}
        assert row["Kosten einmalig (Euro)"].number_format == "#,##0.00"
        assert row["Quelle"].hyperlink is None

    def test_what_is_not_known_is_empty(self):
        make_measure()
        [row] = rows(opened())
        assert {name for name, cell in row.items() if cell.value is not None} == {
            "Leitziel", "Mittlerziel", "Handlungsziel", "Titel", "Phase",
            "von der Stadt bestätigt am",
        }  # fmt: skip
        assert row["Phase"].value == "ohne Sachstand"
        assert row["von der Stadt bestätigt am"].value == "noch nicht von der Stadt bestätigt"

    def test_gaps_and_measures_of_several_goals(self):
        goals = [make_goal(code) for code in ("1.1.1", "1.1.2", "1.1.3")]
        make_measure("a", goals[::2])
        assert values(opened(), "Handlungsziel", "Titel") == [
            ("1.1.1 Wortlaut von 1.1.1.", "a"),
            ("1.1.2 Wortlaut von 1.1.2.", "keine Maßnahme bekannt"),
            ("1.1.3 Wortlaut von 1.1.3.", "a"),
        ]

    def test_what_is_not_public_stands_nowhere(self):
        secret = "geheim"
        hidden_place = make_place(f"Ort {secret}", is_published=False)
        shown = make_goal("1.1.1")
        hidden = make_goal("1.1.2", text=secret, is_published=False)
        below_hidden = make_goal(
            "2.1.1", text=secret, parent=make_goal("2.1", text=secret, is_published=False)
        )
        make_coverage(shown, hidden_place)
        measure = make_measure("a", [shown, hidden, below_hidden], [hidden_place])
        make_report(measure, text="Alt.", percent=10)
        make_report(measure, "2025-02-01", text=secret, percent=99, publication=Publication.DRAFT)
        tomorrow = timezone.localdate() + timedelta(days=1)
        make_report(measure, tomorrow, text=secret, percent=98)
        make_report(make_measure(f"b {secret}", [hidden]), text=secret)
        make_report(make_measure(f"c {secret}", [below_hidden]), text=secret)
        make_report(make_measure(f"d {secret}", [shown], publication=Publication.REVIEW))
        book = opened()
        assert [cell.coordinate for cell in cells(book) if secret in str(cell.value)] == []
        assert values(book, "Titel", "Sachstand", "Fortschritt", "Orte") == [
            ("a", "Alt.", 10, None)
        ]
        assert values(book, "Ziel", "Maßnahmen", *OVERVIEW[-2:], sheet="Übersicht") == [
            ("Leitziel 1", 1, 1, 0),
            ("M 1.1", 1, 1, 0),
            ("Handlungsziel 1.1.1", 1, 1, 0),
            ("Leitziel 2", "keine Maßnahme bekannt", 0, 0),
        ]

    @pytest.mark.parametrize("start", ["2024-13", "2024-02-30", "irgendwann", "0001-01-01"])
    def test_a_date_that_is_none_does_not_stop_the_report(self, start):
        make_measure(planned_start=start)
        assert values(opened(), "Beginn (sonst geplant)") == [(start,)]
