"""The status report as a workbook that opens in Excel and LibreOffice.

Rows are written as they come and then forgotten, so that its size is no matter.
"""

import re
from datetime import UTC, date

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from goals.exchange.cells import CELL_LIMIT, NOT_IN_XML, OPTIONS, cell_text
from measures.report import Cell
from measures.sheets import STATES, book, lines_of

LINE, HIGHEST = 13, 409  # points; Excel knows no higher row
FACT = 110  # characters in a line of the cover
UPRIGHT = 120  # points that the longest title of a narrow column takes
# One of these in the texts of a row, and `cell_text` looks at each. A single set is found fastest.
SUSPICIOUS = re.compile(f"[\r{NOT_IN_XML.pattern[1:]}")
CELL = {"valign": "top", "text_wrap": True, "font_name": "Calibri", "font_size": 10}
LINED = {"bottom": 1, "bottom_color": "#CFD2E0"}
FRAMED = {"border": 1, "border_color": "#CFD2E0", "align": "center", "valign": "vcenter"}
KINDS = {
    "text": {"align": "left", "indent": 1},
    "number": {"num_format": "#,##0", "align": "center"},
    "count": {"num_format": '#,##0;-#,##0;"–"', "align": "center"},
    "decimal": {"num_format": "General", "align": "right"},
    "percent": {"num_format": '0 "%"', "align": "center"},
    "date": {"num_format": "dd.mm.yyyy", "align": "left", "indent": 1},
    "money": {"num_format": "#,##0.00", "align": "right"},
    "state": {"num_format": "#,##0", "align": "center"},
}
LOOKS = {
    "head": {
        "bold": True,
        "bg_color": "#14306B",
        "font_color": "#FFFFFF",
        "border": 1,
        "valign": "bottom",
    },
    "plain": {},
    "leading": {"bold": True, "bg_color": "#E5EBF7"},
    "middle": {"bold": True},
    "gap": {"italic": True, "font_color": "#595959"},
}
FACTS = {  # the cover's
    "label": {"bold": True},
    "text": {},
    "number": {"num_format": "#,##0", "align": "left"},
    "date": {"num_format": "dd.mm.yyyy", "align": "left"},
}
BAR = {
    "type": "data_bar",
    "bar_solid": True,
    "bar_color": "#C5D3EF",
    "min_type": "num",
    "min_value": 0,
    "max_type": "num",
    "max_value": 100,
}


def write(report, file):
    """Writes the XLSX file of a Report; `file` is a path or open for writing bytes."""
    content = book(report)
    options = OPTIONS | {"in_memory": False, "constant_memory": True}
    with xlsxwriter.Workbook(file, options) as out:
        created = content.made_at.astimezone(UTC).replace(tzinfo=None)
        out.set_properties(
            {"title": cell_text(content.title), "author": content.author, "created": created}
        )
        styles = Styles(out)
        _cover(out, styles, content)
        for sheet in content.sheets:
            _sheet(out, styles, sheet)
        for page in out.worksheets():
            page.set_landscape()
            page.set_paper(9)  # A4
            page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
            page.set_footer(f"&L{content.footer}&C&A&RSeite &P von &N")


class Styles:
    """The formats of cells: {look: {kind or state: format}}, and a few of their own."""

    def __init__(self, out):
        self.cells = {
            look: {kind: self._add(out, **LINED | values | extra) for kind, extra in KINDS.items()}
            for look, values in LOOKS.items()
        }
        for kind in set(KINDS) - {"count", "state"}:
            self.cells["head"][kind].set_align("left")
            self.cells["head"][kind].set_indent(1)
        self.cells["head"]["count"].set_rotation(90)
        for cell, (ground, ink) in STATES.items():
            style = {**FRAMED, "bg_color": ground, "font_color": ink, "bold": cell == Cell.GAP}
            self.cells["plain"][cell] = self._add(out, **style)
        self.row = self._add(out, **LINED)
        self.facts = {kind: self._add(out, **values) for kind, values in FACTS.items()}
        self.spoken = self._add(out, text_wrap=False)
        self.title = self._add(out, text_wrap=False, bold=True, font_size=18)
        self.author = self._add(out, text_wrap=False, font_size=12)

    def _add(self, out, **values):
        return out.add_format(CELL | values)


def _cover(out, styles, content):
    sheet = out.add_worksheet("Deckblatt")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 95)
    sheet.write_string(0, 0, content.author, styles.author)
    sheet.write_string(1, 0, cell_text(content.title), styles.title)
    sheet.set_row(1, 30)
    number = 2
    for label, value in content.facts:
        kind = "date" if isinstance(value, date) else "number"
        for part in _parts(*_sound([value])):
            number += 1
            if label:
                sheet.write_string(number, 0, label, styles.facts["label"])
            _write(sheet, number, 1, part, kind, styles.facts)
            sheet.set_row(number, _height([part], [FACT]) + 4)
            label = ""
    sheet.print_area(0, 0, number, 1)
    sheet.fit_to_pages(1, 0)


