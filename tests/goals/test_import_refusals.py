"""Documents that do not fit: each refusal names the place, and the database stays as it was."""

import io

import pytest
from django.core.management import CommandError, call_command

from goals.models import Goal
from tests.factories import make_goal
from tests.goals.spreadsheets import tsv, xlsx
from tests.goals.test_import_goals import everything, rows

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Lines of the document, counted as people count them.
AIMS, FOCUSES, OVERVIEW = 3, 7, 8
HEADER, FIRST, SECOND_HEADER, SECOND, LAST = 9, 10, 13, 14, 21


def put(line, column, text):
    """A change of the document: another text in one cell."""

    def change(lines):
        row = lines[line - 1]
        row += [""] * (column - len(row))
        row[column - 1] = text

    return change


def drop(*numbers):
    def change(lines):
        for number in sorted(numbers, reverse=True):
            del lines[number - 1]

    return change


def insert(line, *cells):
    return lambda lines: lines.insert(line - 1, list(cells))


# name -> (changes of the document, the refusal; its line breaks here mean nothing)
REFUSALS = {
    "no heading of the aims": (
        [drop(AIMS)],
        """
        Zeile 3, Spalte A: Vor dieser Zeile fehlt die Überschrift „Leitziele“. Bitte ergänzen.
        """,
    ),
    "heading of the aims twice": (
        [insert(5, "Leitziele")],
        """
        Zeile 5, Spalte A: Diese Überschrift steht hier ein zweites Mal oder zu spät. Bitte
        löschen.
        """,
    ),
    "no aims": (
        [drop(4, 5, 6)],
        """
        Zeile 3, Spalte A: Unter dieser Überschrift fehlen die Leitziele. Bitte ergänzen.
        """,
    ),
    "text beside an aim": (
        [put(4, 3, "Notiz")],
        """
        Zeile 4, Spalte C: „Notiz“ steht außerhalb der Tabelle. Bitte löschen oder dorthin
        verschieben, wo es hingehört.
        """,
    ),
    "aim without wording": (
        [put(4, 1, ""), put(4, 2, "Notiz")],
        """
        Zeile 4, Spalte A: Der Wortlaut des Leitziels fehlt. Bitte ergänzen.
        Zeile 4, Spalte B: „Notiz“ steht außerhalb der Tabelle. Bitte löschen oder dorthin
        verschieben, wo es hingehört.
        """,
    ),
    "an aim too many": (
        [insert(7, "Wir bauen.")],
        """
        Zeile 7, Spalte A: Das Dokument hat 4 Leitziel(e), aber 3 Handlungsschwerpunkt(e). Bitte
        ergänzen, was fehlt, oder streichen, was zu viel ist.
        Zeile 7, Spalte A: Das Dokument hat 4 Leitziel(e), aber 3 Tabelle(n). Bitte ergänzen,
        was fehlt, oder streichen, was zu viel ist.
        """,
    ),
    "no row of the Handlungsschwerpunkte": (
        [drop(FOCUSES)],
        """
        Zeile 7, Spalte A: Vor dieser Zeile fehlt die Zeile „Mittlerziele: …“ mit den
        Handlungsschwerpunkten. Bitte ergänzen.
        """,
    ),
    "first Handlungsschwerpunkt empty": (
        [put(FOCUSES, 1, "Mittlerziele:")],
        """
        Zeile 7, Spalte A: Hinter „Mittlerziele:“ fehlt der erste Handlungsschwerpunkt. Bitte
        ergänzen.
        Zeile 10, Spalte A: Der Handlungsschwerpunkt „Lebensqualität verbessern“ lautet in der
        Übersicht „“. Bitte angleichen.
        """,
    ),
    "no row of the Mittlerziele": (
        [drop(OVERVIEW)],
        """
        Zeile 7, Spalte A: Unter dieser Zeile fehlt die Zeile mit den Mittlerzielen („M 1.1 …“).
        Bitte ergänzen.
        """,
    ),
    "neither overview": (
        [drop(FOCUSES, OVERVIEW)],
        """
        Zeile 7, Spalte A: Vor dieser Zeile fehlt die Zeile „Mittlerziele: …“ mit den
        Handlungsschwerpunkten. Bitte ergänzen.
        """,
    ),
    "no tables": (
        [drop(*range(HEADER, LAST + 1))],
        """
        Zeile 8, Spalte A: Nach dieser Zeile fehlen die Tabellen mit der Kopfzeile
        „Handlungsschwerpunkt, Mittlerziele, Handlungsziel 1, …“. Bitte ergänzen.
        """,
    ),
    "no header of the first table": (
        [drop(HEADER)],
        """
        Zeile 9, Spalte A: Vor dieser Zeile fehlt die Kopfzeile „Handlungsschwerpunkt,
        Mittlerziele, Handlungsziel 1, …“. Bitte ergänzen.
        """,
    ),
    "no header of the second table": (
        [drop(SECOND_HEADER)],
        """
        Zeile 13, Spalte A: Vor dieser Zeile fehlt die Kopfzeile „Handlungsschwerpunkt,
        Mittlerziele, Handlungsziel 1, …“. Bitte ergänzen.
        """,
    ),
    "a table missing": (
        [drop(19, 20, 21)],
        """
        Zeile 6, Spalte A: Das Dokument hat 3 Leitziel(e), aber 2 Tabelle(n). Bitte ergänzen,
        was fehlt, oder streichen, was zu viel ist.
        Zeile 8, Spalte H: M 3.1 steht in der Übersicht, aber in keiner Tabelle. Bitte ergänzen
        oder streichen.
        Zeile 8, Spalte I: M 3.2 steht in der Übersicht, aber in keiner Tabelle. Bitte ergänzen
        oder streichen.
        """,
    ),
    "table without rows": (
        [insert(22, "Handlungsschwerpunkt", "Mittlerziele", "Handlungsziel 1")],
        """
        Zeile 22, Spalte A: Das Dokument hat 3 Leitziel(e), aber 4 Tabelle(n). Bitte ergänzen,
        was fehlt, oder streichen, was zu viel ist.
        Zeile 22, Spalte A: Diese Tabelle hat keine Mittlerziele. Bitte ergänzen oder löschen.
        """,
    ),
    "Mittlerziel in another table": (
        [put(FIRST + 1, 2, "M 2.5 Wir helfen.")],
        """
        Zeile 8, Spalte B: M 1.2 steht in der Übersicht, aber in keiner Tabelle. Bitte ergänzen
        oder streichen.
        Zeile 11, Spalte B: M 2.5 gehört nicht zu Leitziel 1 „Lebensqualität verbessern“. Bitte
        die Nummer oder die Stelle ändern.
        Zeile 11, Spalte B: M 2.5 steht in der Tabelle, aber nicht in der Übersicht. Bitte
        ergänzen oder streichen.
        """,
    ),
    "Mittlerziel below another Schwerpunkt": (
        [put(OVERVIEW, 4, ""), put(OVERVIEW, 10, "M 2.1 Wir schaffen Orte.")],
        """
        Zeile 8, Spalte J: M 2.1 gehört nicht zu Leitziel 3 „Bewusstsein schaffen“. Bitte die
        Nummer oder die Stelle ändern.
        """,
    ),
    "number twice in the overview": (
        [put(OVERVIEW, 2, "M 1.1 Wir helfen."), drop(FIRST + 1)],
        """
        Zeile 8, Spalte B: M 1.1 steht schon in Zeile 8, Spalte A. Bitte eine der Nummern
        ändern.
        """,
    ),
    "number twice in a table": (
        [insert(FIRST + 1, "", "M 1.1 Wir helfen.")],
        """
        Zeile 11, Spalte B: M 1.1 steht schon in Zeile 10, Spalte B. Bitte eine der Nummern
        ändern.
        """,
    ),
    "only in the table": (
        [put(OVERVIEW, 9, "")],
        """
        Zeile 21, Spalte B: M 3.2 steht in der Tabelle, aber nicht in der Übersicht. Bitte
        ergänzen oder streichen.
        """,
    ),
    "Handlungsziel without Mittlerziel": (
        [insert(FIRST + 1, "", "", "Es gibt Neues.")],
        """
        Zeile 11, Spalte B: Das Mittlerziel fehlt. Bitte ergänzen, zum Beispiel „M 1.1 Wir …“.
        """,
    ),
    "beyond the header": (
        [put(FIRST, 8, "Es gibt mehr."), put(FIRST, 9, "Notiz")],
        """
        Zeile 10, Spalte H: „Es gibt mehr.“ steht außerhalb der Tabelle. Bitte löschen oder
        dorthin verschieben, wo es hingehört.
        Zeile 10, Spalte I: „Notiz“ steht außerhalb der Tabelle. Bitte löschen oder dorthin
        verschieben, wo es hingehört.
        """,
    ),
    "another Handlungsschwerpunkt": (
        [put(SECOND, 1, "<i>Nachbarschaft stärken</i>")],
        """
        Zeile 14, Spalte A: Der Handlungsschwerpunkt „Nachbarschaft stärken“ lautet in der
        Übersicht „Nachbarschaften stärken“. Bitte angleichen.
        """,
    ),
    "no Handlungsschwerpunkt": (
        [put(SECOND, 1, "<i></i>")],
        """
        Zeile 14, Spalte A: Der Handlungsschwerpunkt der Tabelle fehlt. Bitte ergänzen.
        """,
    ),
    "Handlungsschwerpunkt twice": (
        [put(FOCUSES, 4, "Lebensqualität verbessern")],
        """
        Zeile 7, Spalte D: „Lebensqualität verbessern“ steht hier ein zweites Mal. Bitte ändern.
        Zeile 14, Spalte A: Der Handlungsschwerpunkt „Nachbarschaften stärken“ lautet in der
        Übersicht „Lebensqualität verbessern“. Bitte angleichen.
        """,
    ),
    "long Handlungsschwerpunkt": (
        [put(FOCUSES, 4, "x" * 201), put(SECOND, 1, "x" * 201)],
        """
        Zeile 7, Spalte D: Der Handlungsschwerpunkt hat 201 Zeichen, erlaubt sind 200. Bitte
        kürzen.
        """,
    ),
    "headers out of order": (
        [put(HEADER, 4, "Handlungsziel 3"), put(HEADER, 5, "Handlungsziel 2")],
        """
        Zeile 9, Spalte D: Hier gehört die Spaltenüberschrift „Handlungsziel 2“ hin, gefunden
        wurde „Handlungsziel 3“. Bitte ändern.
        Zeile 9, Spalte E: Hier gehört die Spaltenüberschrift „Handlungsziel 3“ hin, gefunden
        wurde „Handlungsziel 2“. Bitte ändern.
        """,
    ),
    "gap in the headers": (
        [put(HEADER, 4, "")],
        """
        Zeile 9, Spalte D: Hier gehört die Spaltenüberschrift „Handlungsziel 2“ hin, gefunden
        wurde „“. Bitte ändern.
        """,
    ),
    "misspelt header": (
        [put(HEADER, 1, "Schwerpunkt")],
        """
        Zeile 9, Spalte A: Hier gehört die Spaltenüberschrift „Handlungsschwerpunkt“ hin,
        gefunden wurde „Schwerpunkt“. Bitte ändern.
        """,
    ),
    "empty wording": (
        [put(LAST, 2, "M 3.2 "), put(OVERVIEW, 9, "M 3.2")],
        """
        Zeile 8, Spalte I: Hinter „M 3.2“ fehlt der Wortlaut. Bitte ergänzen.
        Zeile 21, Spalte B: Hinter „M 3.2“ fehlt der Wortlaut. Bitte ergänzen.
        """,
    ),
    "no number": (
        [put(LAST, 2, "Wir fördern."), put(OVERVIEW, 9, "Ｍ ３.２ Wir fördern.")],
        """
        Zeile 8, Spalte I: „Ｍ ３.２ Wir fördern.“ hat vorn keine Nummer. Bitte wie „M 1.1 Wir …“
        schreiben.
        Zeile 21, Spalte B: „Wir fördern.“ hat vorn keine Nummer. Bitte wie „M 1.1 Wir …“
        schreiben.
        """,
    ),
    "other markup": (
        [put(FIRST, 3, "Es gibt <b>Neues</b>."), put(FIRST, 4, "Es gibt A &amp; B.")],
        """
        Zeile 10, Spalte C: Die Auszeichnung „<b>“ wird nicht verstanden, nur <i>…</i>. Bitte
        als einfachen Text schreiben.
        Zeile 10, Spalte D: Die Auszeichnung „&amp;“ wird nicht verstanden, nur <i>…</i>. Bitte
        als einfachen Text schreiben.
        """,
    ),
    "row of a table moved by one": (
        [put(FIRST + 1, 3, "M 1.2 Wir ermitteln Wünsche.")],
        """
        Zeile 11, Spalte C: „M 1.2 Wir ermitteln Wünsche.“ ist nicht der Wortlaut eines
        Handlungsziels. Bitte ändern oder die Zelle leeren.
        """,
    ),
    "headings and signs as Handlungsziele": (
        [
            put(LAST, 3, "Leitziele"),
            put(LAST, 4, "Handlungsschwerpunkt"),
            put(LAST, 5, "Mittlerziele: Wissen"),
            put(LAST, 6, "–"),
        ],
        """
        Zeile 21, Spalte C: „Leitziele“ ist nicht der Wortlaut eines Handlungsziels. Bitte ändern
        oder die Zelle leeren.
        Zeile 21, Spalte D: „Handlungsschwerpunkt“ ist nicht der Wortlaut eines Handlungsziels.
        Bitte ändern oder die Zelle leeren.
        Zeile 21, Spalte E: „Mittlerziele: Wissen“ ist nicht der Wortlaut eines Handlungsziels.
        Bitte ändern oder die Zelle leeren.
        Zeile 21, Spalte F: „–“ ist nicht der Wortlaut eines Handlungsziels. Bitte ändern oder die
        Zelle leeren.
        """,
    ),
    "wordings that nobody sees": (
        [
            put(4, 1, "\u200b"),
            put(OVERVIEW, 9, "M 3.2 \u200b"),
            put(LAST, 2, "M 3.2 -"),
            put(LAST, 3, "\u200b"),
        ],
        """
        Zeile 4, Spalte A: Der Wortlaut des Leitziels fehlt. Bitte ergänzen.
        Zeile 8, Spalte I: Hinter „M 3.2 \u200b“ fehlt der Wortlaut. Bitte ergänzen.
        Zeile 21, Spalte B: Hinter „M 3.2 -“ fehlt der Wortlaut. Bitte ergänzen.
        Zeile 21, Spalte C: „\u200b“ ist nicht der Wortlaut eines Handlungsziels. Bitte ändern oder
        die Zelle leeren.
        """,
    ),
    "text between overview and table": (
        [insert(HEADER, "Stand: März 2024")],
        """
        Zeile 9, Spalte A: Die Zeile „Stand: März 2024“ gehört nicht zum Aufbau des Dokuments.
        Bitte löschen.
        """,
    ),
    "text within a table": (
        [insert(FIRST + 1, "Stand: März 2024")],
        """
        Zeile 11, Spalte A: Die Zeile „Stand: März 2024“ gehört nicht zum Aufbau des Dokuments.
        Bitte löschen.
        """,
    ),
    "empty file": (
        [drop(*range(1, LAST + 1))],
        """
        Zeile 1, Spalte A: Die Tabelle ist leer. Bitte das Dokument der Stadt wählen.
        """,
    ),
}


