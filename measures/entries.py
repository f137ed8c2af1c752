"""What the status report is asked for, and every measure as a small Entry that the sums need.

Reports are read once in the order of time, for the Stichtag and the day of comparison alike: two
subqueries for each measure and column took longer."""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from sys import intern

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils import timezone

from districts.models import District
from goals.models import Goal
from goals.models.content import PARTIAL_DATE
from measures.models import Measure, Phase, ProgressReport
from measures.models.status_report import TITLE
from measures.overdue import DEFAULT_RHYTHM
from measures.rollup import State

UNKNOWN = State(None, None, None)


@dataclass
class Question:
    """What a report is asked for. Querysets hold what the reader may see, today's."""

    day: date
    compared_on: date | None = None
    is_internal: bool = False
    goals: list[Goal] = field(default_factory=list)  # public ones in tree order
    places: list[District] = field(default_factory=list)
    goal: Goal | None = None  # chosen; then `goals` are its family
    columns: list[District] | None = None  # of the matrix; None: all places
    chosen: list[tuple[str, str]] = field(default_factory=list)
    selected: QuerySet | None = None  # measures that the other filters leave; None: all
    here: District | None = None  # only measures that count in this place
    title: str = TITLE
    foreword: str = ""

    def __post_init__(self):
        self.columns = self.places if self.columns is None else self.columns
        # What is read later needs no more of the goals.
        self.goal_numbers = [goal.pk for goal in self.goals]
        self.objective_numbers = [goal.pk for goal in self.goals if goal.is_objective]

    def measures(self):
        """Those that serve one of the goals; asked by their numbers, which databases do fast."""
        rows = Measure.objects.coming() if self.is_internal else Measure.objects.published()
        links = Measure.goals.through.objects.filter(goal__in=self.objective_numbers)
        return rows.filter(pk__in=links.values("measure"))

    def of_measures(self, rows):
        """Rows with a `measure`: under one goal only its own, as few among many."""
        return rows.filter(measure__in=self.measures().values("pk")) if self.goal else rows

    def reports(self):
        rows = ProgressReport.objects
        return rows.known_to_council() if self.is_internal else rows.published()


@dataclass(slots=True)
class Entry:
    """A measure as the sums need it; `before` is its state on the day of comparison."""

    pk: int
    since: str  # the day from which it counts; "": always
    months: int  # between two reports
    is_selected: bool  # the filters leave it
    state: State = UNKNOWN
    before: State | None = None
    report: int | None = None
    reported_on: date | None = None
    places: tuple = ()


def entries_of(question):
    """({measure: Entry} of those that count by the day, how many of the chosen begin later)."""
    entries = dict(_begun(question))
    _report(question, entries)
    later = [pk for pk, entry in entries.items() if entry.since > question.day.isoformat()]
    chosen_later = sum(entries.pop(pk).is_selected for pk in later)
    if question.compared_on:
        day = question.compared_on.isoformat()
        for entry in entries.values():
            if entry.before is None and entry.since <= day:
                entry.before = UNKNOWN
    return entries, chosen_later


def _begun(question):
    """(measure, Entry), which counts from its start."""
    chosen = Value(True)
    if question.selected is not None:
        chosen = Exists(question.selected.filter(pk=OuterRef("pk")).order_by())
    rows = question.measures().annotate(is_selected=chosen).order_by("title", "pk")
    names = ("pk", "actual_start", "planned_start", "department__report_every_months")
    rows = rows.values_list(*names, "is_selected").iterator()
    for pk, actual, planned, months, is_selected in rows:
        start = actual or planned
        since = intern(start) if PARTIAL_DATE.fullmatch(start) else ""
        yield pk, Entry(pk, since, months or DEFAULT_RHYTHM, is_selected)


def _report(question, entries):
    """Writes into the entries what their reports say; one counts from its first, if earlier."""
    rows = (
        question.of_measures(question.reports())
        .filter(reported_on__lte=timezone.localdate())
        .order_by("measure_id", "reported_on", "pk")
        .values_list("measure_id", "reported_on", "pk", "phase", "schedule", "percent")
        .iterator(chunk_size=2_000)
    )
    states, days = {}, {}  # of each that there is, one
    for measure, reports in groupby(rows, itemgetter(0)):
        if (entry := entries.get(measure)) is None:
            continue
        percent = first = None
        for _, day, pk, phase, schedule, stated in reports:
            first = first or day
            if day > question.day:
                break
            percent = percent if stated is None else stated
            key = (phase, schedule, 100 if phase == Phase.COMPLETED else percent)
            entry.state = states.setdefault(key, State(*key))
            entry.report, entry.reported_on = pk, days.setdefault(day, day)
            if question.compared_on and day <= question.compared_on:
                entry.before = entry.state
        first = first.isoformat()
        entry.since = min(entry.since or first, first)


def link(question, entries):
    """Writes the places into the entries; returns {Handlungsziel: [measure, …]} by title."""
    # Numbers are taken from what is there already: each row brings new ones, 400,000 in all.
    places = {place.pk: place.pk for place in question.places}
    goals = {goal.pk: [] for goal in question.goals if goal.is_objective}
    of_goals = question.of_measures(Measure.goals.through.objects.all())
    of_places = question.of_measures(Measure.districts.through.objects.all())
    rows = of_goals.values_list("measure_id", "goal_id", Value(0)).union(
        of_places.values_list("measure_id", "district_id", Value(1)), all=True
    )
    for measure, target, is_place in rows.iterator(chunk_size=2_000):
        if entry := entries.get(measure):
            if is_place and target in places:
                entry.places += (places[target],)
            elif not is_place and target in goals:
                goals[target].append(entry.pk)
    rank = {pk: number for number, pk in enumerate(entries)}
    for measures in goals.values():
        measures.sort(key=rank.get)
    return goals
