"""The files of a status report."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.http import HttpResponse

from measures import flat, interchange, opendocument, pdf, workbook
from measures.report import Report
from measures.sheets import book


@dataclass(frozen=True)
class Format:
    """One kind of file; `write(report, file)` makes it."""

    label: str
    content_type: str
    write: Callable[[Report, BinaryIO], None]


def write_ods(report, file):
    opendocument.write(book(report), file)


def write_json(report, file):
    file.write(interchange.as_json(report))


FORMATS = {
    "xlsx": Format(
        "Excel (XLSX)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        workbook.write,
    ),
    "ods": Format("LibreOffice (ODS)", "application/vnd.oasis.opendocument.spreadsheet", write_ods),
    "csv": Format("CSV", "text/csv; charset=utf-8", flat.write),
    "json": Format("JSON", "application/json", write_json),
    "pdf": Format("PDF", "application/pdf", pdf.write),
}


def content_of(report, name):
    """The file of this format as bytes."""
    file = BytesIO()
    FORMATS[name].write(report, file)
    return file.getvalue()


def attachment(content, name, stem):
    """The answer that makes a browser save the file."""
    return HttpResponse(
        content,
        content_type=FORMATS[name].content_type,
        headers={"Content-Disposition": f'attachment; filename="{stem}.{name}"'},
    )
