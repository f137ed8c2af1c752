"""The status report's workbook, opened again with another program than the one that wrote it."""

import shutil
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from measures.sheets import LOOKS, PHASES, STATES
from measures.workbook import LOOKS as STYLES
from measures.workbook import write
from tests.measures.reports import make_report_data
from tests.test_libreoffice import saved_by_libreoffice

pytestmark = [pytest.mark.once, pytest.mark.filterwarnings("ignore:.*xtension is not supported")]

OVERVIEW = [
    "Ziel", "Wortlaut", "Maßnahmen",
    "Vorschlag", "nicht begonnen", "in Planung", "in Umsetzung", "laufende Aufgabe",
    "abgeschlossen", "zurückgestellt", "nicht weiterverfolgt", "ohne Sachstand",
    "im Plan", "verzögert", "kritisch", "nicht bewertet",
    "Fortschritt im Mittel", "ohne Prozentangabe", "gilt an Orten", "davon mit Maßnahme", "Lücken",
]  # fmt: skip
MEASURES = [
    "Mittlerziel", "Handlungsziel", "Kennung", "Titel", "Fachbereich", "Stadtteile", "Phase",
    "Termintreue", "Begründung der Termintreue", "Fortschritt", "Sachstand vom", "Sachstand",
    "Hemmnisse", "nächster Schritt", "nächster Schritt bis", "Zeitraum von (sonst geplant)",
    "Zeitraum bis (sonst geplant)", "Kosten einmalig (Euro)", "Kosten jährlich (Euro)",
    "Finanzierung", "Beschluss", "Quelle", "Stand der Quelle", "von der Stadt bestätigt am",
]  # fmt: skip
SHEETS = [
    "Deckblatt", "Übersicht", "Leitziel 1", "Leitziel 2", "Abdeckung", "Überfällig", "Änderungen",
    "Offene Lücken", "Kennzahlen",
]  # fmt: skip


def written(report):
    file = BytesIO()
    write(report, file)
    return file.getvalue()


def opened(content):
    book = load_workbook(BytesIO(content))
    for cell in cells(book):
        if cell.data_type == "s":
            cell._value = unescape(cell.value)  # openpyxl forgets it where a text stands in line
    return book


def made(*args, **changes):
    return opened(written(make_report_data(*args, **changes)))


def rows(book, sheet):
    """The rows of a sheet as {column title: cell}."""
    head, *lines = book[sheet].iter_rows()
    return [dict(zip([cell.value for cell in head], line, strict=True)) for line in lines]


def values(book, sheet, *titles):
    return [tuple(row[title].value for title in titles) for row in rows(book, sheet)]


def table(book, sheet):
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def facts(book):
    return {row[0].value: row[1].value for row in book["Deckblatt"].iter_rows(min_row=4)}


