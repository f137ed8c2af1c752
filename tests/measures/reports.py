"""A status report built by hand, without a database: something of everything it can hold."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from measures.models import Phase, Schedule
from measures.models.status_report import TITLE
from measures.report import (
    CELLS,
    Cell,
    Change,
    Figure,
    GoalLine,
    MeasureLine,
    Overdue,
    PlaceLine,
    Report,
)
from measures.rollup import Rollup, State

DAY = date(2025, 6, 30)
BEFORE = date(2024, 12, 31)
MADE_AT = datetime(2025, 7, 1, 12, 30, 15, tzinfo=ZoneInfo("Europe/Berlin"))


def make_line(number=1, **changes):
    """A MeasureLine of which only id and title are known."""
    values = {
        "id": number,
        "slug": f"massnahme-{number}",
        "identifier": "",
        "title": f"Maßnahme {number}",
        "publication": "veröffentlicht",
        "is_public": True,
        "department": "",
        "places": [],
        "phase": None,
        "schedule": None,
        "schedule_reason": "",
        "percent": None,
        "reported_on": None,
        "text": "",
        "obstacles": "",
        "next_step": "",
        "next_step_on": None,
        "start": "",
        "start_is_planned": True,
        "end": "",
        "end_is_planned": True,
        "cost_once": None,
        "cost_per_year": None,
        "funding": "",
        "resolution": "",
        "source_url": "",
        "source_date": "",
        "confirmed_on": None,
    }
    return MeasureLine(**values | changes)


def make_full_line(number=1, **changes):
    """A MeasureLine with something in every field."""
    values = {
        "identifier": "1.2",
        "title": "Steg",
        "department": "Bauen",
        "places": ["Ratzeburg", "Insel"],
        "phase": Phase.UNDERWAY,
        "schedule": Schedule.DELAYED,
        "schedule_reason": "Lieferung.",
        "percent": 40,
        "reported_on": date(2025, 2, 3),
        "text": "Es geht.\nZweite Zeile.",
        "obstacles": "Eis.",
        "next_step": "Bohlen.",
        "next_step_on": date(2025, 12, 24),
        "start": "2024-04",
        "start_is_planned": False,
        "end": "2026-05-31",
        "cost_once": Decimal("1234567.89"),
        "cost_per_year": Decimal(0),
        "funding": "Land",
        "resolution": "Ausschuss, 03.02.2025, Vorlage 12/2025",
        "source_url": "https://example.org/steg",
        "source_date": "2024-09",
        "confirmed_on": date(2025, 5, 1),
    }
    return make_line(number, **values | changes)


def make_report_data(measures=None, **changes):
    """A Report; `measures` {number: {field: value}} are changes to its measures 1 to 4.

    1.1.1 is served by 1 and 2, 1.2.1 by 2 and 3, 2.1.1 by 4, 1.1.2 by none.
    """
    lines = _lines(measures or {})
    matrix = changes["matrix"] if "matrix" in changes else _matrix()
    places = changes["places"] if "places" in changes else _places(matrix)
    goals = changes.pop("goals", None)
    values = {
        "day": DAY,
        "made_at": MADE_AT,
        "compared_on": BEFORE,
        "title": TITLE,
        "foreword": "Ein Vorwort.",
        "chosen": [],
        "is_narrowed": False,
        "is_internal": False,
        "total": len(lines),
        "later": 1,
        "goals": _goals(lines, matrix, changes.get("is_narrowed", False))
        if goals is None
        else goals,
        "places": places,
        "matrix": matrix,
        "overdue": [
            Overdue("Sachstand", 3, "", "Bank", "Grün", "", date(2024, 5, 1)),
            Overdue("Sachstand", 4, "", "Maßnahme 4", "", "", None),
            Overdue("Meilenstein", 1, "1.2", "Steg", "Bauen", "Pfähle gesetzt", date(2025, 3, 1)),
        ],
        "figures": [
            Figure(
                "Einwohner",
                "Ratzeburg",
                Decimal("1500"),
                "Personen",
                BEFORE,
                "https://example.org/",
            ),
            Figure("Anteil", "Insel", Decimal("12.5"), "Prozent", BEFORE, ""),
        ],
        "read": lambda wanted: [lines[number] for number in wanted],
        "compare": lambda: [
            Change("neu", "", "", 2, "", "Beet", "", "laufende Aufgabe"),
            Change("Lücke geschlossen", "1.1.1", "Insel", None, "", "", "Lücke", "in Umsetzung"),
        ],
    }
    return Report(**values | changes)


def make_report_of(lines):
    """A Report with these MeasureLines, numbered from 1, at 2.1.1 and none elsewhere."""
    report = make_report_data()
    for goal in report.goals:
        goal.measures = []
    report.goals[-1].measures = [line.id for line in lines]
    report.read = lambda wanted: [lines[number - 1] for number in wanted]
    return report


def _lines(changes):
    """{number: MeasureLine}: full, one that goes on, one that rests, one without a report."""
    ongoing = {
        "title": "Beet",
        "phase": Phase.ONGOING,
        "schedule": Schedule.ON_TRACK,
        "percent": 75,
        "reported_on": date(2025, 6, 1),
    }
    resting = {
        "title": "Bank",
        "department": "Grün",
        "phase": Phase.ON_HOLD,
        "schedule": Schedule.NOT_RATED,
        "reported_on": date(2024, 5, 1),
        "publication": "zur Freigabe",
        "is_public": False,
    }
    return {
        1: make_full_line(1, **changes.get(1, {})),
        2: make_line(2, **ongoing | changes.get(2, {})),
        3: make_line(3, **resting | changes.get(3, {})),
        4: make_line(4, **changes.get(4, {})),
    }


def _matrix():
    rows = {
        "1.1.1": (Cell.UNDERWAY, Cell.UNDERWAY, Cell.NOT_HERE),
        "1.1.2": (Cell.GAP, Cell.GAP, Cell.DROPPED),
        "1.2.1": (Cell.NOT_HERE, Cell.REACHED, Cell.NOT_HERE),
        "2.1.1": (Cell.PLANNED, Cell.NOT_HERE, Cell.GAP),
    }
    return {code: bytes(map(CELLS.index, cells)) for code, cells in rows.items()}


def _places(matrix):
    gaps = [column.count(CELLS.index(Cell.GAP)) for column in zip(*matrix.values(), strict=True)]
    return [
        PlaceLine("ratzeburg", "Ratzeburg", "Stadt", 0, "", gaps[0]),
        PlaceLine("insel", "Insel", "Stadtteil", 1, "ratzeburg", gaps[1]),
        PlaceLine("ufer", "Ufer", "Stadtquartier", 2, "insel", gaps[2]),
    ]


def _goals(lines, matrix, is_selection):
    """The goals in tree order, their figures counted here in the plainest way."""
    served = {"1.1.1": [1, 2], "1.1.2": [], "1.2.1": [2, 3], "2.1.1": [4]}
    goals = []
    for code in ("1", "1.1", "1.1.1", "1.1.2", "1.2", "1.2.1", "2", "2.1", "2.1.1"):
        level = code.count(".")
        below = [name for name in served if f"{name}.".startswith(f"{code}.")]
        cells = [CELLS[index] for name in below for index in matrix[name]]
        numbers = sorted({number for name in below for number in served[name]})
        rollup = Rollup.over(
            [State(lines[n].phase, lines[n].schedule, lines[n].percent) for n in numbers],
            applies=sum(cell not in (Cell.NOT_HERE, Cell.DROPPED) for cell in cells),
            covered=sum(cell in (Cell.REACHED, Cell.UNDERWAY, Cell.PLANNED) for cell in cells),
            is_sum=level < 2,
            is_selection=is_selection,
        )
        goals.append(
            GoalLine(
                code,
                f"{('Leitziel', 'M', 'Handlungsziel')[level]} {code}",
                level,
                {"1": "Wohnen", "2": "Wege"}.get(code, ""),
                f"Wortlaut von {code}.",
                "alle Stadtteile" if level == 2 else "",
                rollup,
                cells.count(Cell.GAP),
                served.get(code, []),
            )
        )
    return goals
