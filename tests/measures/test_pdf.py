import os
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from shutil import which

import pytest
from pypdf import PdfReader

from measures import pdf
from measures.formats import FORMATS
from measures.report import CELLS, Cell, PlaceLine
from tests.measures.frozen import frozen
from tests.measures.reports import MADE_AT, make_full_line, make_report_data

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not pdf.is_available(), reason="Pango fehlt"),
]

PIXEL = (
    "data:image/gif;base64,"
    + b64encode(
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00"
        b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
    ).decode()
)
HEADINGS = [
    ("H1", "Statusbericht zur Demografischen Stadtplanung"),
    ("H2", "Übersicht"),
    ("H2", "Leitziel 1: Wohnen"),
    ("H3", "M 1.1: Wortlaut von 1.1."),
    ("H4", "1.1.1 Wortlaut von 1.1.1."),
    ("H4", "1.1.2 Wortlaut von 1.1.2."),
    ("H3", "M 1.2: Wortlaut von 1.2."),
    ("H4", "1.2.1 Wortlaut von 1.2.1."),
    ("H2", "Leitziel 2: Wege"),
    ("H3", "M 2.1: Wortlaut von 2.1."),
    ("H4", "2.1.1 Wortlaut von 2.1.1."),
    ("H2", "Abdeckung"),
    ("H2", "Überfällig"),
    ("H2", "Änderungen"),
    ("H2", "Offene Lücken"),
    ("H2", "Kennzahlen"),
    ("H2", "Erläuterungen"),
    ("H3", "Quellen der Maßnahmen"),
]


def make_pdf(**changes):
    file = BytesIO()
    pdf.write(make_report_data(**changes), file)
    return file.getvalue()


def text_of(content):
    """The words of a PDF, each gap a single blank."""
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def tags_of(content):
    """[(kind, parent's kind, tag), …] in the order in which they are read out."""

    def walk(tag, parent):
        tag = tag.get_object()
        if isinstance(tag, dict) and "/S" in tag:
            found.append((tag["/S"][1:], parent, tag))
            for child in tag.get("/K", ()):
                walk(child, tag["/S"][1:])

    found = []
    for tag in PdfReader(BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]["/K"]:
        walk(tag, None)
    return found


def bookmarks(outline, level=1):
    """[(level, title), …] of pypdf's nested lists."""
    for entry in outline:
        if isinstance(entry, list):
            yield from bookmarks(entry, level + 1)
        else:
            yield f"H{level}", entry.title


@pytest.fixture(scope="module")
def printed():
    return make_pdf()


