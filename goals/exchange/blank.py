"""The template of a table: titles, drop-down lists of what is allowed, and what each column is."""

import io

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from goals.exchange.cells import OPTIONS, cell_text
from goals.exchange.columns import VERSION
from goals.exchange.header import BESIDE
from goals.exchange.widgets import Amount, Day, References

EXPLANATION, LISTS = BESIDE
ROWS = 5_000
EXPLAINED = ("Spalte", "Was darin steht", "Pflicht", "Form", "Beispiel")
VERSION_TELLS = (
    "Steht in heruntergeladenen Tabellen: woran das Portal erkennt, ob jemand den Eintrag seither "
    "geändert hat. Bitte nicht ändern; in neuen Zeilen leer lassen."
)
VERSION_MEANS = (
    VERSION,
    VERSION_TELLS,
    "nein",
    "Kennzeichen",
    "",
)
WIDTHS = (28, 70, 30, 50, 30)


def template(resource, title):
    """The XLSX file as bytes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        _explain(book, resource, bold)
        lists = book.add_worksheet(LISTS)
        lists.hide()
        for number, column in enumerate(resource.columns):
            sheet.write_string(0, number, column.title, bold)
            # As text, so that Excel makes no date of 1.1.1; numbers and dates stay free.
            is_free = isinstance(column.widget, Amount) or type(column.widget) is Day
            look = None if is_free else as_text
            sheet.set_column(number, number, max(len(column.title) + 2, 16), look)
            if hasattr(column.widget, "options"):
                _offer(sheet, lists, number, column)
    return file.getvalue()


def explanation(resource):
    """The lines of the sheet that explains the columns; the import page shows them too."""
    for column in resource.columns:
        widget = column.widget
        yield column.title, _meaning(column), _need(resource, column), widget.form, widget.example
    yield VERSION_MEANS


def _explain(book, resource, bold):
    sheet = book.add_worksheet(EXPLANATION)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_row(0, 0, EXPLAINED, bold)
    for number, line in enumerate(explanation(resource), 1):
        for column, text in enumerate(line):
            sheet.write_string(number, column, cell_text(text), wrap)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)


def _offer(sheet, lists, number, column):
    options = [cell_text(option) for option in column.widget.options()]
    if not options:
        return
    lists.write_column(0, number, options)
    sheet.data_validation(
        1,
        number,
        ROWS - 1,
        number,
        {
            "validate": "list",
            "source": f"={LISTS}!{xl_range_abs(0, number, len(options) - 1, number)}",
            # Several codes in one cell are in no list.
            "show_error": not isinstance(column.widget, References),
            "error_title": "Nicht in der Liste",
            "error_message": "Bitte einen Wert aus der Liste wählen.",
        },
    )


def _meaning(column):
    if column.is_number:
        return "Nummer des Eintrags im Portal. Leer bei neuen Einträgen."
    return str(column.source.help_text) or column.title


def _need(resource, column):
    if column.name in resource.keys[0] and resource.can_do_without(column):
        return "nein; leer heißt: neuer Eintrag"
    return "ja" if column.is_required and not column.has_default else "nein"
