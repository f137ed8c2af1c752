"""Files as other programs write them, made by hand where the program is not at hand."""

import csv
import io
import random
import zipfile
from xml.sax.saxutils import escape

import openpyxl
import xlsxwriter

ODS_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
EXCEL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def tsv(rows, encoding="utf-8"):
    return "".join("\t".join(row) + "\n" for row in rows).encode(encoding)


def csv_file(rows, delimiter=";", encoding="cp1252"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx(rows, more=None):
    """A workbook with the rows in its first sheet, and more sheets by name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, content in {"Tabelle1": rows, **(more or {})}.items():
        _fill(book.create_sheet(title), content)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet, rows):
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value != "":
                sheet.cell(number, column, value)


def xlsx_like_excel(rows, title="Tabelle1"):
    """Texts in a part of their own, as Excel keeps them; openpyxl writes them into the cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return out.getvalue()


def ods(rows, title="Tabelle1"):
    """As LibreOffice writes it: blank cells as repeats, the sheet filled up to its end."""
    cells = ("".join(map(_ods_cell, row)) for row in rows)
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return ods_of(
        f'<table:table table:name="{title}">{body}'
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )


def _ods_cell(text):
    if not text:
        return "<table:table-cell/>"
    text = escape(text).replace("  ", ' <text:s text:c="1"/>')
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def ods_of(tables, before=""):
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {ODS_NAMESPACES}>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zipped({"content.xml": content})


def xlsx_of(sheet_data, before="", **parts):
    """A workbook whose only sheet has this content; `parts` replace others by their short name."""
    names = {"styles": "xl/styles.xml", "strings": "xl/sharedStrings.xml"}
    sheet = f'{before}<worksheet xmlns="{EXCEL}"><sheetData>{sheet_data}</sheetData></worksheet>'
    contents = {names[key]: value for key, value in parts.items()}
    contents["xl/worksheets/sheet1.xml"] = sheet
    return with_parts(xlsx_like_excel([["Text"]]), contents)


def with_parts(archive, contents):
    """The archive with other contents for some of its parts, and a picture that packs badly."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts.update(contents)
    parts["xl/media/image1.png"] = random.Random(1).randbytes(400_000)
    return zipped(parts)


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