def test_what_it_says_of_itself(printed):
    reader = PdfReader(BytesIO(printed))
    root = reader.trailer["/Root"]
    about = reader.xmp_metadata.rdf_root.toxml()
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("de", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 (pypdf's own kind)
    assert 'pdfuaid:part="1"' in about
    assert reader.metadata.title == "Statusbericht zur Demografischen Stadtplanung, 30. Juni 2025"
    assert reader.metadata.author == "Stadt Ratzeburg"
    assert reader.metadata.creation_date == reader.metadata.modification_date == MADE_AT
    assert {tuple(map(round, page.mediabox[2:])) for page in reader.pages} == {(842, 595)}


def test_headings_are_bookmarks_and_skip_no_level(printed):
    levels = [kind for kind, *_ in tags_of(printed) if kind in {"H1", "H2", "H3", "H4", "H5", "H6"}]
    assert levels == [level for level, _ in HEADINGS]
    assert list(bookmarks(PdfReader(BytesIO(printed)).outline)) == HEADINGS


def test_every_cell_has_its_headers(printed):
    """So that each is read out with what it is about, wherever a table begins anew."""
    tags = tags_of(printed)
    known = {tag["/ID"] for kind, _, tag in tags if kind == "TH"}
    empty = [tag for kind, _, tag in tags if kind == "TD" and not tag["/A"]["/Headers"]]
    named = {name for kind, _, tag in tags if kind == "TD" for name in tag["/A"]["/Headers"]}
    scopes = {tag["/A"]["/Scope"] for kind, _, tag in tags if kind == "TH"}
    assert (empty, named - known, scopes) == ([], set(), {"/Row", "/Column"})
    assert {parent for kind, parent, _ in tags if kind in ("TH", "TD")} == {"TR"}


def test_nothing_is_untagged(printed):
    """Each piece of text is either in the tree of tags or marked as decoration."""
    for page in PdfReader(BytesIO(printed)).pages:
        depth = 0
        for _, operator in page.get_contents().operations:
            depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
            assert depth or operator not in (b"Tj", b"TJ", b"Do", b"f", b"S")


def test_a_long_table_repeats_its_head():
    lines = {n: make_full_line(n, title=f"Steg {n}") for n in range(1, 31)}
    goals = make_report_data().goals
    goals[2].measures = list(lines)
    content = make_pdf(goals=goals, read=lambda wanted: [lines[n] for n in wanted])
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    with_rows = [page for page in pages if "Finanzierung: Land" in page]
    assert len(with_rows) > 2
    assert all("Zuständig, Ort, Zeitraum, Kosten" in page for page in with_rows)


def test_words_of_a_measure(printed):
    found = text_of(printed)
    assert (
        "1.2 Steg in Umsetzung 40 Prozent verzögert: Lieferung. 03.02.2025: Es geht. Zweite Zeile. "
        "Hemmnisse: Eis. Nächster Schritt bis 24.12.2025: Bohlen. Bauen Ratzeburg, Insel "
        "ab April 2024 bis 31. Mai 2026 (geplant) Kosten einmalig: 1.234.567,89 Euro "
        "Kosten jährlich: 0 Euro Finanzierung: Land "
        "Beschluss: Ausschuss, 03.02.2025, Vorlage 12/2025"
    ) in found
    assert "1.1.2 Wortlaut von 1.1.2. keine Maßnahme bekannt" in found
    assert found.count("https://example.org/steg") == 1


def test_words_of_the_lists(printed):
    found = text_of(printed)
    assert (
        "Stichtag 30. Juni 2025 Verglichen mit 31. Dezember 2024 Auswahl alle Maßnahmen 4 "
        "1 weitere Maßnahme beginnt erst nach dem Stichtag"
    ) in found
    assert (
        "Handlungsziel Ratzeburg Insel Ufer 1.1.1 Wortlaut von 1.1.1. in Umsetzung in Umsetzung "
        "gilt hier nicht 1.1.2 Wortlaut von 1.1.2. Lücke Lücke entfällt"
    ) in found
    assert (
        "Bank Sachstand Grün letzter Sachstand vom 01.05.2024 Maßnahme 4 Sachstand noch kein "
        "Sachstand 1.2 Steg Meilenstein: Pfähle gesetzt Bauen fällig am 01.03.2025"
    ) in found
    assert "Beet neu laufende Aufgabe Handlungsziel 1.1.1 in Insel Lücke geschlossen Lücke" in found
    assert "1.1.2 Wortlaut von 1.1.2. Ratzeburg, Insel 2.1.1 Wortlaut von 2.1.1. Ufer" in found
    assert (
        "Einwohner Ratzeburg 1.500 Personen 31.12.2024 https://example.org/ "
        "Anteil Insel 12,5 Prozent 31.12.2024"
    ) in found


def test_only_an_internal_one_says_so(printed):
    internal = text_of(make_pdf(is_internal=True))
    assert ("Nicht öffentlich" in internal, "Bank (zur Freigabe)" in internal) == (True, True)
    assert "Nicht öffentlich" not in text_of(printed)


def test_without_anything():
    found = text_of(make_pdf(
        goals=[], places=[PlaceLine("a", "Ort", "Stadt", 0, "")], matrix={"0": b""},
        overdue=[], figures=[], compared_on=None, compare=list, foreword="", total=0, later=0,
    ))  # fmt: skip
    for words in ("Nichts ist überfällig.", "Kein früherer Bericht", "Keine Lücke ist bekannt."):
        assert words in found
    assert "Kennzahlen" not in found.replace("Kennzahlen sind", "")


def test_of_many_places_the_larger_ones():
    """A page is only so wide."""
    kinds = ["Stadt", *["Stadtteil"] * 3, *["Stadtquartier"] * 17]
    places = [PlaceLine(f"ort-{n}", f"Ort{n:02}", kind, 0, "") for n, kind in enumerate(kinds)]
    row = bytes([CELLS.index(Cell.PLANNED)]) * len(places)
    content = make_pdf(places=places, matrix=dict.fromkeys(make_report_data().matrix, row))
    found = text_of(content)
    assert "Alle 21 Orte haben auf einer Seite keinen Platz." in found
    table = found.partition("Handlungsziel Ort00")[2].partition("1.1.1")[0]
    assert table.split() == ["Ort01", "Ort02", "Ort03"]


def test_the_same_bytes_in_another_process(printed):
    """Hashes of strings differ between processes, and the clock goes on."""
    script = (
        "import django; django.setup()\n"
        "from hashlib import sha256; from tests.measures.test_pdf import make_pdf\n"
        "print(sha256(make_pdf()).hexdigest())"
    )
    assert run(script, PYTHONHASHSEED="1", TZ="America/New_York") == sha256(printed).hexdigest()


@pytest.mark.parametrize("fault", ["ImportError", "OSError"])
def test_without_weasyprint_or_its_libraries(tmp_path, fault):
    (tmp_path / "weasyprint.py").write_text(f"raise {fault}")
    script = (
        "import django; django.setup()\n"
        "from measures import pdf; from tests.measures.reports import make_report_data\n"
        "print(pdf.is_available())\n"
        "try: pdf.write(make_report_data(), None)\n"
        "except pdf.NoPdf as error: print(error)"
    )
    assert run(script, PYTHONPATH=tmp_path) == (
        "False\nPDF ist auf diesem Server nicht eingerichtet. Dasselbe leistet das Drucken im "
        "Browser: Dort lässt sich statt eines Druckers „Als PDF speichern“ wählen."
    )


def run(script, **environment):
    """What a process of its own prints."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "ratzeburg.settings"} | environment
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_texts_are_no_markup():
    def payload(field):
        return f'</p><img alt="{field}" src="{PIXEL}"><style>h1 {{ color: red }}</style>{{{{ a }}}}'

    of_measure = ("title", "schedule_reason", "text", "obstacles", "next_step", "source_url")
    of_report = ("foreword", "title")
    content = make_pdf(
        measures={1: {field: payload(field) for field in of_measure}},
        **{field: payload(f"report's {field}") for field in of_report},
    )
    found = text_of(content).replace(" ", "")
    texts = [payload(field) for field in of_measure + tuple(f"report's {f}" for f in of_report)]
    assert [text for text in texts if text.replace(" ", "") not in found] == []
    assert [page.images.keys() for page in PdfReader(BytesIO(content)).pages if page.images] == []


@pytest.mark.parametrize("many", [
    {"text": "Wort " * 60_000},  # of one measure
    {"rows": 1_001},
])  # fmt: skip
def test_too_long(many):
    report = make_report_data(measures={1: {"text": many.get("text", "")}})
    report.goals[2].measures *= many.get("rows", 1)
    with pytest.raises(pdf.TooLong) as error:
        pdf.write(report, BytesIO())
    assert str(error.value) == (
        "Der Bericht ist zu lang für ein PDF. Die Tabellen (XLSX, ODS) fassen ihn ganz; "
        "mit einem Filter wird er kürzer."
    )


def test_what_takes_too_long_is_ended(monkeypatch):
    """A word without end is no long page, but would keep a server busy for minutes."""
    monkeypatch.setattr(pdf, "LIMIT", 3)
    with pytest.raises(pdf.TooLong):
        make_pdf(measures={1: {"text": "x" * 100_000}})


@pytest.mark.django_db
def test_a_process_that_fails(monkeypatch, client):
    """The page says so; a report is frozen without the PDF."""
    monkeypatch.setattr(sys, "executable", which("false"))
    page = client.get("/statusbericht/?format=pdf")
    assert (page.status_code, "Das PDF ist nicht zustande gekommen." in page.text) == (200, True)
    names = [file.format for file in frozen().files.order_by("pk")]
    assert names == [name for name in FORMATS if name != "pdf"]


def test_one_at_a_time(monkeypatch):
    """A second one waits, but not for ever."""
    monkeypatch.setattr(pdf, "PATIENCE", 0.01)
    with pdf.printer, pytest.raises(pdf.Busy):
        pdf.write(make_report_data(), BytesIO())
