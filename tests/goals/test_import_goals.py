"""The import against the town's document, which these tests read in a way of their own."""

import io
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals.models import Goal
from tests.goals.spreadsheets import csv_file, ods, tsv, xlsx, xlsx_like_excel

DOCUMENT = Path(__file__).parents[2] / "fixtures" / "zielpyramide.tsv"
REACH = {
    "1.1.1": "stadtteile-und-stadtquartiere",
    "1.1.3": "stadtteile-und-stadtquartiere",
    "2.1.1": "alle-stadtteile",
    "2.1.2": "alle-stadtquartiere",
    "2.2.1": "alle-stadtteile",
    "3.2.2": "alle-stadtteile",
}
FIELDS = ("code", "title", "text", "overview_text", "reach")

pytestmark = pytest.mark.django_db


def rows():
    return [line.split("\t") for line in DOCUMENT.read_bytes().decode("utf-8").split("\n")]


def expected():
    """{code: fields} straight from the lines of the document, without the importer."""
    aims, table = rows()[3:6], rows()[8:]
    overview = {
        cell.split(" ", 2)[1]: cell.split(" ", 2)[2] for cell in rows()[7] if cell.startswith("M ")
    }
    titles = [re.fullmatch("<i>(.*)</i>", row[0])[1] for row in table if row[0].startswith("<i>")]
    goals = {
        str(number): ("", title, aim[0], "", "")
        for number, (title, aim) in enumerate(zip(titles, aims, strict=True), 1)
    }
    for _, middle, *objectives in [row for row in table if len(row) > 1 and row[1][:2] == "M "]:
        _, code, wording = middle.split(" ", 2)
        other = overview[code] if overview[code] != wording else ""
        goals[code] = ("", "", wording, other, "")
        for number, text in enumerate(objectives, 1):
            if text:
                key = f"{code}.{number}"
                goals[key] = ("", "", text, "", REACH.get(key, "stadtweit"))
    return {code: (code, *fields[1:]) for code, fields in goals.items()}


def stored():
    return {goal[0]: goal for goal in Goal.objects.values_list(*FIELDS)}


def everything():
    return list(Goal.objects.order_by("pk").values())


def edit(code, **values):
    goal = Goal.objects.get(code=code)
    for name, value in values.items():
        setattr(goal, name, value)
    goal.save()


@pytest.fixture
def run(tmp_path):
    def run(content=None, name="zielpyramide.tsv", **options):
        """What the command prints for a file with this content, or for the town's document."""
        path = DOCUMENT
        if content is not None:
            path = tmp_path / name
            path.write_bytes(content)
        out = io.StringIO()
        call_command("import_goals", path, stdout=out, **options)
        return out.getvalue()

    return run


def test_goals_equal_the_document_to_the_letter(run):
    assert run().endswith("\n38 neu.\n")
    assert stored() == expected()
    levels = list(Goal.objects.values_list("level", flat=True))
    assert [levels.count(level) for level in range(3)] == [3, 9, 26]
    assert Goal.objects.filter(is_published=True, easy_text="").count() == 38
    in_order = list(Goal.objects.in_tree_order().values_list("code", flat=True))
    assert in_order == sorted(in_order)


def test_some_wordings_as_people_read_them(run):
    run()
    best_practice = Goal.objects.get(code="1.3")
    assert best_practice.text == (
        "Wir schauen nach Best-Practice-Beispielen in anderen Kommunen, von denen wir bei der "
        "Gestaltung des demografischen Wandels lernen und profitieren können."
    )
    assert best_practice.overview_text == (
        "Wir schauen über unseren Tellerrand nach Best-Practice-Beispielen in anderen Kommunen von "
        "denen wir lernen und profitieren können."
    )
    with_two_wordings = Goal.objects.exclude(overview_text="").in_tree_order()
    assert [goal.code for goal in with_two_wordings] == ["1.3", "2.1", "3.2"]
    assert Goal.objects.get(code="2.1").overview_text == Goal.objects.get(code="2.1").text + "."
    assert "offene und frei nutzbare Begegnungs-räume" in Goal.objects.get(code="3.1.3").text
    assert Goal.objects.get(code="3").title == "Bewusstsein schaffen"


