"""How far goals are, counted from the newest reports of the measures that serve them.

Counted in Python from sets, because a measure that serves several Handlungsziele
of a Leitziel counts there once; sums of sums would count it twice.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone

from districts.models import Assessment, District
from goals.models import Goal
from measures.models import Measure, Phase, Schedule
from measures.models.report import NO_REPORT, RESTING

UNREPORTED = ("phase-unbekannt", NO_REPORT)
NO_MEASURE = ("phase-unbekannt", "keine Maßnahme bekannt")
NONE_CHOSEN = "keine Maßnahme in dieser Auswahl"

# What a citizen asks first; the other phases stand in the legend.
SPOKEN = (Phase.UNDERWAY, Phase.ONGOING, Phase.COMPLETED, Phase.PLANNING)
PLURALS = {Phase.PROPOSED: "Vorschläge", Phase.ONGOING: "laufende Aufgaben"}
LEFT_OUT = {Phase.ON_HOLD: "zurückgestellte", Phase.DROPPED: "nicht weiterverfolgte"}


@dataclass(frozen=True)
class State:
    """What the newest report says of a measure; all None without a report."""

    phase: str | None
    schedule: str | None
    percent: int | None


class Links:
    """Which published measures serve some goals in which places, read in one query.

    `goals` are rows or a query of them; the states are those of `day`.
    """

    def __init__(self, goals, day=None):
        # Not by a join: SQLite would try each measure with each goal.
        serving = Measure.goals.through.objects.filter(goal__in=goals).values("measure")
        rows = (
            Measure.objects.published()
            .with_state(day)
            .filter(pk__in=serving)
            .order_by()
            .values_list("pk", "phase", "schedule", "percent", "goals", "districts")
        )
        self.states = {}
        self.of_goal = defaultdict(set)
        self.places = defaultdict(set)
        for measure, phase, schedule, percent, goal, place in rows:
            self.states[measure] = State(phase, schedule, percent)
            self.of_goal[goal].add(measure)
            self.places[measure].add(place)

    def covering(self, goal, places):
        """The measures that serve the goal in one of the places (primary keys)."""
        return {pk for pk in self.of_goal.get(goal, ()) if not places.isdisjoint(self.places[pk])}


@dataclass(slots=True)
class Rollup:
    """The figures of one goal: its measures, each once, and the places where it applies."""

    phases: Counter = field(default_factory=Counter)  # None: without a report
    schedules: Counter = field(default_factory=Counter)
    percent_sum: int = 0  # of the measures that have a percent
    with_percent: int = 0
    without_percent: int = 0
    applies: int = 0
    covered: int = 0
    is_sum: bool = False  # over several Handlungsziele, so a place may count more than once
    is_selection: bool = False  # filters left out measures or goals that belong here

    @classmethod
    def over(cls, states, **values):
        """The figures of measures in these States."""
        states = list(states)
        moving = [state.percent for state in states if state.phase not in RESTING]
        stated = [percent for percent in moving if percent is not None]
        return cls(
            Counter(state.phase for state in states),
            Counter(state.schedule for state in states),
            sum(stated),
            len(stated),
            len(moving) - len(stated),
            **values,
        )

    @property
    def total(self):
        return self.phases.total()

    @property
    def by_phase(self):
        """[(css class, word, count), …] in the order of the phases; the bar and its legend."""
        if not self.phases:
            return [(NO_MEASURE[0], self.nothing, None)]
        named = [(f"phase-{phase.value}", phase.label, self.phases[phase]) for phase in Phase]
        return [*named, (*UNREPORTED, self.phases[None])]

    @property
    def by_schedule(self):
        """[(value, word, count), …] of the Termintreue of measures that have a report."""
        counts = self.schedules
        return [(s.value, s.label, counts[s]) for s in Schedule if counts[s]]

    @property
    def mean(self):
        """Mean percent of the measures that have one, half a percent rounded up; or None."""
        count = self.with_percent
        return (2 * self.percent_sum + count) // (2 * count) if count else None

    @property
    def nothing(self):
        return NONE_CHOSEN if self.is_selection else NO_MEASURE[1]

    @property
    def words(self):
        """ "12 Maßnahmen, davon 4 in Umsetzung, 2 laufende Aufgaben": the bar in a line."""
        if not self.phases:
            return self.nothing
        counts = self.phases
        noun = "1 Maßnahme" if self.total == 1 else f"{self.total} Maßnahmen"
        noun += " in dieser Auswahl" if self.is_selection else ""
        if self.total == 1:
            return f"{noun}: {phase_word(*counts)}"
        if len(counts) == 1:
            return f"{noun}, alle {phase_word(*counts, self.total)}"
        spoken = [phase for phase in SPOKEN if counts[phase]]
        named = spoken or [phase for phase in [*Phase, None] if counts[phase]]
        parts = [f"{counts[phase]} {phase_word(phase, counts[phase])}" for phase in named]
        return f"{noun}, davon {', '.join(parts)}"

    @property
    def mean_words(self):
        """What the mean stands on; said where some measures have no percent."""
        basis = self.with_percent
        if not basis:
            return "Keine Angabe in Prozent"
        words = f"{self.mean} Prozent umgesetzt"
        words = words if basis == 1 else f"Im Mittel {words}"
        if not self.without_percent:
            return words
        noun = "Angabe" if basis == 1 else "Angaben"
        said = f"{noun} zu {basis} von {basis + self.without_percent} Maßnahmen"
        if resting := [word for phase, word in LEFT_OUT.items() if self.phases[phase]]:
            said += f", ohne {' und '.join(resting)}"
        return f"{words} ({said})"

    @property
    def places_words(self):
        """How many of the places where it applies have a measure."""
        if not self.applies:
            return ""
        where = self._where
        what = f"{'keine' if self.applies == 1 and not self.covered else 'eine'} Maßnahme bekannt"
        if self.is_selection:
            return f"In dieser Auswahl ist {where} {what}."
        return f"{where[0].upper()}{where[1:]} ist {what}."

    @property
    def _where(self):
        """The covered places among those where it applies, to go into a sentence."""
        if self.applies == 1:
            return "an dem einen Ort, an dem das Ziel gilt,"
        count = {0: "keinem von", 1: "einem von", self.applies: "allen"}.get(
            self.covered, f"{self.covered} von"
        )
        if self.is_sum:
            return f"in {count} {self.applies} Fällen (je Handlungsziel und Ort)"
        return f"an {count} {self.applies} Orten, an denen das Ziel gilt,"


def phase_word(phase, count=1):
    """The phase of so many measures, as it stands behind their number."""
    if phase is None:
        return NO_REPORT
    return PLURALS.get(phase, Phase(phase).label) if count > 1 else Phase(phase).label


@dataclass
class PlaceState:
    """A place where a Handlungsziel applies, and what is known there."""

    place: District
    assessed: str | None
    measures: set

    @property
    def is_dropped(self):
        return self.assessed == Assessment.Status.DROPPED

    @property
    def is_covered(self):
        return bool(self.measures)

    @property
    def words(self):
        return "1 Maßnahme" if len(self.measures) == 1 else f"{len(self.measures)} Maßnahmen"

    @property
    def assessment(self):
        return Assessment.Status(self.assessed).label if self.assessed else ""


def touching(places):
    """{place: itself, all above it and all below it}, from places in tree order; primary keys."""
    near, above = {}, []
    for place in places:
        while above and not above[-1].is_related_to(place):
            above.pop()
        near[place.pk] = {place.pk, *(other.pk for other in above)}
        for other in above:
            near[other.pk].add(place.pk)
        above.append(place)
    return near


@dataclass
class Branch:
    """A goal with its figures and the goals below it."""

    goal: Goal
    rollup: Rollup
    branches: list["Branch"] = field(default_factory=list)


class Progress:
    """The figures of some public goals, read in two queries whatever their number.

    `goals` is a list in tree order that holds all public goals below those of interest.
    """

    def __init__(self, goals, day=None):
        self.links = Links(goals, day)
        self.goals = goals
        self.places_of = self._places(day or timezone.localdate())
        self._rollups = {}
        below = defaultdict(list)
        for goal in reversed(goals):
            branches = below.pop(goal.pk, [])
            below[goal.parent_id].append(goal)
            self._rollups[goal.pk] = self._roll_up(goal, branches)

    def of(self, goal):
        """The goal's Rollup."""
        measures, applies, covered = self._rollups[goal.pk]
        states = [self.links.states[pk] for pk in measures]
        return Rollup.over(states, applies=applies, covered=covered, is_sum=not goal.is_objective)

    def places_with(self, measure):
        """The public places of a published measure, in tree order."""
        return [row for pk, row in self.places.items() if pk in self.links.places[measure.pk]]

    def tree(self):
        """[Branch, …]: the Leitziele, the rest hanging below them."""
        nodes, roots = {}, []
        for goal in self.goals:
            node = nodes[goal.pk] = Branch(goal, self.of(goal))
            (nodes[goal.parent_id].branches if goal.parent_id in nodes else roots).append(node)
        return roots

    def _roll_up(self, goal, branches):
        measures = set(self.links.of_goal.get(goal.pk, ()))
        places = [state for state in self.places_of.get(goal.pk, ()) if not state.is_dropped]
        applies, covered = len(places), sum(state.is_covered for state in places)
        for branch in branches:
            inner, inner_applies, inner_covered = self._rollups[branch.pk]
            measures |= inner
            applies += inner_applies
            covered += inner_covered
        return measures, applies, covered

    def _places(self, day):
        """{goal: [PlaceState, …]} in tree order; only public places are looked at."""
        newest = Assessment.objects.of(OuterRef("meant__pk"), day)
        rows = list(
            District.objects.public()
            .in_tree_order()
            .only("name", "slug", "kind", "tree_id", "lft", "rght")
            .annotate(
                meant=FilteredRelation("coverages", condition=Q(coverages__goal__in=self.goals)),
                goal=F("meant__goal"),
                assessed=Subquery(newest.values("status")[:1]),
            )
        )
        self.places = {row.pk: row for row in rows}
        near = touching(self.places.values())
        states = defaultdict(list)
        for row in rows:
            if row.goal:
                measures = self.links.covering(row.goal, near[row.pk])
                states[row.goal].append(PlaceState(row, row.assessed, measures))
        return states
