"""A program that prints a page of ours: HTML in, PDF out. `measures.pdf` starts it.

Nothing but our own static files is ever read for it, whatever the page's text holds.
"""

import sys
from pathlib import Path

from django.contrib.staticfiles.finders import FileSystemFinder
from pydyf import Dictionary
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

OURS = "https://static.invalid/"  # what relative addresses become; no such host can exist
TYPES = {".css": "text/css", ".woff2": "font/woff2"}


class StaticFiles(URLFetcher):
    """Gives out our stylesheet and fonts; all else is refused, and missing from the PDF."""

    def fetch(self, url, headers=None):
        name = url.removeprefix(OURS)
        found = name != url and FileSystemFinder().find(name)
        if not found:
            raise ValueError(f"{url} is none of our static files")
        path = Path(found)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})


def write(html, file):
    """Write the page as tagged PDF; the same page makes the same bytes."""
    page = HTML(string=html, base_url=OURS, url_fetcher=StaticFiles())
    page.write_pdf(file, pdf_variant="pdf/ua-1", pdf_identifier=True, finisher=add_scope)


def add_scope(document, pdf):
    """Say of each header cell whether it heads a row or a column; WeasyPrint leaves that out."""
    tags = {tag.reference: tag for tag in pdf.objects if isinstance(tag, Dictionary) and "S" in tag}
    for tag in tags.values():
        if tag["S"] == "/TH":
            part = tags[tags[tag["P"]]["P"]]
            tag["A"]["Scope"] = "/Column" if part["S"] == "/THead" else "/Row"


if __name__ == "__main__":
    write(sys.stdin.buffer.read().decode(), sys.stdout.buffer)
