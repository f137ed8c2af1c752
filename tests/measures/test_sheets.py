"""What stands in the sheets of the status report, read from its workbook."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from measures.models import Phase, Schedule
from measures.report import Figure
from measures.sheets import STATES
from tests.measures.reports import make_line, make_report_data, make_report_of
from tests.measures.test_workbook import day, facts, made, opened, rows, table, values, written

pytestmark = [pytest.mark.once, pytest.mark.filterwarnings("ignore:.*xtension is not supported")]


class TestCover:
    def test_what_is_said_in_front(self):
        book = made()
        assert [book["Deckblatt"][cell].value for cell in ("A1", "A2")] == [
            "Stadt Ratzeburg", "Statusbericht zur Demografischen Stadtplanung",
        ]  # fmt: skip
        found = facts(book)
        assert list(found) == [
            "Vorwort", "Stichtag", "Verglichen mit", "Auswahl", "Maßnahmen", "Später",
            "Wie gezählt wird", "Abdeckung", "Stand der Angaben", "Herkunft", "Herausgeber",
            "Erstellt am",
        ]  # fmt: skip
        assert [found[label] for label in list(found)[:6]] == [
            "Ein Vorwort.",
            day(2025, 6, 30),
            day(2024, 12, 31),
            "alle",
            4,
            "1 weitere Maßnahme beginnt erst nach dem Stichtag und zählt hier nicht mit.",
        ]
        assert found["Erstellt am"] == "01.07.2025, 12:30 Uhr"
        assert "noch nicht von der Stadt bestätigt" in found["Herkunft"]
        assert [line.partition(":")[0] for line in found["Abdeckung"].split("\n")[:6]] == [
            cell.label for cell in STATES
        ]

    def test_what_is_not_the_case_is_not_said(self):
        found = facts(made(foreword="", compared_on=None, later=0))
        assert [label for label in ("Vorwort", "Verglichen mit", "Später") if label in found] == []
        assert "7 weitere Maßnahmen beginnen" in facts(made(later=7))["Später"]

    def test_a_foreword_that_is_too_high_for_a_cell_goes_on_below(self):
        paragraphs = ["x" * 2_000, "y" * 2_000, "z"]
        sheet = made(foreword="\n\n".join(paragraphs))["Deckblatt"]
        found = [[cell.value for cell in row] for row in sheet["A4:B7"]]
        assert [label for label, _ in found] == ["Vorwort", None, None, "Stichtag"]
        assert [text for _, text in found[:3]] == paragraphs
        assert [sheet.row_dimensions[number].height for number in (4, 5, 6)] == [
            254.25,
            254.25,
            20.25,
        ]

    def test_filters_are_named(self):
        chosen = [("Suchbegriff", "nord"), ("Ort", "Insel")]
        assert facts(made(chosen=chosen))["Auswahl"] == "Suchbegriff: nord\nOrt: Insel"

    def test_an_internal_one_says_so_first_and_on_each_page(self):
        book = made(is_internal=True)
        assert next(iter(facts(book))) == "Nicht öffentlich"
        assert {sheet.oddFooter.left.text for sheet in book} == {
            "Nicht öffentlich, Stand 30.06.2025"
        }
        assert "Nicht öffentlich" not in facts(made())


class TestOverview:
    def test_figures_of_every_goal(self):
        found = [[value for value in row if value != 0] for row in table(made(), "Übersicht")[1:]]
        assert found == [
            ["Leitziel 1", "Wohnen\nWortlaut von 1.", 3, 1, 1, 1, 1, 1, 1, 58, 5, 3, 2],
            ["M 1.1", "Wortlaut von 1.1.", 2, 1, 1, 1, 1, 58, 4, 2, 2],
            ["Handlungsziel 1.1.1", "Wortlaut von 1.1.1.", 2, 1, 1, 1, 1, 58, 2, 2],
            ["Handlungsziel 1.1.2", "Wortlaut von 1.1.2.", "keine Maßnahme bekannt", None, 2, 2],
            ["M 1.2", "Wortlaut von 1.2.", 2, 1, 1, 1, 1, 75, 1, 1],
            ["Handlungsziel 1.2.1", "Wortlaut von 1.2.1.", 2, 1, 1, 1, 1, 75, 1, 1],
            ["Leitziel 2", "Wege\nWortlaut von 2.", 1, 1, None, 1, 2, 1, 1],
            ["M 2.1", "Wortlaut von 2.1.", 1, 1, None, 1, 2, 1, 1],
            ["Handlungsziel 2.1.1", "Wortlaut von 2.1.1.", 1, 1, None, 1, 2, 1, 1],
        ]

    def test_each_phase_and_termintreue_in_its_column(self):
        first = rows(made(), "Übersicht")[0]
        assert [title for title, cell in first.items() if cell.value == 1] == [
            "in Umsetzung", "laufende Aufgabe", "zurückgestellt", "im Plan", "verzögert",
            "nicht bewertet",
        ]  # fmt: skip


class TestMeasures:
    @pytest.mark.parametrize(
        ("is_narrowed", "words"),
        [(False, "keine Maßnahme bekannt"), (True, "keine Maßnahme in dieser Auswahl")],
    )
    def test_gaps_and_measures_of_several_goals(self, is_narrowed, words):
        book = made(is_narrowed=is_narrowed)
        assert values(book, "Leitziel 1", "Handlungsziel", "Titel") == [
            ("1.1.1 Wortlaut von 1.1.1.", "Steg"),
            ("1.1.1 Wortlaut von 1.1.1.", "Beet"),
            ("1.1.2 Wortlaut von 1.1.2.", words),
            ("1.2.1 Wortlaut von 1.2.1.", "Beet"),
            ("1.2.1 Wortlaut von 1.2.1.", "Bank"),
        ]
        assert values(book, "Übersicht", "Maßnahmen")[3] == (words,)
        assert values(book, "Offene Lücken", "Ort")[0] == (words,)

    def test_states_stand_there_in_words(self):
        states = list(zip([*Phase, None], [*Schedule, None, *Schedule], strict=True))
        lines = [make_line(number, phase=p, schedule=s) for number, (p, s) in enumerate(states, 1)]
        book = opened(written(make_report_of(lines)))
        assert values(book, "Leitziel 2", "Phase", "Termintreue") == [
            (p.label if p else "ohne Sachstand", s.label if s else None) for p, s in states
        ]


class TestCoverage:
    def test_a_word_for_each_goal_and_place_and_the_sums_of_gaps(self):
        assert table(made(), "Abdeckung")[1:] == [
            ["1.1.1 Wortlaut von 1.1.1.", "in Umsetzung", "in Umsetzung", "gilt hier nicht", 0],
            ["1.1.2 Wortlaut von 1.1.2.", "Lücke", "Lücke", "entfällt", 2],
            ["1.2.1 Wortlaut von 1.2.1.", "gilt hier nicht", "erreicht", "gilt hier nicht", 0],
            ["2.1.1 Wortlaut von 2.1.1.", "geplant", "gilt hier nicht", "Lücke", 1],
            ["Lücken je Ort", 1, 1, 1, 3],
        ]

    def test_and_a_colour(self):
        found = {
            cell.value: (cell.fill.start_color.rgb, cell.font.color.rgb)
            for row in made()["Abdeckung"]["B2:D5"]
            for cell in row
        }
        assert found == {
            cell.label: tuple(f"FF{colour[1:]}" for colour in pair) for cell, pair in STATES.items()
        }

    def test_many_places_take_several_sheets_of_paper(self):
        report = make_report_data()
        report.places = [replace(report.places[0], name=f"Ort {n}") for n in range(40)]
        report.matrix = {code: row[:1] * 40 for code, row in report.matrix.items()}
        sheet = opened(written(report))["Abdeckung"]
        assert (sheet.page_setup.fitToWidth, sheet.print_title_cols) == (4, "$A:$A")


class TestLists:
    def test_overdue(self):
        assert table(made(), "Überfällig") == [
            [
                "Art", "Kennung", "Titel", "Fachbereich", "Meilenstein",
                "fällig am oder letzter Sachstand vom",
            ],
            ["Sachstand", None, "Bank", "Grün", None, day(2024, 5, 1)],
            ["Sachstand", None, "Maßnahme 4", None, None, "noch kein Sachstand"],
            ["Meilenstein", "1.2", "Steg", "Bauen", "Pfähle gesetzt", day(2025, 3, 1)],
        ]  # fmt: skip

    def test_changes(self):
        assert table(made(), "Änderungen") == [
            ["Art", "Ziel", "Ort", "Kennung", "Titel", "vorher", "jetzt"],
            ["neu", None, None, None, "Beet", None, "laufende Aufgabe"],
            ["Lücke geschlossen", "1.1.1", "Insel", None, None, "Lücke", "in Umsetzung"],
        ]

    def test_nothing_to_compare_with(self):
        assert table(made(compared_on=None), "Änderungen")[1][0] == (
            "Kein früherer Bericht, mit dem verglichen wird."
        )

    def test_open_gaps_and_goals_without_any_measure(self):
        assert table(made(), "Offene Lücken") == [
            ["Leitziel", "Mittlerziel", "Handlungsziel", "Ort"],
            *(
                ["Leitziel 1 Wohnen", "M 1.1 Wortlaut von 1.1.", "1.1.2 Wortlaut von 1.1.2.", where]
                for where in ("keine Maßnahme bekannt", "Ratzeburg", "Insel")
            ),
            ["Leitziel 2 Wege", "M 2.1 Wortlaut von 2.1.", "2.1.1 Wortlaut von 2.1.1.", "Ufer"],
        ]

    def test_figures_only_where_there_are_any(self):
        url = "https://example.org/zahlen"
        figures = [
            Figure("Anteil", "Insel", Decimal("12.50"), "Prozent", date(2024, 12, 31), url),
            Figure("Saldo", "Ratzeburg", Decimal("-3"), "", date(2024, 6, 30), ""),
        ]
        book = made(figures=figures)
        assert table(book, "Kennzahlen") == [
            ["Kennzahl", "Ort", "Wert", "Einheit", "Stand", "Quelle"],
            ["Anteil", "Insel", 12.5, "Prozent", day(2024, 12, 31), url],
            ["Saldo", "Ratzeburg", -3, None, day(2024, 6, 30), None],
        ]
        assert "Kennzahlen" not in made(figures=[]).sheetnames
