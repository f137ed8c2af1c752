"""The columns of the status report's tables: titles, widths, and what stands in them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from goals.models.content import partial_date
from measures.models import Phase, Schedule
from measures.models.report import NO_REPORT

UNCONFIRMED = "noch nicht von der Stadt bestätigt"


@dataclass
class Column:
    title: str
    width: int  # characters
    kind: str = "text"
    value: Callable | None = None  # of what a row is about; writers get it worked out


# Many measures begin and end in the same months.
day_or_words = lru_cache(maxsize=10_000)(partial_date)


def _phase(value, word):
    """How many measures of the goal are in this phase."""
    return Column(word, 5, "count", lambda goal: goal.rollup.phases[value])


def _schedule(value, word):
    return Column(word, 5, "count", lambda goal: goal.rollup.schedules[value])


PHASES = [_phase(phase.value, phase.label) for phase in Phase] + [_phase(None, NO_REPORT)]
GOAL = [
    Column("Ziel", 16, "text", attrgetter("label")),
    Column("Wortlaut", 48, "text", lambda goal: f"{goal.title}\n{goal.text}".strip()),
    Column("Maßnahmen", 16, "number", lambda goal: goal.rollup.total or goal.rollup.nothing),
    *PHASES,
    *(_schedule(schedule.value, schedule.label) for schedule in Schedule),
    Column("Fortschritt im Mittel", 12, "percent", attrgetter("rollup.mean")),
    Column("ohne Prozentangabe", 14, "number", attrgetter("rollup.without_percent")),
    Column("gilt an Orten", 8, "number", attrgetter("rollup.applies")),
    Column("davon mit Maßnahme", 11, "number", attrgetter("rollup.covered")),
    Column("Lücken", 8, "number", attrgetter("gaps")),
]
MEASURE = [
    Column("Kennung", 11, "text", attrgetter("identifier")),
    Column("Titel", 34, "text", attrgetter("title")),
    Column("Fachbereich", 20, "text", attrgetter("department")),
    Column("Stadtteile", 20, "text", lambda measure: ", ".join(measure.places)),
    Column("Phase", 15, "text", attrgetter("phase_label")),
    Column("Termintreue", 13, "text", attrgetter("schedule_label")),
    Column("Begründung der Termintreue", 26, "text", attrgetter("schedule_reason")),
    Column("Fortschritt", 12, "percent", attrgetter("percent")),
    Column("Sachstand vom", 12, "date", attrgetter("reported_on")),
    Column("Sachstand", 50, "text", attrgetter("text")),
    Column("Hemmnisse", 26, "text", attrgetter("obstacles")),
    Column("nächster Schritt", 26, "text", attrgetter("next_step")),
    Column("nächster Schritt bis", 12, "date", attrgetter("next_step_on")),
    Column("Zeitraum von (sonst geplant)", 15, "date", lambda m: day_or_words(m.start)),
    Column("Zeitraum bis (sonst geplant)", 15, "date", lambda m: day_or_words(m.end)),
    Column("Kosten einmalig (Euro)", 15, "money", attrgetter("cost_once")),
    Column("Kosten jährlich (Euro)", 15, "money", attrgetter("cost_per_year")),
    Column("Finanzierung", 20, "text", attrgetter("funding")),
    Column("Beschluss", 24, "text", attrgetter("resolution")),
    Column("Quelle", 30, "text", attrgetter("source_url")),
    Column("Stand der Quelle", 12, "text", attrgetter("source_date")),
    Column("von der Stadt bestätigt am", 18, "date", lambda m: m.confirmed_on or UNCONFIRMED),
]
PUBLICATION = Column("Veröffentlichung", 16, "text", attrgetter("publication"))
OVERDUE = [
    Column("Art", 13, "text", attrgetter("kind")),
    Column("Kennung", 11, "text", attrgetter("identifier")),
    Column("Titel", 44, "text", attrgetter("title")),
    Column("Fachbereich", 24, "text", attrgetter("department")),
    Column("Meilenstein", 36, "text", attrgetter("what")),
    Column(
        "fällig am oder letzter Sachstand vom", 20, "date",
        lambda overdue: overdue.since or "noch kein Sachstand",
    ),
]  # fmt: skip
CHANGE = [
    Column("Art", 26, "text", attrgetter("kind")),
    Column("Ziel", 10, "text", attrgetter("goal")),
    Column("Ort", 24, "text", attrgetter("place")),
    Column("Kennung", 11, "text", attrgetter("identifier")),
    Column("Titel", 40, "text", attrgetter("title")),
    Column("vorher", 24, "text", attrgetter("before")),
    Column("jetzt", 24, "text", attrgetter("after")),
]
FIGURE = [
    Column("Kennzahl", 44, "text", attrgetter("name")),
    Column("Ort", 28, "text", attrgetter("place")),
    Column("Wert", 14, "decimal", attrgetter("value")),
    Column("Einheit", 16, "text", attrgetter("unit")),
    Column("Stand", 12, "date", attrgetter("measured_on")),
    Column("Quelle", 60, "text", attrgetter("source_url")),
]


def measure_columns(report):
    """What is told of a measure; of what isn't public, also how far it is on the way there."""
    return [*MEASURE, PUBLICATION] if report.is_internal else MEASURE


def row(columns, thing):
    """What stands in the columns for this thing."""
    return [column.value(thing) for column in columns]
