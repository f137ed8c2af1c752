"""Reads what page and files of the status report tell of a day, all into the same plain texts.

Each reader gives {part: …} for some of these parts:
    lines    [(code, title, phase, Termintreue, reason, percent, Sachstand vom), …]
    sums     {code of a Leitziel: (measures, mean percent, without percent)}
    matrix   {code: {place: word}}
    gaps     {code: [place, …]}
    overdue  [(kind, title, milestone, since), …]
"""

import csv
import io
import json
import re
from collections import defaultdict
from datetime import datetime

from goals.tables.reader import read_tables
from measures.models import Phase, Schedule
from measures.report import Cell
from tests.measures.test_workbook import opened

NOTHING = "keine Maßnahme bekannt"
# What the page says of a Leitziel, and what a reader takes from it.
SENTENCES = {
    (NOTHING, ""): ("0", "", "0"),
    ("1 Maßnahme: in Planung", "10 Prozent umgesetzt"): ("1", "10", "0"),
    (
        "2 Maßnahmen, davon 1 in Planung",
        "10 Prozent umgesetzt (Angabe zu 1 von 2 Maßnahmen)",
    ): ("2", "10", "1"),
    (
        "2 Maßnahmen, davon 1 in Umsetzung, 1 in Planung",
        "Im Mittel 18 Prozent umgesetzt",
    ): ("2", "18", "0"),
    ("2 Maßnahmen, alle in Umsetzung", "Im Mittel 28 Prozent umgesetzt"): ("2", "28", "0"),
    (
        "3 Maßnahmen, davon 2 in Umsetzung",
        "Im Mittel 28 Prozent umgesetzt (Angaben zu 2 von 3 Maßnahmen)",
    ): ("3", "28", "1"),
    (
        "3 Maßnahmen, davon 1 in Umsetzung, 1 abgeschlossen",
        "Im Mittel 63 Prozent umgesetzt (Angaben zu 2 von 3 Maßnahmen)",
    ): ("3", "63", "1"),
    (
        "3 Maßnahmen, davon 1 in Umsetzung, 1 abgeschlossen",
        "Im Mittel 63 Prozent umgesetzt",
    ): ("3", "63", "0"),
    ("1 Maßnahme: laufende Aufgabe", "Keine Angabe in Prozent"): ("1", "", "1"),
    ("2 Maßnahmen, davon 1 laufende Aufgabe", "Keine Angabe in Prozent"): ("2", "", "2"),
}
DATE = re.compile(r"(\d{2}\.\d{2}\.\d{4})|(\d{4})-(\d{2})-(\d{2})")
SECTION = re.compile(
    r'<h2 id="ziel-(\d+)">.*?<span class="bar__words">(.*?)</span>.*?<p class="muted">(.*?)</p>',
    re.DOTALL,
)


def by_page(client, day):
    html = client.get(f"/statusbericht/?stichtag={day}").text
    found = tables(html)
    return {
        "lines": [line for rows in found if rows[0][1] == "Maßnahme" for line in _lines(rows)],
        "sums": {
            code: SENTENCES[words, rest.split(". ")[0] if "Prozent" in rest else ""]
            for code, words, rest in SECTION.findall(html)
        },
        "gaps": {
            row[:5]: row.partition("Lücke: ")[2].split(", ")
            for row in map(plain, re.findall('<li class="row">.*?</li>', html, re.DOTALL))
        },
        "overdue": [
            (kind, title, what, date_in(since))
            for rows in found
            if rows[0][1] == "Überfällig"
            for title, (kind, _, what), _, since in (
                (row[0], row[1].partition(": "), *row[2:]) for row in rows[1:]
            )
        ],
    }


def by_coverage(client, day):
    """The matrix as the page shows it: the town first, then the inside of a Stadtteil."""
    matrix = defaultdict(dict)
    for inside in ("", "&ort=insel"):
        [(head, *rows)] = tables(client.get(f"/abdeckung/?stichtag={day}{inside}").text)
        for goal, *cells in rows:
            if cells:
                places = [name.split()[0] for name in head[1:]]
                matrix[goal[:5]] |= dict(zip(places, cells, strict=True))
    return {"matrix": matrix}


def by_xlsx(client, day):
    book = opened(file_of(client, day, "xlsx"))
    return _told({sheet.title: [[_text(c.value) for c in row] for row in sheet] for sheet in book})


def by_ods(client, day):
    sheets = read_tables(io.BytesIO(file_of(client, day, "ods")), "bericht.ods")
    return _told({sheet.name: [row.cells for row in sheet.rows] for sheet in sheets})


