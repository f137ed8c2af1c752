"""PDFs for tests: real ones, and files that only say so."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter
from pypdf.actions import JavaScript


def a_pdf(pages=1, script=""):
    """The bytes of a PDF; with a script that runs when it is opened."""
    writer, file = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if script:
        writer.add_open_action(JavaScript(script))
    writer.write(file)
    return file.getvalue()


def upload(content=None, name="Bedarfsanalyse.pdf", kind="application/pdf"):
    return SimpleUploadedFile(name, a_pdf() if content is None else content, kind)


def of_size(size):
    """A PDF of so many bytes."""
    pdf = a_pdf()
    middle = b"\n%" + b"x" * (size - len(pdf) - 3) + b"\n"
    start = pdf.index(b"\n") + 1
    return pdf[:start] + middle[1:] + pdf[start:] + b"\n"


HTML = b"<!doctype html><title>x</title><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HOSTILE = {
    "a page that calls itself PDF": HTML,
    "a drawing": SVG,
    "nothing at all": b"",
    "a page before the PDF": HTML + a_pdf(),
    "a blank before the PDF": b"\n" + a_pdf(),
    "only the beginning": b"%PDF-1.7\n" + HTML,
    "cut off": a_pdf()[:-60],
    "a PDF with a script": a_pdf(script="app.alert(1)"),
    "a PDF without contents": b"%PDF-1.4\nstartxref\n0\n%%EOF",
    "a program": b"MZ\x90\x00" + a_pdf(),
}
