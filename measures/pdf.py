"""The status report as a PDF: for a council member's paper, and to be read out (PDF/UA-1)."""

import logging
import sys
from functools import lru_cache
from subprocess import DEVNULL, PIPE, CalledProcessError, TimeoutExpired, run
from threading import Lock

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from districts.models import District
from measures import cover
from measures.page import page_of
from measures.report import AUTHOR

LONGEST = 250_000  # characters of the page that is printed: some 15 seconds and 300 MB
LIMIT = 45  # seconds, also on a busy server; words without end would take far longer
PLACES = 20  # columns of the coverage table that fit on a page
PATIENCE = 20  # seconds that one waits for another's PDF
TOO_LONG = (
    "Der Bericht ist zu lang für ein PDF. Die Tabellen (XLSX, ODS) fassen ihn ganz; "
    "mit einem Filter wird er kürzer."
)
logger = logging.getLogger(__name__)
printer = Lock()  # a server process makes one at a time: each takes a core for itself


class NoPdf(Exception):  # noqa: N818 (an answer to whoever asked, not a fault)
    """There is no PDF of this report; the message says why, and what helps."""


class NotSetUp(NoPdf):
    pass


class TooLong(NoPdf):
    pass


class Busy(NoPdf):
    pass


class Failed(NoPdf):
    pass


@lru_cache
def is_available():
    """WeasyPrint is installed, and the system libraries that it needs."""
    return _run("-c", "import weasyprint", stderr=DEVNULL).returncode == 0


def write(report, file):
    """Write the PDF; the same report makes the same bytes, at any time and on any day."""
    if not is_available():
        raise NotSetUp(
            "PDF ist auf diesem Server nicht eingerichtet. Dasselbe leistet das Drucken im "
            "Browser: Dort lässt sich statt eines Druckers „Als PDF speichern“ wählen."
        )
    html = _page(report)
    if not printer.acquire(timeout=PATIENCE):
        raise Busy("Es entstehen schon andere PDFs. Bitte in einer Minute noch einmal versuchen.")
    try:
        printed = _run("-m", "measures.paper", input=html.encode(), timeout=LIMIT, check=True)
    except TimeoutExpired:
        raise TooLong(TOO_LONG) from None
    except CalledProcessError as error:  # what it said stands in the log already
        logger.error("No PDF: its process ended with %s", error.returncode)
        raise Failed(
            "Das PDF ist nicht zustande gekommen. Bitte später noch einmal versuchen; "
            "die Tabellen (XLSX, ODS) enthalten denselben Bericht."
        ) from None
    finally:
        printer.release()
    file.write(printed.stdout)


def _run(*arguments, **options):
    """Run a Python program in a process of its own: it can be ended, and its memory comes back."""
    return run(  # noqa: S603 (the programs are ours)
        [sys.executable, *arguments], stdout=PIPE, cwd=settings.BASE_DIR, **options
    )


def _page(report):
    """The report as the HTML that is printed."""
    context = page_of(report)
    html = "" if context["is_long"] else _rendered(report, context)
    if not html or len(html) > LONGEST:
        raise TooLong(TOO_LONG)
    return html


def _rendered(report, context):
    words = {
        "author": AUTHOR,
        "made_at": timezone.localtime(report.made_at).isoformat(timespec="seconds"),
        "footer": cover.footer(report),
        "later": cover.later(report.later),
        "internal": cover.INTERNAL,
        # What follows is about the sheets of the spreadsheets.
        "counted": cover.COUNTED.partition("\n")[0],
        "today": cover.TODAY,
        "origin": cover.ORIGIN,
        "meanings": cover.MEANINGS,
        "around": cover.AROUND,
        "places": _places(report),
        "sources": _with_source(report),
    }
    return render_to_string("measures/status_report_pdf.html", context | words)


def _places(report):
    """The columns of the coverage table: where all are too many, those that are no Quartiere."""
    larger = [place for place in report.places if place.kind != District.Kind.QUARTER.label]
    return next((some for some in (report.places, larger) if len(some) <= PLACES), [])


def _with_source(report):
    """The measures that have a public source, each once."""
    found = {measure.id: measure for *_, measure in report.lines() if measure}
    return [measure for measure in found.values() if measure.source_url]