def by_csv(client, day):
    text = io.StringIO(file_of(client, day, "csv").decode("utf-8-sig"), newline="")
    rows = list(csv.DictReader(text, delimiter=";"))
    assert {row["Stichtag"] for row in rows} == {date_in(day)}
    return {"lines": [_line(row) for row in rows]}


def by_json(client, day):
    kept = json.loads(file_of(client, day, "json"))
    measures = {row["id"]: row for row in kept["measures"]}
    names = {place["slug"]: place["name"] for place in kept["places"]}
    return {
        "lines": [
            (goal["code"], *_state(measures.get(number)))
            for goal in kept["goals"]
            if goal["level"] == 2
            for number in goal["measures"] or [None]
        ],
        "sums": {
            goal["code"]: tuple(
                _text(goal["rollup"][name]) for name in ("total", "mean", "without_percent")
            )
            for goal in kept["goals"]
            if goal["level"] == 0
        },
        "matrix": {
            code: {names[slug]: Cell(cell).label for slug, cell in row.items()}
            for code, row in kept["coverage"].items()
        },
        "overdue": [
            (row["kind"], row["title"], row["what"], date_in(row["since"] or ""))
            for row in kept["overdue"]
        ],
    }


def file_of(client, day, name):
    return client.get(f"/statusbericht/?stichtag={day}&format={name}").content


def tables(html):
    """The tables of a page: lists of rows, each a list of what its cells say."""
    return [
        [
            [plain(cell) for cell in re.findall("<t[hd].*?</t[hd]>", row, re.DOTALL)]
            for row in re.findall("<tr.*?</tr>", table, re.DOTALL)
        ]
        for table in re.findall("<table.*?</table>", html, re.DOTALL)
    ]


def plain(html):
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def date_in(text):
    """The first date in a text as 31.12.2024, or nothing."""
    if match := DATE.search(text):
        return match[1] or f"{match[4]}.{match[3]}.{match[2]}"
    return ""


def _lines(rows):
    """The lines of one table of the page; its goal spans the rows of its measures."""
    for row in rows[1:]:
        if len(row) == 2:
            yield row[0][:5], *_state(None)
            continue
        *goal, title, phase, schedule, said = row
        code = goal[0][:5] if goal else code  # noqa: F821  (of the row before)
        phase, percent = re.fullmatch(r"(.*?)(?: , (\d+) Prozent)?", phase).groups("")
        schedule, _, reason = schedule.partition(": ")
        yield code, title, phase, schedule, reason, percent, date_in(said)


def _told(sheets):
    """The parts from the sheets of a spreadsheet, whose cells are texts."""
    found = {name: _rows(sheet) for name, sheet in sheets.items() if name != "Deckblatt"}
    gaps = defaultdict(list)
    for row in found["Offene Lücken"]:
        if row["Ort"] != NOTHING:
            gaps[row["Handlungsziel"][:5]].append(row["Ort"])
    return {
        "lines": [_line(row) for name in ("Leitziel 1", "Leitziel 2") for row in found[name]],
        "sums": {
            row["Ziel"][-1]: (
                row["Maßnahmen"].replace(NOTHING, "0"),
                row["Fortschritt im Mittel"],
                row["ohne Prozentangabe"],
            )
            for row in found["Übersicht"]
            if row["Ziel"].startswith("Leitziel")
        },
        "matrix": {
            row["Handlungsziel"][:5]: {
                place: row[place] for place in row if place not in ("Handlungsziel", "Lücken")
            }
            for row in found["Abdeckung"][:-1]
        },
        "gaps": gaps,
        "overdue": [
            (
                row["Art"],
                row["Titel"],
                row["Meilenstein"],
                date_in(row["fällig am oder letzter Sachstand vom"]),
            )
            for row in found["Überfällig"]
            if row["Titel"]
        ],
    }


def _rows(sheet):
    head, *rows = sheet
    return [dict.fromkeys(head, "") | dict(zip(head, row, strict=False)) for row in rows]


def _line(row):
    return (
        row["Handlungsziel"][:5],
        row["Titel"],
        row["Phase"],
        row["Termintreue"],
        row["Begründung der Termintreue"],
        row["Fortschritt"],
        date_in(row["Sachstand vom"]),
    )


def _state(measure):
    """What a measure of the JSON says; None stands for a goal without one."""
    if measure is None:
        return NOTHING, "", "", "", "", ""
    return (
        measure["title"],
        Phase(measure["phase"]).label if measure["phase"] else "ohne Sachstand",
        Schedule(measure["schedule"]).label if measure["schedule"] else "",
        measure["schedule_reason"],
        _text(measure["percent"]),
        date_in(measure["reported_on"] or ""),
    )


def _text(value):
    if value is None:
        return ""
    return str(value.date() if isinstance(value, datetime) else value)