def cells(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def day(*parts):
    return datetime(*parts)  # noqa: DTZ001 (openpyxl gives days so)


def contrast(one, other):
    """How much two colours ("#14306B") stand out from each other: 1 to 21, as WCAG reckons."""
    lights = []
    for colour in (one, other):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        lights.append(sum(c * weight for c, weight in zip(linear, WEIGHTS, strict=True)) + 0.05)
    return max(lights) / min(lights)


WEIGHTS = (0.2126, 0.7152, 0.0722)


class TestForm:
    def test_sheets_and_their_heads(self):
        book = made()
        assert book.sheetnames == SHEETS
        assert table(book, "Übersicht")[0] == OVERVIEW
        assert table(book, "Leitziel 1")[0] == table(book, "Leitziel 2")[0] == MEASURES
        assert table(book, "Abdeckung")[0] == [
            "Handlungsziel", "Ratzeburg", "Insel", "Ufer", "Lücken",
        ]  # fmt: skip

    def test_how_far_published_a_measure_is_stands_only_in_an_internal_one(self):
        book = made(is_internal=True)
        assert table(book, "Leitziel 1")[0] == [*MEASURES, "Veröffentlichung"]
        assert values(book, "Leitziel 1", "Titel", "Veröffentlichung")[-1] == (
            "Bank", "zur Freigabe",
        )  # fmt: skip
        assert "zur Freigabe" not in {cell.value for cell in cells(made())}

    def test_a_row_is_as_high_as_its_longest_text(self):
        texts = {1: {"text": "x" * 500}, 2: {"text": "x" * 50_000}, 3: {"text": "a\n\nb\nc"}}
        book = made(texts)
        sheet = book["Leitziel 1"]
        heights = [sheet.row_dimensions[number].height for number in range(2, 7)]
        # Ten lines; as many as Excel shows; one; the same measure again; four.
        assert heights == [132.75, 408.75, 15.75, 408.75, 54.75]
        assert rows(book, "Leitziel 1")[0]["Sachstand"].alignment.wrap_text

    def test_the_head_stays_in_sight_and_filters(self):
        found = {
            sheet.title: (sheet.freeze_panes, sheet.auto_filter.ref)
            for sheet in made().worksheets[1:]
        }
        assert found == {
            "Übersicht": ("A2", "A1:U10"),
            "Leitziel 1": ("A2", "A1:X6"),
            "Leitziel 2": ("A2", "A1:X2"),
            "Abdeckung": ("B2", "A1:E5"),  # without the sums
            "Überfällig": ("A2", "A1:F4"),
            "Änderungen": ("A2", "A1:G3"),
            "Offene Lücken": ("A2", "A1:D5"),
            "Kennzahlen": ("A2", "A1:F3"),
        }

    def test_it_is_to_be_printed_on_a4_across(self):
        book = made()
        for sheet in book:
            assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.page_setup.fitToHeight == 0
            assert sheet.oddFooter.left.text == "Stand 30.06.2025"
            assert sheet.oddFooter.right.text == "Seite &P von &N"
            assert sheet.print_title_rows == (None if sheet.title == "Deckblatt" else "$1:$1")
        assert book["Leitziel 1"].page_setup.fitToWidth == 4
        assert book["Leitziel 1"].print_title_cols == "$C:$D"
        assert book["Leitziel 1"].print_area == "'Leitziel 1'!$A$1:$X$6"
        # The chart stands below the table and is printed too.
        assert book["Übersicht"].print_area == "'Übersicht'!$A$1:$U$26"

    def test_who_made_it_and_when(self):
        properties = made(title="Bericht & mehr").properties
        assert (properties.title, properties.creator) == ("Bericht & mehr", "Stadt Ratzeburg")
        assert properties.created == properties.modified == day(2025, 7, 1, 10, 30, 15)

    def test_the_same_report_gives_the_same_bytes(self, tmp_path):
        first = written(make_report_data())
        path = tmp_path / "bericht.xlsx"
        write(make_report_data(), path)
        assert path.read_bytes() == first
        assert written(make_report_data(title="Anders")) != first

    def test_without_anything(self):
        book = made(goals=[], places=[], matrix={}, overdue=[], figures=[], compare=list, total=0)
        assert book.sheetnames == [SHEETS[0], SHEETS[1], *SHEETS[4:8]]
        assert [table(book, name)[1:] for name in book.sheetnames[1:]] == [
            [],
            [["Lücken je Ort", 0]],
            [["Nichts ist überfällig.", *[None] * 5]],
            [["Seit dem 31.12.2024 hat sich nichts geändert.", *[None] * 6]],
            [["Keine Lücke ist offen.", *[None] * 3]],
        ]

    @pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
    def test_libreoffice_reads_the_same(self, tmp_path):
        content = written(make_report_data({1: {"title": "=1+1", "text": "<r>&</r>"}}))
        (tmp_path / "bericht.xlsx").write_bytes(content)
        out = saved_by_libreoffice(tmp_path, "xlsx", "xlsx")
        mine, theirs = opened(content), opened((out / "bericht.xlsx").read_bytes())
        assert mine.sheetnames == theirs.sheetnames == SHEETS
        for name in SHEETS:
            assert table(theirs, name) == table(mine, name)
        assert rows(theirs, "Leitziel 1")[0]["Titel"].data_type == "s"
        assert theirs["Übersicht"]._charts

    def test_every_colour_can_be_read(self):
        pairs = [*STATES.values(), *PHASES.values()]
        pairs += [
            (style.get("bg_color", "#FFFFFF"), style.get("font_color", "#000000"))
            for style in STYLES.values()
        ]
        assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
        assert set(STYLES) == {"head", *LOOKS}


class TestCharts:
    def test_the_chart_says_the_same_in_words(self):
        book = made()
        [chart] = book["Übersicht"]._charts
        assert (chart.type, chart.grouping, chart.anchor._from.row) == ("bar", "stacked", 11)
        assert [series.tx.v for series in chart.series] == [
            "in Umsetzung", "laufende Aufgabe", "zurückgestellt", "ohne Sachstand",
        ]  # fmt: skip
        points = [[point.v for point in series.val.numRef.numCache.pt] for series in chart.series]
        assert points == [[1, 0], [1, 0], [1, 0], [0, 1]]
        assert chart.series[0].val.numRef.f == "(Übersicht!$G$2,Übersicht!$G$8)"
        with ZipFile(BytesIO(written(make_report_data()))) as parts:
            drawing = parts.read("xl/drawings/drawing1.xml").decode()
        assert (
            'descr="Gestapelte Balken der Maßnahmen nach Phase. '
            "Leitziel 1: 3 Maßnahmen, davon 1 in Umsetzung, 1 laufende Aufgabe. "
            'Leitziel 2: 1 Maßnahme: ohne Sachstand."' in drawing
        )

    def test_progress_has_bars(self):
        book = made()
        for name, ref in {"Übersicht": "Q2:Q10", "Leitziel 1": "J2:J6"}.items():
            [(area, [rule])] = book[name].conditional_formatting._cf_rules.items()
            assert (str(area.sqref), rule.type) == (ref, "dataBar")
            assert [(end.type, end.val) for end in rule.dataBar.cfvo] == [("num", 0), ("num", 100)]


class TestValues:
    def test_every_kind_of_value_as_what_it_is(self):
        row = rows(made(), "Leitziel 1")[0]
        assert [(cell.value, cell.data_type) for cell in row.values()] == [
            ("M 1.1 Wortlaut von 1.1.", "s"),
            ("1.1.1 Wortlaut von 1.1.1.", "s"),
            ("1.2", "s"),
            ("Steg", "s"),
            ("Bauen", "s"),
            ("Ratzeburg, Insel", "s"),
            ("in Umsetzung", "s"),
            ("verzögert", "s"),
            ("Lieferung.", "s"),
            (40, "n"),
            (day(2025, 2, 3), "d"),
            ("Es geht.\nZweite Zeile.", "s"),
            ("Eis.", "s"),
            ("Bohlen.", "s"),
            (day(2025, 12, 24), "d"),
            ("April 2024", "s"),
            (day(2026, 5, 31), "d"),
            (1234567.89, "n"),
            (0, "n"),
            ("Land", "s"),
            ("Ausschuss, 03.02.2025, Vorlage 12/2025", "s"),
            ("https://example.org/steg", "s"),
            ("2024-09", "s"),
            (day(2025, 5, 1), "d"),
        ]
        formats = {name: row[name].number_format for name in ("Fortschritt", "Sachstand vom")}
        assert formats == {"Fortschritt": '0 "%"', "Sachstand vom": "dd.mm.yyyy"}
        assert row["Kosten einmalig (Euro)"].number_format == "#,##0.00"
        assert row["Quelle"].hyperlink is None

    def test_what_is_not_known_is_empty(self):
        [row] = rows(made(), "Leitziel 2")
        assert {name: cell.value for name, cell in row.items() if cell.value is not None} == {
            "Mittlerziel": "M 2.1 Wortlaut von 2.1.",
            "Handlungsziel": "2.1.1 Wortlaut von 2.1.1.",
            "Titel": "Maßnahme 4",
            "Phase": "ohne Sachstand",
            "von der Stadt bestätigt am": "noch nicht von der Stadt bestätigt",
        }

    @pytest.mark.parametrize("start", ["2024-13", "2024-02-30", "irgendwann", "0001-01-01"])
    def test_a_date_that_is_none_does_not_stop_the_report(self, start):
        book = made({1: {"start": start}})
        assert values(book, "Leitziel 1", "Zeitraum von (sonst geplant)")[0] == (start,)
