"""The status report as a workbook that opens in Excel and LibreOffice.

Columns: title, width in characters, format, and what stands in it for a line of the report.
"""

from datetime import date
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from goals.exchange.cells import OPTIONS, cell_text
from goals.models.content import partial_date
from measures.models import Phase, Schedule
from measures.rollup import NO_MEASURE, NO_REPORT, NONE_CHOSEN

AUTHOR = "Stadt Ratzeburg"
TITLE = "Statusbericht zur Demografischen Stadtplanung"
UNCONFIRMED = "noch nicht von der Stadt bestätigt"
LINE, HIGHEST = 13, 409  # points; Excel knows no higher row
ORIGIN = (
    "Angaben aus öffentlichen Quellen tragen ihre Quelle und den Vermerk "
    f"„{UNCONFIRMED}“, bis die Stadt sie bestätigt."
)
COUNTED = (
    "Jede Maßnahme zählt bei einem Ziel einmal, auch wenn sie mehreren seiner Handlungsziele "
    "dient. Abgeschlossen gilt als 100 Prozent. Zurückgestellte und nicht weiterverfolgte zählen "
    "mit, aber nicht im Mittel; ebenso Maßnahmen ohne Prozentangabe. „Gilt an Orten“ zählt je "
    "Handlungsziel die Orte, an denen es erreicht werden soll.\n"
    "Im Blatt „Maßnahmen“ steht eine Maßnahme bei jedem Handlungsziel, dem sie dient. Wer dort "
    "eine Spalte addiert, etwa die Kosten, zählt solche Maßnahmen mehrfach."
)


def _count(name, key, word):
    """A narrow column: how many measures of the goal are in this phase, or keep to dates so."""
    return word, 6, "count", lambda node: [getattr(s, name) for s in node.rollup.states].count(key)


OVERVIEW = [
    ("Ziel", 18, "text", lambda node: node.goal.label),
    ("Wortlaut", 60, "text", lambda node: f"{node.goal.title}\n{node.goal.text}".strip()),
    ("Maßnahmen", 15, "number", lambda node: node.rollup.total or node.rollup.nothing),
    *(_count("phase", phase.value, phase.label) for phase in Phase),
    _count("phase", None, NO_REPORT[1]),
    *(_count("schedule", schedule.value, schedule.label) for schedule in Schedule),
    ("Fortschritt im Mittel", 11, "percent", lambda node: node.rollup.mean),
    ("ohne Prozentangabe", 14, "number", lambda node: node.rollup.without_percent),
    ("gilt an Orten", 9, "number", lambda node: node.rollup.applies),
    ("davon mit Maßnahme", 11, "number", lambda node: node.rollup.covered),
]
GOALS = [
    ("Leitziel", 18, "text", lambda leading, middle, goal: leading),
    ("Mittlerziel", 28, "text", lambda leading, middle, goal: middle),
    ("Handlungsziel", 36, "text", lambda leading, middle, goal: f"{goal.code} {goal.text}"),
]
MEASURE = [
    ("Titel", 36, "text", lambda measure: measure.title),
    ("Kennung", 12, "text", lambda measure: measure.identifier),
    ("Fachbereich", 20, "text", lambda measure: measure.department),
    ("Orte", 20, "text", lambda measure: ", ".join(map(str, measure.public_places))),
    ("Phase", 16, "text", lambda measure: measure.phase_label),
    ("Termintreue", 14, "text", lambda measure: measure.schedule_label),
    ("Begründung der Termintreue", 26, "text", lambda measure: measure.newest.schedule_reason),
    ("Fortschritt", 12, "percent", lambda measure: measure.percent),
    ("Sachstand vom", 12, "date", lambda measure: measure.newest.reported_on),
    ("Sachstand", 50, "text", lambda measure: measure.newest.text),
    ("Hemmnisse", 26, "text", lambda measure: measure.newest.obstacles),
    ("nächster Schritt", 26, "text", lambda measure: measure.newest.next_step),
    ("nächster Schritt bis", 12, "date", lambda measure: measure.newest.next_step_on),
    ("Beginn (sonst geplant)", 14, "date", lambda measure: partial_date(measure.start)),
    ("Ende (sonst geplant)", 14, "date", lambda measure: partial_date(measure.end)),
    ("Kosten einmalig (Euro)", 14, "money", lambda measure: measure.cost_once),
    ("Kosten jährlich (Euro)", 14, "money", lambda measure: measure.cost_per_year),
    ("Finanzierung", 20, "text", lambda measure: measure.funding),
    ("Quelle", 32, "text", lambda measure: measure.source_url),
    ("Stand der Quelle", 12, "text", lambda measure: measure.source_date),
    ("von der Stadt bestätigt am", 18, "date", lambda measure: measure.confirmed_on or UNCONFIRMED),
]
CELL = {"valign": "top", "text_wrap": True, "font_name": "Calibri", "font_size": 10}
KINDS = {
    "text": {},
    "number": {"num_format": "0", "align": "right"},
    "count": {"num_format": '0;-0;"–"', "align": "center"},
    "percent": {"num_format": '0 "%"', "align": "right"},
    "date": {"num_format": "dd.mm.yyyy", "align": "left"},
    "money": {"num_format": "#,##0.00", "align": "right"},
}
LOOKS = {
    "head": {"bold": True, "bg_color": "#14306B", "font_color": "#FFFFFF", "border": 1},
    "plain": {},
    "leading": {"bold": True, "bg_color": "#E3E9F4", "top": 1},
    "gap": {"italic": True, "font_color": "#595959"},
}


