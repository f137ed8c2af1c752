"""What somebody enters who wants the reader's spreadsheet or browser to do something."""

from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import pytest
from defusedxml import ElementTree
from django.utils import timezone
from django.utils.html import escape

from goals.exchange.cells import cell_text
from goals.models import Goal
from measures.models import Department, Measure
from measures.reporting import report_for
from tests.factories import (
    make_department,
    make_goal,
    make_measure,
    make_offer,
    make_organisation,
    make_place,
    make_report,
)
from tests.measures.test_workbook import cells, facts, opened, rows, written

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ignoring = pytest.mark.filterwarnings("ignore:.*xtension is not supported")

# None is longer than the shortest field takes.
FORMULAS = [
    "=1+1", "=SUM(A1:A9)", '=HYPERLINK("//a.de","Klick")', '=WEBSERVICE("//a.de")',
    '=IMPORTXML("//a.de","//a")', "=cmd|'/C calc'!A0", '=DDE("cmd";"/C calc";"x")',
    "{=SUM(A1:A9)}", "{=1+1}", "+1+1", "+49 4541 8000", "+cmd|'/C calc'!A0", "-1+1",
    "-2+3+cmd|'/C calc'!A0", "-", "@SUM(1+1)", "@heute", "\t=1+1", " =1+1", "\n=1+1", "\r=1+1",
    "'=1+1", '"=1+1"', ";=1+1", "＝1+1", "https://example.org/", "mailto:info@example.org",
    "internal:Deckblatt!A1", "file:///C:/Windows/system.ini", "1.1.2025", "1.1", "007", "1E9",
    "TRUE", "#REF!", "_x003D_1+1",
]  # fmt: skip
MARKUP = [
    "<script>alert(1)</script>", "</title><script>alert(1)//", '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)", "<svg/onload=alert(1)>", '<a href="javascript:alert(1)">',
    "--><iframe src=//a.de>", "{% now 'Y' %}&copy;{{ 7 }}", "<r><t>x</t></r>", "<r>&</r>",
    "<r><kaputt></r>", "]]><x>", "&lt;b&gt;",
]  # fmt: skip
PAYLOADS = FORMULAS + MARKUP
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MEASURE_FIELDS = [
    "title",
    "identifier",
    "summary",
    "description",
    "funding",
    "budget_item",
    "contact",
    "note",
    "goals_note",
    "districts_note",
    "source_url",
    "source_date",
]
REPORT_FIELDS = ["text", "obstacles", "next_step", "schedule_reason"]
COLUMNS = {
    "Titel", "Kennung", "Fachbereich", "Stadtteile", "Begründung der Termintreue", "Sachstand",
    "Hemmnisse", "nächster Schritt", "Finanzierung", "Quelle", "Stand der Quelle",
}  # fmt: skip


def enter(payloads):
    """A Handlungsziel, a place, a measure, an offer and who runs them for each of the payloads."""
    for number, payload in enumerate(payloads, 1):
        slug = f"s-{number}"
        goal = make_goal(f"1.1.{number}", text=payload)
        place = make_place(payload, slug=slug, text=payload)
        organisation = make_organisation(payload, slug=slug)
        measure = make_measure(
            slug=slug,
            goals=[goal],
            districts=[place],
            partners=[organisation],
            department=make_department(payload, slug=slug),
            **dict.fromkeys(MEASURE_FIELDS, payload),
        )
        make_report(measure, **dict.fromkeys(REPORT_FIELDS, payload))
        make_offer(payload, [goal], slug=slug, text=payload, organisation=organisation)
    Goal.objects.filter(level__lt=2).update(title=payloads[0], overview_text=payloads[0])


