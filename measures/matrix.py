"""The coverage matrix: for each Handlungsziel and place, what is known there on a day."""

from itertools import groupby
from operator import itemgetter

from districts.models import Assessment, Coverage
from measures.models import Phase
from measures.report import CELLS, Cell
from measures.rollup import touching

INDEX = {cell: index for index, cell in enumerate(CELLS)}
# Something is being done, or was; everything else that is not given up is still to come.
ACTIVE = (Phase.UNDERWAY, Phase.ONGOING, Phase.COMPLETED)


def matrices(question, entries, of_goal):
    """The matrix on the day and on that of comparison: {code: a byte for each place}."""
    places = Places(question)
    codes = {goal.pk: goal.code for goal in question.goals if goal.is_objective}
    nothing = bytes([INDEX[Cell.NOT_HERE]]) * len(places.numbers)
    now, then = dict.fromkeys(codes.values(), nothing), dict.fromkeys(codes.values(), nothing)
    same = {}  # of equal rows one: most goals apply in the whole town and have one of a few
    for goal, rows in groupby(_coverage(question), itemgetter(0)):
        if goal in codes:
            rows = list(rows)
            measures = [entries[pk] for pk in of_goal[goal]]
            states = [(entry.state, entry.places) for entry in measures]
            row = places.row(states, rows, question.day)
            now[codes[goal]] = same.setdefault(row, row)
            if question.compared_on:
                states = [(entry.before, entry.places) for entry in measures if entry.before]
                row = places.row(states, rows, question.compared_on)
                then[codes[goal]] = same.setdefault(row, row)
    return now, then


def _coverage(question):
    """(goal, coverage, place, day and status of an assessment or None, None), oldest first."""
    rows = Coverage.objects.public()
    if question.goal:
        rows = rows.filter(goal__in=question.goal_numbers)
    return (
        rows.order_by(
            "goal__tree_id", "goal__lft", "pk", "assessments__assessed_on", "assessments__pk"
        )
        .values_list(
            "goal_id", "pk", "district_id", "assessments__assessed_on", "assessments__status"
        )
        .iterator(chunk_size=5_000)
    )


class Places:
    """The columns of the matrix."""

    def __init__(self, question):
        self.numbers = {place.pk: number for number, place in enumerate(question.columns)}
        self.touching = touching(question.places)

    def row(self, states, coverage, day):
        """The bytes of a Handlungsziel from [(state, places), …] of its measures."""
        active, planned = self._reached(states)
        row = bytearray([INDEX[Cell.NOT_HERE]]) * len(self.numbers)
        for place, assessed in _assessed(coverage, day):
            if place not in self.numbers:
                continue
            if assessed == Assessment.Status.DROPPED:
                cell = Cell.DROPPED
            elif assessed == Assessment.Status.REACHED:
                cell = Cell.REACHED
            elif place in active:
                cell = Cell.UNDERWAY
            else:
                cell = Cell.PLANNED if place in planned else Cell.GAP
            row[self.numbers[place]] = INDEX[cell]
        return bytes(row)

    def _reached(self, states):
        """The places where something is being done, and those where something is planned."""
        active, planned = set(), set()
        for state, places in states:
            if state.phase != Phase.DROPPED:
                (active if state.phase in ACTIVE else planned).update(places)
        return self.around(active), self.around(planned)

    def around(self, places):
        return set().union(*(self.touching[place] for place in places))


def _assessed(coverage, day):
    """(place, newest status by the day or None) from the rows of one goal."""
    for (_, place), rows in groupby(coverage, itemgetter(1, 2)):
        status = None
        for *_, assessed_on, assessed in rows:
            if assessed_on and assessed_on <= day:
                status = assessed
        yield place, status
