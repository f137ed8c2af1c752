"""The sheets of the status report, the same for XLSX and ODS: what stands in which column.

Writers take a Book and know nothing of goals and measures.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from measures import columns as tables
from measures import cover
from measures.columns import Column, measure_columns, row
from measures.models import Phase
from measures.report import AUTHOR, Cell

# What a cell holds, which says how it is shown. None and "" are an empty cell of any kind;
# text may stand in any kind, where there is no such value.
#   text     str, wrapped
#   number   int
#   count    int, narrow, its title upright; 0 is shown as "–"
#   decimal  Decimal, as exact as it is
#   percent  int from 0 to 100, with a data bar
#   date     date, or a str where the day isn't known
#   money    Decimal, Euro
#   state    one of measures.report.Cell: its word, coloured; an int is the sum of a column
KINDS = ("text", "number", "count", "decimal", "percent", "date", "money", "state")
# How a row looks: plain; the Leitziel's and sums; the Mittlerziel's; a gap, set back.
LOOKS = ("plain", "leading", "middle", "gap")
NOTHING_EARLIER = "Kein früherer Bericht, mit dem verglichen wird."
# (ground, ink) of what is told by a colour too; ink stands out at least 4.5 to 1.
STATES = {
    Cell.REACHED: ("#003F2E", "#FFFFFF"),
    Cell.UNDERWAY: ("#4468BF", "#FFFFFF"),
    Cell.PLANNED: ("#C5D3EF", "#131525"),
    Cell.GAP: ("#FFDE9F", "#532D00"),
    Cell.DROPPED: ("#E8E9EF", "#30344F"),
    Cell.NOT_HERE: ("#FFFFFF", "#646A8E"),
}
PHASES = {
    Phase.PROPOSED: ("#FFFFFF", "#131525"),
    Phase.NOT_STARTED: ("#E8E9EF", "#131525"),
    Phase.PLANNING: ("#C5D3EF", "#131525"),
    Phase.UNDERWAY: ("#4468BF", "#FFFFFF"),
    Phase.ONGOING: ("#009B79", "#000000"),
    Phase.COMPLETED: ("#003F2E", "#FFFFFF"),
    Phase.ON_HOLD: ("#646A8E", "#FFFFFF"),
    Phase.DROPPED: ("#30344F", "#FFFFFF"),
    None: ("#FFDE9F", "#532D00"),
}


@dataclass
class Chart:
    """A stacked bar for each of some rows, below the table."""

    title: str
    description: str  # the same in words, for people who don't see it
    rows: list[int]  # numbers of rows of the sheet, the first below the head is 1
    names: int  # column of the names
    series: list[int]  # columns of the counts
    colours: list[tuple[str, str]]  # (ground, ink) of each of the series
    labels: list[str]  # the names of the rows
    counts: list[list[int]]  # for each of the series, the count of each row


@dataclass
class Sheet:
    """A table with a head that stays in sight, filters, and A4 across to print on."""

    name: str  # at most 31 characters
    columns: list[Column]
    rows: Iterable[tuple[str, list]]  # (look, values)
    pages_across: int = 1
    repeated: tuple[int, int] | None = None  # columns in front of each page
    frozen_columns: int = 0
    empty: str = ""  # said below the head where there is no row
    chart: Chart | None = None
    sums: int = 0  # rows at the end that are no part of what is filtered


@dataclass
class Book:
    """A spreadsheet file: cover and sheets."""

    title: str
    author: str
    facts: list[tuple[str, object]]  # (label, value) of the cover "Deckblatt", below the title
    footer: str  # left in the foot of each page
    made_at: object  # aware datetime; nothing else in the file tells when it was made
    sheets: list[Sheet] = field(default_factory=list)


def lines_of(values, widths):
    """How many lines a row needs whose columns are so many characters wide."""
    most = 1
    for value, width in zip(values, widths, strict=False):
        if type(value) is str and (len(value) > width or "\n" in value):
            most = max(most, sum(-(-len(line) // width) or 1 for line in value.split("\n")))
    return most


def book(report):
    """The status report as a spreadsheet; its rows can be read once."""
    leading = [goal for goal in report.goals if goal.level == 0]
    sheets = [
        _overview(report, leading),
        *(_measures(report, goal) for goal in leading),
        _coverage(report),
        _overdue(report),
        _changes(report),
        _gaps(report),
    ]
    if report.figures:
        sheets.append(_plain("Kennzahlen", tables.FIGURE, report.figures))
    return Book(
        report.title, AUTHOR, cover.facts(report), cover.footer(report), report.made_at, sheets
    )


def _plain(name, columns, things, empty=""):
    """A sheet with a row for each thing."""
    return Sheet(name, columns, (("plain", row(columns, thing)) for thing in things), empty=empty)


def _overview(report, leading):
    looks = {0: "leading", 1: "middle"}
    rows = ((looks.get(goal.level, "plain"), row(tables.GOAL, goal)) for goal in report.goals)
    return Sheet("Übersicht", tables.GOAL, rows, chart=_chart(report, leading))


def _chart(report, leading):
    """The phases of each Leitziel; without measures there is nothing to draw."""
    phases = [phase for phase in [*Phase, None] if any(g.rollup.phases[phase] for g in leading)]
    if not phases:
        return None
    words = ". ".join(f"{goal.label}: {goal.rollup.words}" for goal in leading)
    first = len(tables.GOAL[: tables.GOAL.index(tables.PHASES[0])])
    every = [*Phase, None]
    return Chart(
        title="Maßnahmen je Leitziel nach Phase",
        description=f"Gestapelte Balken der Maßnahmen nach Phase. {words}.",
        rows=[number for number, goal in enumerate(report.goals, 1) if goal.level == 0],
        names=0,
        series=[first + every.index(phase) for phase in phases],
        colours=[PHASES[phase] for phase in phases],
        labels=[goal.label for goal in leading],
        counts=[[goal.rollup.phases[phase] for goal in leading] for phase in phases],
    )


def _measures(report, leading):
    """The measures of one Leitziel, at each Handlungsziel that they serve."""
    told = measure_columns(report)
    columns = [Column("Mittlerziel", 32), Column("Handlungsziel", 40), *told]

    def rows():
        values = [column.value for column in told]
        for _, middle, goal, measure in report.lines(under=leading):
            aims = [f"{middle.label} {middle.name}", f"{goal.code} {goal.text}"]
            if measure is None:
                yield "gap", [*aims, None, goal.rollup.nothing]
            else:
                yield "plain", aims + [value(measure) for value in values]

    # Four sheets of paper side by side, each with Kennung and Titel in front.
    return Sheet(leading.label, columns, rows(), pages_across=4, repeated=(2, 3))


def _coverage(report):
    """Handlungsziel × place, with how many gaps there are in each."""
    columns = [
        Column("Handlungsziel", 40),
        *(Column(place.name, 14, "state") for place in report.places),
        Column("Lücken", 9, "number"),
    ]

    def rows():
        for goal in report.objectives():
            yield "plain", [f"{goal.code} {goal.text}", *report.cells(goal), goal.gaps]
        gaps = [place.gaps for place in report.places]
        yield "leading", ["Lücken je Ort", *gaps, sum(gaps)]

    across = -(-len(columns) // 12)
    return Sheet("Abdeckung", columns, rows(), across, repeated=(0, 0), frozen_columns=1, sums=1)


def _overdue(report):
    return _plain("Überfällig", tables.OVERDUE, report.overdue, "Nichts ist überfällig.")


def _changes(report):
    day = report.compared_on
    same = f"Seit dem {day:%d.%m.%Y} hat sich nichts geändert." if day else NOTHING_EARLIER
    return _plain("Änderungen", tables.CHANGE, report.compare() if day else (), same)


def _gaps(report):
    """A row for each Handlungsziel without any measure, and for each place where one has a gap."""
    columns = [
        Column("Leitziel", 30),
        Column("Mittlerziel", 40),
        Column("Handlungsziel", 60),
        Column("Ort", 34),
    ]

    def rows():
        found = {goal.code: places for *_, goal, places in report.gaps()}
        for leading, middle, goal in report.paths():
            aims = [
                f"{leading.label} {leading.name}",
                f"{middle.label} {middle.name}",
                f"{goal.code} {goal.text}",
            ]
            if not goal.rollup.total:
                yield "gap", [*aims, goal.rollup.nothing]
            for place in found.get(goal.code, ()):
                yield "plain", [*aims, place.name]

    return Sheet("Offene Lücken", columns, rows(), empty="Keine Lücke ist offen.")