def test_second_run_changes_nothing_and_writes_nothing(run):
    run()
    before = everything()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        printed = run()
    assert printed == "Nichts zu ändern: 38 Ziele stimmen mit dem Dokument überein.\n"
    assert everything() == before
    reads = ("SELECT", "SAVEPOINT", "RELEASE")
    assert [query["sql"] for query in queries if not query["sql"].startswith(reads)] == []
    assert len(queries) <= 5


def test_dry_run_prints_the_same_and_stores_nothing(run):
    would = run(dry_run=True)
    assert not Goal.objects.exists()
    assert would == run().replace("38 neu.\n", "38 neu. Probelauf: Es wurde nichts gespeichert.\n")


def test_dry_run_leaves_existing_goals_alone(run):
    run()
    before = everything()
    content = tsv(rows()).replace(b"Kultur der Achtsamkeit in den Nach", b"Kultur der Nach")
    last = run(content, dry_run=True).splitlines()[-1]
    assert last == "2 geändert, 36 unverändert. Probelauf: Es wurde nichts gespeichert."
    assert everything() == before


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (xlsx, "a.xlsx"),
        (xlsx_like_excel, "a.xlsx"),
        (ods, "a.ods"),
        (csv_file, "a.csv"),
        (lambda rows: csv_file(rows, ",", "utf-8-sig"), "a.csv"),
        (lambda rows: tsv(rows, "utf-16"), "a.txt"),
        (lambda rows: tsv(rows, "cp1252").replace(b"\n", b"\r\n"), "a.tsv"),
        (lambda rows: tsv([(" ".join(r).rstrip() and r) or [] for r in rows]), "a.tsv"),
        (lambda rows: csv_file([([c for c in r if c] and r) or [] for r in rows]), "a.csv"),
    ],
)
def test_same_document_in_other_formats(run, write, name):
    run(write(rows()), name)
    assert stored() == expected()


def test_blank_lines_blanks_and_case_of_headings_do_not_matter(run):
    lines = [row for row in rows() if any(row)]
    lines[0][0] = " LEITZIELE: "
    lines[4][0] = "mittlerziele:Lebensqualität verbessern\xa0"
    for row in lines:
        if row[0] == "Handlungsschwerpunkt":
            row[:3] = ["handlungs schwerpunkt", "Mittlerziele ", "HANDLUNGSZIEL  1"]
    lines[7][0] = "Lebensqualität verbessern"
    run(tsv([row for line in lines for row in (line, ["", " "])]))
    assert stored() == expected()


def test_inner_blanks_quotes_and_hyphens_stay(run):
    content = DOCUMENT.read_bytes().replace(
        b"Es gibt Veranstaltungen, die Nachbarschaften",
        "\xa0 Es gibt  „Feste“ - 'hier', \"da\" & <i>a</i> < b,\xa0die Nachbar-schaften".encode(),
    )
    run(content)
    assert Goal.objects.get(code="2.1.3").text == (
        "Es gibt  „Feste“ - 'hier', \"da\" & a < b,\xa0die Nachbar-schaften zusammenbringen."
    )


def test_umlauts_of_two_parts_are_the_same_letters(run):
    run()
    decomposed = unicodedata.normalize("NFD", DOCUMENT.read_text()).encode()
    assert decomposed != DOCUMENT.read_bytes()
    assert run(decomposed) == "Nichts zu ändern: 38 Ziele stimmen mit dem Dokument überein.\n"
    assert stored() == expected()


