"""The file formats in which tables leave the portal; they come back through goals.tables only."""

import csv
import io
from datetime import date
from decimal import Decimal

import xlsxwriter
from import_export.formats.base_formats import Format

from goals.exchange.cells import OPTIONS, cell_text, german, marked
from goals.exchange.ods import MIME, ods

WIDTHS = (10, 60)  # characters, least and most
XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableFormat(Format):
    def get_title(self):
        return self.title

    def get_extension(self):
        return self.extension

    def get_content_type(self):
        return self.mime

    def can_export(self):
        return True


class XLSX(TableFormat):
    title, extension, mime = "XLSX (Excel, LibreOffice)", "xlsx", XLSX_MIME

    def export_data(self, dataset, **kwargs):
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, OPTIONS) as book:
            book.set_properties({"title": dataset.title})
            write_sheet(book, dataset.title, dataset.headers, dataset)
        return file.getvalue()


class ODS(TableFormat):
    title, extension, mime = "ODS (LibreOffice)", "ods", MIME

    def export_data(self, dataset, **kwargs):
        return ods(dataset.title, dataset.headers, dataset)


class CSV(TableFormat):
    """As German Excel opens it by a double click: semicolons, and UTF-8 that says so."""

    title, extension, mime = "CSV (Semikolon, UTF-8)", "csv", "text/csv; charset=utf-8"

    def export_data(self, dataset, **kwargs):
        file = io.StringIO(newline="")
        writer = csv.writer(file, delimiter=";")
        writer.writerow(dataset.headers)
        writer.writerows(map(_csv_cell, row) for row in dataset)
        return file.getvalue().encode("utf-8-sig")


FORMATS = (XLSX, ODS, CSV)


def write_sheet(book, title, headers, rows):
    """A sheet with a fixed header and filters; numbers and dates as such, all else as text."""
    sheet = book.add_worksheet(title)
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        # Marked as text, so that Excel makes no date of a 1.1.1 that is typed in.
        "text": book.add_format({"valign": "top", "num_format": "@"}),
        "number": book.add_format({"valign": "top"}),
        "day": book.add_format({"valign": "top", "num_format": "dd.mm.yyyy", "align": "left"}),
    }
    sheet.write_row(0, 0, headers, formats["head"])
    last, widths = 0, [len(header) for header in headers]
    for last, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if value is not None and value != "":
                _write(sheet, last, column, value, formats)
                widths[column] = max(widths[column], len(str(value)))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, WIDTHS[0]), WIDTHS[1]))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(headers) - 1)
    return sheet


def _write(sheet, row, column, value, formats):
    if isinstance(value, date) and value.year >= 1900:  # where Excel's calendar begins
        sheet.write_datetime(row, column, value, formats["day"])
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, value, formats["number"])
    else:
        sheet.write_string(row, column, cell_text(german(value)), formats["text"])


def _csv_cell(value):
    text = german(value)
    return marked(text) if isinstance(value, str) else text
