"""The status report of any day, read from the database.

Every measure passes through here once as a small Entry; its texts are read in chunks when a page
or a file wants them, so that a report of 100,000 measures fits into a small server.
"""

from functools import partial
from operator import add

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from districts.models import District, Measurement
from goals.models import Goal
from measures.changes import changes
from measures.entries import Question, entries_of, link
from measures.matrix import INDEX, Places, matrices
from measures.reader import Lateness, Reader
from measures.report import Cell, Figure, GoalLine, PlaceLine, Report
from measures.rollup import Rollup, touching

OF_GOAL = (
    "code",
    "title",
    "text",
    "reach",
    "position",
    "parent",
    "tree_id",
    "lft",
    "rght",
    "level",
)


def report_for(day, **values):
    """The report of the whole town."""
    goals = list(Goal.objects.public().in_tree_order().only(*OF_GOAL))
    places = list(District.objects.public().in_tree_order())
    return answer(Question(day, goals=goals, places=places, **values))


def answer(question):
    """The Report that a Question asks for."""
    entries, later = entries_of(question)
    of_goal = link(question, entries)
    chosen = _chosen(question, entries)
    counted = entries if chosen is None else {pk: entries[pk] for pk in entries if pk in chosen}
    matrix, before = matrices(question, entries, of_goal)
    read = Reader(question, entries)
    report = Report(
        day=question.day,
        made_at=timezone.now(),
        compared_on=question.compared_on,
        title=question.title,
        foreword=question.foreword,
        chosen=question.chosen,
        is_narrowed=chosen is not None,
        is_internal=question.is_internal,
        total=len(counted),
        later=later,
        goals=_goals(question, counted, of_goal, matrix, chosen is not None),
        places=_places(question, matrix),
        matrix=matrix,
        overdue=Lateness(question, counted, read.named),
        figures=SimpleLazyObject(partial(_figures, question)),
        read=read,
        compare=list,
    )
    question.goals = []  # as rows of the database they are large
    report.compare = lambda: changes(report, counted, before, read.named)
    return report


def _chosen(question, entries):
    """The measures that were asked for, or None for all."""
    if question.here is None:
        if question.selected is None:
            return None
        return {pk for pk, entry in entries.items() if entry.is_selected}
    near = touching(question.places)[question.here.pk]
    return {pk for pk, entry in entries.items() if not near.isdisjoint(entry.places)}


def _goals(question, counted, of_goal, matrix, is_narrowed):
    """[GoalLine, …]; each measure counts once in a goal, however many below it it serves."""
    places = Places(question)
    lines, below = [], {}  # goal → (measures, [applies, covered, gaps]) of all below it
    for goal in reversed(question.goals):
        union, sums = below.pop(goal.pk, (set(), [0, 0, 0]))
        measures = of_goal.get(goal.pk, [])
        if is_narrowed:
            measures = [pk for pk in measures if pk in counted]
        if goal.is_objective:
            union.update(measures)
            lying = {place for pk in measures for place in counted[pk].places}
            sums = _sums(places, matrix[goal.code], lying)
        is_cut = question.goal is not None and goal.level < question.goal.level
        rollup = Rollup.over(
            (counted[pk].state for pk in union),
            applies=sums[0],
            covered=sums[1],
            is_sum=not goal.is_objective,
            is_selection=is_narrowed or is_cut,
        )
        lines.append(
            GoalLine(
                goal.code,
                goal.label,
                goal.level,
                goal.title,
                goal.text,
                goal.get_reach_display(),
                rollup,
                sums[2],
                measures,
            )
        )
        if goal.level:
            others, figures = below.setdefault(goal.parent_id, (set(), [0, 0, 0]))
            others |= union
            figures[:] = map(add, figures, sums)
    return lines[::-1]


def _sums(places, row, lying):
    """[how many places the goal applies in, in how many of them measures count, gaps]."""
    nowhere = (INDEX[Cell.DROPPED], INDEX[Cell.NOT_HERE])
    here = {place for place, number in places.numbers.items() if row[number] not in nowhere}
    return [len(here), len(here & places.around(lying)), row.count(INDEX[Cell.GAP])]


def _places(question, matrix):
    slugs = {place.pk: place.slug for place in question.places}
    gap = INDEX[Cell.GAP]
    return [
        PlaceLine(
            place.slug,
            place.name,
            place.get_kind_display(),
            place.level,
            slugs.get(place.parent_id, ""),
            sum(row[number] == gap for row in matrix.values()),
        )
        for number, place in enumerate(question.columns)
    ]


def _figures(question):
    """[Figure, …]: the newest values by the day, of what belongs to the goals and places shown."""
    rows = Measurement.objects.public().newest(question.day)
    if question.goal:
        rows = rows.filter(indicator__goals__in=question.goal_numbers).distinct()
    places = {place.pk for place in question.columns}
    return [
        Figure(
            row.indicator.name,
            row.district.name,
            row.value,
            row.indicator.unit,
            row.measured_on,
            row.source_url,
        )
        for row in rows.select_related("indicator", "district").order_by(
            "indicator__name", "district__tree_id", "district__lft"
        )
        if row.district_id in places
    ]