def _parts(value):
    """A fact as one cell, or a long text as one for each of its paragraphs."""
    is_long = type(value) is str and _height([value], [FACT]) == HIGHEST
    return [part for part in value.split("\n") if part] if is_long else [value]


def _sheet(out, styles, table):
    """One table with a fixed, repeated head and filters."""
    sheet = out.add_worksheet(table.name)
    _head(sheet, styles, table)
    last = _rows(sheet, styles, table)
    across = len(table.columns) - 1
    if last == 0 and table.empty:
        sheet.write_string(1, 0, table.empty, styles.spoken)
    sheet.autofilter(0, 0, last - min(table.sums, last), across)
    for number, column in enumerate(table.columns):
        if column.kind == "percent" and last:
            sheet.conditional_format(1, number, last, number, BAR)
    below = _chart(out, sheet, table, last + 2) if table.chart else 0
    sheet.print_area(0, 0, max(last, 1) + below, across)
    sheet.fit_to_pages(table.pages_across, 0)
    if table.pages_across > 1:
        sheet.print_across()
        sheet.repeat_columns(*table.repeated)


def _head(sheet, styles, table):
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
        text = cell_text(column.title)
        sheet.write_string(0, number, text, styles.cells["head"][column.kind])
    wide = [column for column in table.columns if column.kind != "count"]
    # Room for the filter's button, and for bold letters.
    height = _height([column.title for column in wide], [column.width - 3 for column in wide])
    sheet.set_row(0, height if len(wide) == len(table.columns) else max(height, UPRIGHT))
    sheet.freeze_panes(1, table.frozen_columns)
    sheet.repeat_rows(0)


def _rows(sheet, styles, table):
    """Writes them below the head; returns the number of the last one."""
    widths = [column.width for column in table.columns]
    kinds = [column.kind for column in table.columns]
    number = 0
    for number, (look, values) in enumerate(table.rows, start=1):
        cells = styles.cells[look]
        text = cells["text"]
        for column, value in enumerate(_sound(values)):
            if value and type(value) is str:  # most cells
                sheet.write_string(number, column, value, text)
            else:
                _write(sheet, number, column, value, kinds[column], cells)
        sheet.set_row(number, _height(values, widths), styles.row)
        # XlsxWriter has written the row before and would keep its height to the end.
        sheet.row_info.pop(number - 1, None)
        sheet.row_sizes.pop(number - 1, None)
    return number


def _write(sheet, row, column, value, kind, cells):
    """A value as what it is; nothing where nothing is known, but for the colour of the row."""
    if value is None or value == "":
        if cells["text"].bg_color:
            sheet.write_blank(row, column, None, cells[kind])
    elif type(value) is str:
        sheet.write_string(row, column, value, cells["text"])
    elif kind == "state" and value in STATES:
        sheet.write_string(row, column, value.label, cells[value])
    elif kind != "date":
        sheet.write_number(row, column, value, cells[kind])
    elif value.year < 1900:  # where Excel's calendar begins
        sheet.write_string(row, column, str(value), cells["text"])
    else:
        sheet.write_datetime(row, column, value, cells["date"])


def _sound(values):
    """The values with their texts as a cell can hold them."""
    texts = "".join([value for value in values if type(value) is str])
    if len(texts) > CELL_LIMIT // 2 or "<r>" in texts or SUSPICIOUS.search(texts):
        return [cell_text(value) if type(value) is str else value for value in values]
    return values


def _height(values, widths):
    """Points that the row needs; LibreOffice does not work it out when it opens a file."""
    return min(LINE * lines_of(values, widths) + 3, HIGHEST)


def _chart(out, sheet, table, row):
    """Draws it there; returns how many rows it takes."""
    drawn = table.chart
    chart = out.add_chart({"type": "bar", "subtype": "stacked"})
    series = zip(drawn.series, drawn.colours, drawn.counts, strict=True)
    for column, (ground, ink), counts in series:
        chart.add_series(
            {
                "name": table.columns[column].title,
                "categories": _cells(table.name, drawn.rows, drawn.names),
                "categories_data": drawn.labels,
                "values": _cells(table.name, drawn.rows, column),
                "values_data": counts,
                "fill": {"color": ground},
                "border": {"color": "#30344F", "width": 0.75},
                "gap": 60,
                "data_labels": {
                    "value": True,
                    "num_format": "0;;",  # says nothing where there is none
                    "font": {"color": ink, "size": 11, "bold": True},
                },
            }
        )
    chart.set_title({"name": drawn.title, "name_font": {"size": 14}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 11}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "bottom", "font": {"size": 11}})
    height = 160 + 60 * len(drawn.rows)
    chart.set_size({"width": 1000, "height": height})
    sheet.insert_chart(
        row, 0, chart, {"description": cell_text(drawn.description), "object_position": 3}
    )
    sheet.set_h_pagebreaks([row])  # so that no page of paper cuts it in two
    return 2 + height // 20


def _cells(name, rows, column):
    """The cells of a column in these rows, as a chart names them."""
    cells = (xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in rows)
    return f"=({','.join(f'{quote_sheetname(name)}!{cell}' for cell in cells)})"