STEP = ("Veröffentlichung", 16, "text", lambda measure: measure.get_publication_display())
INTERNAL = (
    "Enthält Maßnahmen, die noch nicht veröffentlicht sind. Sie zählen "
    "in allen Summen mit; von ihnen stehen auch Sachstände hier, die zur Freigabe vorliegen."
)


def workbook(report):
    """The XLSX file of a StatusReport as bytes."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": TITLE, "author": AUTHOR})
        formats = {
            look: {kind: book.add_format(CELL | values | extra) for kind, extra in KINDS.items()}
            for look, values in LOOKS.items()
        }
        formats["head"]["count"].set_rotation(90)
        _cover(book, formats["plain"], report)
        overview = _sheet(book, formats, "Übersicht", OVERVIEW, _overview(report.roots))
        overview.set_row(0, 110)
        overview.fit_to_pages(1, 0)
        columns = [*MEASURE, STEP] if report.is_internal else MEASURE
        lines = _sheet(book, formats, "Maßnahmen", GOALS + columns, _lines(report, columns))
        # Three sheets of paper side by side, each with Handlungsziel and Titel in front.
        lines.fit_to_pages(3, 0)
        lines.print_across()
        lines.repeat_columns(2, 3)
        for sheet in book.worksheets():
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
            sheet.set_footer(f"&LStand {report.day:%d.%m.%Y}&C&A&RSeite &P von &N")
    return file.getvalue()


def _cover(book, formats, report):
    sheet = book.add_worksheet("Deckblatt")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, TITLE, book.add_format({"bold": True, "font_size": 18}))
    sheet.write_string(1, 0, AUTHOR, book.add_format({"font_size": 12}))
    bold = book.add_format(CELL | {"bold": True})
    left = formats | {"number": book.add_format(CELL | {"align": "left"})}
    facts = [
        ("Stand", report.day),
        ("Auswahl", "\n".join(f"{label}: {word}" for label, word in report.chosen) or "alle"),
        ("Maßnahmen", report.total),
        ("Wie gezählt wird", COUNTED),
        ("Herkunft", ORIGIN),
    ]
    if report.is_internal:
        facts.insert(0, ("Nicht öffentlich", INTERNAL))
    for row, (label, value) in enumerate(facts, start=3):
        sheet.write_string(row, 0, label, bold)
        _write(sheet, row, 1, value, left, "number")
        sheet.set_row(row, _height([value], [90]))
    sheet.fit_to_pages(1, 0)


def _overview(nodes):
    for node in nodes:
        yield "plain" if node.goal.level else "leading", [value(node) for *_, value in OVERVIEW]
        yield from _overview(node.branches)


def _lines(report, columns):
    for leading, middle, goal, measure in report.lines():
        goals = [value(leading, middle, goal) for *_, value in GOALS]
        if measure is None:
            yield "gap", [*goals, NONE_CHOSEN if report.is_narrowed else NO_MEASURE[1]]
        else:
            yield "plain", goals + [value(measure) for *_, value in columns]


def _sheet(book, formats, name, columns, rows):
    """One table with a fixed, repeated head and filters."""
    sheet = book.add_worksheet(name)
    for number, (title, width, kind, _) in enumerate(columns):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, title, formats["head"][kind])
    last, widths = 0, [width for _, width, *_ in columns]
    for last, (look, values) in enumerate(rows, start=1):
        sheet.set_row(last, _height(values, widths))
        for number, value in enumerate(values):
            _write(sheet, last, number, value, formats[look], columns[number][2])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.repeat_rows(0)
    return sheet


def _height(values, widths):
    """Points that the row needs; LibreOffice does not work it out when it opens a file."""
    lines = max(
        sum(max(1, -(-len(part) // width)) for part in str(value or "").split("\n"))
        for value, width in zip(values, widths, strict=False)
    )
    return min(LINE * lines + 3, HIGHEST)


def _write(sheet, row, column, value, formats, kind):
    """Numbers and dates as such, everything else as text; nothing where nothing is known."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, formats[kind])
    elif isinstance(value, date) and value.year >= 1900:  # where Excel's calendar begins
        sheet.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, value, formats[kind])
    else:
        sheet.write_string(row, column, cell_text(value), formats["text"])