@pytest.fixture
def document(tmp_path):
    def document(*changes, write=tsv, name="zielpyramide.tsv"):
        lines = rows()
        for change in changes:
            change(lines)
        path = tmp_path / name
        path.write_bytes(write(lines))
        return path

    return document


def refusal(path):
    with pytest.raises(CommandError) as refused:
        call_command("import_goals", path, stdout=io.StringIO())
    first, *faults = str(refused.value).splitlines()
    assert first == f"{path} wird nicht übernommen."
    return faults


@pytest.mark.parametrize("case", REFUSALS)
def test_refusal_names_every_place_and_changes_nothing(document, case):
    changes, faults = REFUSALS[case]
    make_goal("1.1.1", text="Es gab Analysen.")
    before = everything()
    assert " ".join(refusal(document(*changes))) == " ".join(faults.split())
    assert everything() == before


def test_faults_of_the_whole_document_at_once(document):
    faults = refusal(
        document(
            put(4, 2, "x"), put(OVERVIEW, 1, "M 1.1"), put(HEADER, 7, "Ziel"), put(LAST, 2, "M")
        )
    )
    assert [fault.split(":")[0] for fault in faults] == [
        "Zeile 4, Spalte B",
        "Zeile 8, Spalte A",
        "Zeile 8, Spalte I",
        "Zeile 9, Spalte G",
        "Zeile 21, Spalte B",
    ]


def test_refusal_of_a_workbook_names_the_sheet(document):
    path = document(put(FIRST + 1, 2, "Wir"), write=xlsx, name="a.xlsx")
    assert refusal(path)[1].startswith("Blatt „Tabelle1“, Zeile 11, Spalte B: „Wir“ hat vorn keine")


def test_several_sheets_with_content(document, tmp_path):
    def two_sheets(lines):
        return xlsx(lines, more={"Notizen": [["x"]], "Leer": []})

    [fault] = refusal(document(write=two_sheets, name="a.xlsx"))
    assert fault.startswith(
        "Die Datei hat mehrere Blätter mit Inhalt: „Tabelle1“, „Notizen“. Bitte"
    )


def test_faults_of_the_file_itself(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04")
    assert refusal(path) == [
        (
            "Die Datei ist beschädigt, mit einem Kennwort geschützt oder keine Tabelle. "
            "Bitte öffnen und ohne Kennwort als Tabelle neu speichern."
        )
    ]
    assert not Goal.objects.exists()
