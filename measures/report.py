"""The status report as data: its page and all its files are made from this and from nothing else.

Everything here is a plain value, so that a report can be kept as JSON and read back for good;
`statusbericht-1.schema.json` in static/ describes that form. Live reports come from
`measures/reporting.py`, frozen ones from their JSON.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from django.db.models import TextChoices

from measures.models.report import InWords
from measures.rollup import Rollup, State

AUTHOR = "Stadt Ratzeburg"
CHUNK = 500  # measures that are read at once


class Cell(TextChoices):
    """What is known of a Handlungsziel in one place."""

    REACHED = "erreicht", "erreicht"
    UNDERWAY = "in-umsetzung", "in Umsetzung"
    PLANNED = "geplant", "geplant"
    GAP = "luecke", "Lücke"
    DROPPED = "entfaellt", "entfällt"
    NOT_HERE = "gilt-nicht", "gilt hier nicht"

    @property
    def css(self):
        """The sign that says the same of a phase."""
        signs = {
            Cell.REACHED: "abgeschlossen",
            Cell.UNDERWAY: "in-umsetzung",
            Cell.PLANNED: "in-planung",
            Cell.DROPPED: "nicht-weiterverfolgt",
        }
        return f"phase-{signs.get(self, 'unbekannt')}"


CELLS = list(Cell)  # a row of the matrix is a string of bytes, each an index into this


@dataclass(slots=True)
class MeasureLine(InWords):
    """A measure and its state on the day of the report."""

    id: int
    slug: str
    identifier: str
    title: str
    publication: str  # in words
    is_public: bool
    department: str
    places: list[str]
    phase: str | None  # None: no report by that day
    schedule: str | None
    schedule_reason: str
    percent: int | None
    reported_on: date | None
    text: str
    obstacles: str
    next_step: str
    next_step_on: date | None
    start: str  # as exact as known: "2024", "2024-03", "2024-03-05", or nothing
    start_is_planned: bool
    end: str
    end_is_planned: bool
    cost_once: Decimal | None  # Euro
    cost_per_year: Decimal | None
    funding: str
    resolution: str  # the newest one in words
    source_url: str
    source_date: str
    confirmed_on: date | None

    @property
    def state(self):
        return State(self.phase, self.schedule, self.percent)


@dataclass(slots=True)
class GoalLine:
    """A goal with its figures; a Handlungsziel also with the measures (ids) that serve it."""

    code: str
    label: str
    level: int
    title: str
    text: str
    reach: str  # in words; only of a Handlungsziel
    rollup: Rollup
    gaps: int  # cells of the matrix below it that are a gap
    measures: list[int] = field(default_factory=list)

    @property
    def name(self):
        return self.title or self.text


@dataclass(slots=True)
class PlaceLine:
    """A place, in tree order; `parent` is the address of the one above it."""

    slug: str
    name: str
    kind: str  # in words
    level: int
    parent: str
    gaps: int = 0  # Handlungsziele that apply here with nothing known


@dataclass(slots=True)
class Overdue:
    """A measure whose report is overdue, or one of its milestones."""

    kind: str  # "Sachstand" or "Meilenstein"
    measure: int
    identifier: str
    title: str
    department: str
    what: str  # the milestone, or nothing
    since: date | None  # the milestone's date, or that of the last report; None: never reported


@dataclass(slots=True)
class Change:
    """What is different from the day of comparison."""

    kind: str  # in words
    goal: str  # code, of a gap or an assessment
    place: str  # name
    measure: int | None
    identifier: str
    title: str
    before: str  # in words
    after: str


@dataclass(slots=True)
class Figure:
    """The newest value of an indicator in a place."""

    name: str
    place: str
    value: Decimal
    unit: str
    measured_on: date
    source_url: str


@dataclass
class Report:
    """All measures under their goals at a Stichtag, and where in the town nothing happens."""

    day: date
    made_at: datetime
    compared_on: date | None
    title: str
    foreword: str
    chosen: list[tuple[str, str]]  # (label, word) of the filters
    is_narrowed: bool  # some measures are left out, so a goal without one may have one after all
    is_internal: bool  # holds what is not published
    total: int  # measures, each once
    later: int  # chosen measures that are known today but count only after the Stichtag
    goals: list[GoalLine]  # in tree order
    places: list[PlaceLine]  # in tree order, the columns of the matrix
    matrix: dict[str, bytes]  # code of a Handlungsziel → a byte for each place
    overdue: list[Overdue]
    figures: list[Figure]
    # Reads measures by their ids, in that order; a large report never holds them all.
    read: Callable[[list[int]], Iterable[MeasureLine]]
    compare: Callable[[], Iterable[Change]]

    def objectives(self):
        return [goal for goal in self.goals if goal.level == 2]

    def cells(self, goal):
        """[Cell, …] of a Handlungsziel, one for each place."""
        return [CELLS[index] for index in self.matrix[goal.code]]

    def gaps(self):
        """(Leitziel, Mittlerziel, Handlungsziel, [PlaceLine, …]) of those with a gap."""
        gap = CELLS.index(Cell.GAP)
        for leading, middle, goal in self.paths():
            row = self.matrix[goal.code]
            if gap in row:
                found = zip(self.places, row, strict=True)
                yield leading, middle, goal, [place for place, cell in found if cell == gap]

    def without_measure(self):
        """The Handlungsziele that no measure serves."""
        return [goal for goal in self.objectives() if not goal.rollup.total]

    def paths(self):
        """(Leitziel, Mittlerziel, Handlungsziel) of each Handlungsziel."""
        leading = middle = None
        for goal in self.goals:
            if goal.level == 0:
                leading = goal
            elif goal.level == 1:
                middle = goal
            else:
                yield leading, middle, goal

    def lines(
        self, under=None
    ) -> Iterator[tuple[GoalLine, GoalLine, GoalLine, MeasureLine | None]]:
        """(Leitziel, Mittlerziel, Handlungsziel, measure or None): a gap is a line too.

        `under` is a Leitziel; without it, all of them.
        """
        pairs = (
            (path, number)
            for path in self.paths()
            if under is None or path[0] is under
            for number in path[2].measures or [None]
        )
        while chunk := list(islice(pairs, CHUNK)):
            wanted = list(dict.fromkeys(number for _, number in chunk if number))
            found = dict(zip(wanted, self.read(wanted), strict=True))
            for path, number in chunk:
                yield *path, found.get(number)