def test_more_goals_are_simply_imported(run):
    lines = rows()
    lines.insert(6, ["Wir bauen die Stadt für alle."])
    lines[7] += [""] * (9 - len(lines[7])) + ["Barrieren abbauen"]
    lines[8] += ["M 4.1 Wir bauen um.", "M 4.10 Wir bauen weiter."]
    assert lines[9][0] == "Handlungsschwerpunkt"
    lines[9][7] = "Handlungsziel 6"
    lines[10][7] = "Es gibt Karten in allen Stadtteilen und in allen Stadtquartieren."
    lines += [
        ["Handlungsschwerpunkt", "Mittlerziele", "Handlungsziel 1"],
        ["<i>Barrieren abbauen</i>", "M 4.1 Wir bauen um.", "Es gibt Rampen."],
        ["", "M 4.10 Wir bauen weiter."],
    ]
    assert run(tsv(lines)).endswith("\n43 neu.\n")
    added = {code: goal for code, goal in stored().items() if code not in expected()}
    assert added == {
        "1.1.6": (
            "1.1.6",
            "",
            "Es gibt Karten in allen Stadtteilen und in allen Stadtquartieren.",
            "",
            "stadtteile-und-stadtquartiere",
        ),
        "4": ("4", "Barrieren abbauen", "Wir bauen die Stadt für alle.", "", ""),
        "4.1": ("4.1", "", "Wir bauen um.", "", ""),
        "4.10": ("4.10", "", "Wir bauen weiter.", "", ""),
        "4.1.1": ("4.1.1", "", "Es gibt Rampen.", "", "stadtweit"),
    }
    assert {code: goal for code, goal in stored().items() if code in expected()} == expected()


def test_diff_of_a_changed_and_of_an_absent_goal(run):
    run()
    extra = Goal(code="2.4.3", parent=Goal.objects.get(code="2.4"), text="Es gibt mehr.")
    extra.reach = Goal.Reach.TOWN
    extra.save()
    content = DOCUMENT.read_bytes().replace(
        b"Es gibt Veranstaltungen, die", b"Es gibt Feste in allen Stadtteilen, die"
    )
    assert run(content).splitlines() == [
        "geändert: Handlungsziel 2.1.3",
        (
            "    Wortlaut: „Es gibt Veranstaltungen, die Nachbarschaften zusammenbringen.“ → "
            "„Es gibt Feste in allen Stadtteilen, die Nachbarschaften zusammenbringen.“"
        ),
        "    Reichweite: „stadtweit“ → „alle Stadtteile“",
        "nicht im Dokument, bleibt unverändert: Handlungsziel 2.4.3",
        "1 geändert, 37 unverändert, 1 nicht im Dokument.",
    ]
    assert Goal.objects.count() == 39
    assert Goal.objects.get(code="2.1.3").reach == "alle-stadtteile"


def test_what_the_staff_decides_stays(run):
    run()
    edit("1.1.2", reach="alle-stadtquartiere", is_published=False, easy_text="Leicht.", position=9)
    edit("1.1", title="Wissen")
    before = everything()
    assert run().startswith("Nichts zu ändern")
    assert everything() == before
    run(DOCUMENT.read_bytes().replace(b"Es gibt Analysen aus", b"Es gibt gute Analysen aus"))
    changed = Goal.objects.get(code="1.1.2")
    assert (changed.is_published, changed.easy_text, changed.position) == (False, "Leicht.", 9)
    assert changed.reach == "stadtweit"


def test_a_new_wording_asks_for_new_easy_language(run):
    run()
    for code in ("1.1.2", "1.1.3"):
        edit(code, easy_text="Leicht.", easy_checked_on=date(2025, 3, 1))
    content = DOCUMENT.read_bytes().replace(b"Es gibt Analysen aus", b"Es gibt gute Analysen aus")
    assert run(content).splitlines()[2:] == [
        "    Leichte Sprache: bitte neu prüfen, der Wortlaut ist ein anderer.",
        "1 geändert, 37 unverändert.",
    ]
    checked = Goal.objects.exclude(easy_text="").values_list("code", "easy_text", "easy_checked_on")
    assert set(checked) == {("1.1.2", "Leicht.", None), ("1.1.3", "Leicht.", date(2025, 3, 1))}


@pytest.mark.parametrize("name", ["fehlt.tsv", "ordner.tsv"])
def test_file_that_cannot_be_opened(tmp_path, name):
    (tmp_path / "ordner.tsv").mkdir()
    with pytest.raises(CommandError) as refused:
        call_command("import_goals", tmp_path / name)
    assert str(refused.value) == (
        f"{tmp_path}/{name} lässt sich nicht lesen. Gibt es die Datei, und darf sie gelesen werden?"
    )