@ignoring
def test_in_the_workbook_they_are_text_to_the_letter():
    enter(PAYLOADS)
    content = written(report_for(timezone.localdate(), title=PAYLOADS[0], foreword=PAYLOADS[0]))
    book = opened(content)
    for row, payload in zip(rows(book, "Leitziel 1"), PAYLOADS, strict=True):
        found = {title: (row[title].value, row[title].data_type) for title in COLUMNS}
        assert found == dict.fromkeys(COLUMNS, (cell_text(payload), "s"))
    kept = [cell_text(payload) for payload in PAYLOADS]
    assert [book["Deckblatt"]["A2"].value, facts(book)["Vorwort"]] == kept[:1] * 2
    assert {cell.value for cell in book["Abdeckung"][1][1:-1]} == {*kept, "Ratzeburg"}
    assert {cell.data_type for cell in book["Abdeckung"][1]} == {"s"}
    assert {cell.data_type for cell in cells(book)} == {"s", "n", "d"}
    assert [cell.coordinate for cell in cells(book) if cell.hyperlink] == []
    with ZipFile(BytesIO(content)) as parts:
        for name in parts.namelist():
            part = parts.read(name)
            tags = {element.tag for element in ElementTree.fromstring(part).iter()}
            assert not tags & {f"{SHEET}{tag}" for tag in ("f", "r", "hyperlink")}, name
            assert not {tag.rpartition("}")[2] for tag in tags} & {"oleLink", "ddeLink"}, name
            assert b"External" not in part, name


@pytest.mark.parametrize("payload", PAYLOADS)
def test_cells_hold_what_was_entered(payload):
    assert cell_text(payload).removesuffix(" ") == payload.replace("\r", "\n")


@ignoring
def test_in_the_filter_they_are_text_on_the_cover(client):
    for payload in PAYLOADS[::5]:
        response = client.get("/statusbericht/", {"q": payload, "format": "xlsx"})
        book = opened(response.content)
        [cell] = [row[1] for row in book["Deckblatt"].iter_rows() if row[0].value == "Auswahl"]
        assert (cell.value, cell.data_type) == (cell_text(f"Suchbegriff: {payload.strip()}"), "s")


class Acting(HTMLParser):
    """Collects what no page of ours holds: what acts by itself or calls somebody else's address."""

    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "script" and (attrs.get("src") or "").startswith("/static/"):
            return
        if tag == "script" and attrs == {"type": "application/ld+json"}:  # data, never run
            return
        if tag in ("script", "img", "iframe", "style", "kaputt", "x", "r"):
            self.found.add(tag)
        self.found |= {name for name in attrs if name.startswith("on") or name == "style"}
        if "javascript:" in (attrs.get("href") or ""):
            self.found.add("javascript:")


def acting(html):
    parser = Acting()
    parser.feed(html)
    return parser.found


def test_on_pages_they_are_text(client):
    enter(MARKUP)
    # An address is checked when it is entered, so what is no address does not get that far.
    Measure.objects.update(source_url="")
    assert Department.objects.count() == len(MARKUP)
    lists = ["/", "/ziele/", "/stadtteile/", "/angebote/", "/massnahmen/", "/statusbericht/"]
    for number, payload in enumerate(MARKUP, 1):
        own = [f"/massnahmen/s-{number}/", f"/angebote/s-{number}/", f"/stadtteile/s-{number}/"]
        for page in [*lists, *own, f"/ziele/1.1.{number}/"]:
            response = client.get(page)
            html = response.content.decode()
            assert (page, response.status_code, acting(html)) == (page, 200, set())
            if page != "/":
                assert escape(payload) in html, page
        lists = lists if number == 1 else ["/massnahmen/", "/statusbericht/", "/ziele/"]
    queries = [f"/{page}/" for page in ("massnahmen", "statusbericht", "angebote")]
    for payload in MARKUP:
        for page in queries:
            html = client.get(
                page, {"q": payload, "ziel": payload, "ort": payload}
            ).content.decode()
            assert acting(html) == set()
            assert escape(payload) in html


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>", '<script src="//a.de/x.js"></script>', "<p onclick=x>", "<img>",
        '<a href=" javascript:x">', "<p style=x>",
    ],
)  # fmt: skip
def test_the_check_itself_sees_what_acts(html):
    assert acting(f'<body><script src="/static/x.js"></script>{html}') != set()
