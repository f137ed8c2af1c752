"""What is different between two days, or between two frozen reports."""

from collections import Counter
from itertools import islice

from measures.models import Phase, Schedule
from measures.models.report import NO_REPORT
from measures.report import CELLS, CHUNK, Cell, Change
from measures.rollup import phase_word

NEW, GONE = "neu", "nicht mehr im Bericht"
FINISHED, PHASE, SCHEDULE = "abgeschlossen", "Phase geändert", "Termintreue geändert"
PERCENT = "Fortschritt"
CLOSED, OPENED = "Lücke geschlossen", "Lücke entstanden"
REACHED, NO_LONGER_REACHED = "Ziel erreicht", "Ziel nicht mehr erreicht"
NOT_HERE = CELLS.index(Cell.NOT_HERE)


def changes(report, entries, before, read):
    """The Changes of a live report: measures first, then the cells of its matrix.

    `entries` are its measures with their `state` and the `before` of the day of comparison;
    `before` is the matrix of that day; `read` names measures by their ids.
    """
    if report.compared_on is None:
        return
    pairs = ((pk, entry.before, entry.state) for pk, entry in entries.items())
    changed = ((pk, *pair) for pk, *pair in pairs if pair[0] != pair[1])
    yield from _of_measures(changed, read)
    yield from _of_cells(report.objectives(), report.places, before, report.matrix)


def between(older, newer):
    """The Changes between two frozen reports, [Change, …]."""
    before, after = _states(older), _states(newer)
    changed = [
        (pk, before.get(pk), state) for pk, state in after.items() if before.get(pk) != state
    ]
    found = list(_of_measures(changed, newer.read))
    gone = [pk for pk in before if pk not in after]
    found += [
        Change(GONE, "", "", line.id, line.identifier, line.title, line.phase_label, "")
        for line in older.read(gone)
    ]
    here = [place.slug for place in newer.places]
    there = _addresses(older, newer)
    gone = [place for place in older.places if place.slug in there and place.slug not in here]
    wanted = here + [place.slug for place in gone]
    goals = [goal for goal in older.objectives() if goal.code not in newer.matrix]
    return found + list(
        _of_cells(
            newer.objectives() + goals,
            newer.places + gone,
            _with_columns(older.matrix, there, wanted),
            _with_columns(newer.matrix, here, wanted),
        )
    )


def _of_measures(changed, read):
    """Changes from (measure, state before or None, state now); a row for each thing that moved."""
    changed = iter(changed)
    while chunk := list(islice(changed, CHUNK)):
        lines = read([pk for pk, *_ in chunk])
        for (pk, before, after), line in zip(chunk, lines, strict=True):
            for kind, was, now in differences(before, after):
                yield Change(kind, "", "", pk, line.identifier, line.title, was, now)


def differences(before, after):
    """(kind, words before, words now) of two States of a measure; before may be None."""
    if before is None:
        yield NEW, "", phase_word(after.phase)
        return
    if before.phase != after.phase:
        kind = FINISHED if after.phase == Phase.COMPLETED else PHASE
        yield kind, phase_word(before.phase), phase_word(after.phase)
    # With its first report a measure's Termintreue is said, not changed.
    if before.schedule and before.schedule != after.schedule:
        yield SCHEDULE, _schedule(before), _schedule(after)
    if before.percent != after.percent:
        yield PERCENT, _percent(before), _percent(after)


def _schedule(state):
    return Schedule(state.schedule).label if state.schedule else NO_REPORT


def _percent(state):
    return "ohne Angabe" if state.percent is None else f"{state.percent} Prozent"


def _of_cells(goals, places, before, after):
    """Changes of the cells that are, or were, a gap or reached.

    The matrices have these places as columns; a goal that one of them lacks applied nowhere.
    """
    nowhere = bytes([NOT_HERE]) * len(places)
    for goal in goals:
        then, now = before.get(goal.code, nowhere), after.get(goal.code, nowhere)
        if now == then:
            continue
        for place, new, old in zip(places, now, then, strict=True):
            for kind in _kinds(CELLS[old], CELLS[new]):
                title = f"{goal.label} {goal.text}"
                words = CELLS[old].label, CELLS[new].label
                yield Change(kind, goal.code, place.name, None, "", title, *words)


def _kinds(old, new):
    if old == new:
        return
    if old == Cell.GAP:
        yield CLOSED
    if new == Cell.GAP:
        yield OPENED
    if new == Cell.REACHED:
        yield REACHED
    if old == Cell.REACHED:
        yield NO_LONGER_REACHED


def _states(report):
    """{measure: State} of a report that was kept."""
    found = {}
    for *_, line in report.lines():
        if line:
            found[line.id] = line.state
    return found


def _addresses(older, newer):
    """The older report's places by the addresses that they have in the newer one.

    A place whose address was changed is known by its name and kind.
    """
    before, after = _only_in(older, newer), _only_in(newer, older)
    changed = {before[name]: after[name] for name in before.keys() & after.keys()}
    return [changed.get(place.slug, place.slug) for place in older.places]


def _only_in(report, other):
    """{(name, kind): address} of places whose address the other report lacks; each name once."""
    known = {place.slug for place in other.places}
    own = [place for place in report.places if place.slug not in known]
    count = Counter((place.name, place.kind) for place in own)
    names = {(place.name, place.kind): place.slug for place in own}
    return {name: slug for name, slug in names.items() if count[name] == 1}


def _with_columns(matrix, places, wanted):
    """A matrix of these places with the wanted columns; what was not there did not apply."""
    column = {place: number for number, place in enumerate(places)}
    numbers = [column.get(place) for place in wanted]
    return {
        code: bytes(NOT_HERE if number is None else row[number] for number in numbers)
        for code, row in matrix.items()
    }
