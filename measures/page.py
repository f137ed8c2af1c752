"""A status report as its web page shows it: the tree of goals, and lists that end somewhere."""

from dataclasses import dataclass, field
from itertools import islice

from measures.report import GoalLine, MeasureLine

LONGEST = 1_000  # rows of a list on the page; the files have them all


@dataclass
class Section:
    """A goal, and below it either goals or measures."""

    goal: GoalLine
    branches: list["Section"] = field(default_factory=list)
    measures: list[MeasureLine] = field(default_factory=list)


def page_of(report):
    """The context of `measures/_report.html`."""
    rows = sum(len(goal.measures) or 1 for goal in report.objectives())
    is_long = rows > LONGEST
    changes, more_changes = _beginning(report.compare())
    overdue, more_overdue = _beginning(report.overdue)
    gaps, more_gaps = _beginning(report.gaps())
    return {
        "report": report,
        "sections": sections(report, with_measures=not is_long),
        "is_long": is_long,
        "changes": changes,
        "more_changes": more_changes,
        "overdue": overdue,
        "more_overdue": more_overdue,
        "gaps": gaps,
        "more_gaps": more_gaps,
        "gap_count": sum(place.gaps for place in report.places),
        "without_measure": report.without_measure(),
    }


def _beginning(rows):
    """(the first rows, whether there are more)."""
    rows = list(islice(rows, LONGEST + 1))
    return rows[:LONGEST], len(rows) > LONGEST


def sections(report, with_measures=False):
    """The Leitziele as a tree of Sections."""
    roots, path, of_code = [], [], {}
    for goal in report.goals:
        section = of_code[goal.code] = Section(goal)
        del path[goal.level :]
        (path[-1].branches if path else roots).append(section)
        path.append(section)
    for *_, goal, measure in report.lines() if with_measures else ():
        if measure:
            of_code[goal.code].measures.append(measure)
    return roots
