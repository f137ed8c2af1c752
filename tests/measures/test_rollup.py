from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from districts.models import Assessment, District
from goals.models import Goal
from goals.models.content import Publication
from measures.models import Phase, Schedule
from measures.rollup import Links, Progress, Rollup, State
from tests.factories import (
    make_assessment,
    make_coverage,
    make_goal,
    make_measure,
    make_place,
    make_quarter,
    make_report,
    make_town,
)

DAY = date(2025, 6, 30)
DROPPED = Assessment.Status.DROPPED


def progress(day=None):
    return Progress(list(Goal.objects.public().in_tree_order()), day=day)


def figures(code, day=None):
    return progress(day).of(Goal.objects.get(code=code))


def counted(rollup):
    """The counts that are not zero, by their word."""
    return {word: count for _, word, count in rollup.by_phase if count}


def states(*phases, percent=None):
    return [State(phase, phase and "im-plan", percent) for phase in phases]


@pytest.mark.django_db
class TestEachOnce:
    def test_a_measure_counts_once_however_many_handlungsziele_it_serves(self):
        goals = [make_goal(code) for code in ("1.1.1", "1.1.2", "1.2.1", "2.1.1")]
        make_report(make_measure("eine", goals))
        make_report(make_measure("andere", goals[:2]), phase=Phase.COMPLETED)
        everything = progress()
        totals = {goal.code: everything.of(goal).total for goal in everything.goals}
        assert totals == {
            "1": 2, "1.1": 2, "1.1.1": 2, "1.1.2": 2, "1.2": 1, "1.2.1": 1,
            "2": 1, "2.1": 1, "2.1.1": 1,
        }  # fmt: skip
        assert counted(figures("1")) == {"in Umsetzung": 1, "abgeschlossen": 1}
        assert figures("1").mean == 100

    def test_several_places_do_not_multiply_a_measure(self):
        goal = make_goal("1.1.1")
        make_report(make_measure(goals=[goal], districts=[make_place("A"), make_place("B")]))
        assert figures("1").total == 1

    def test_unpublished_measures_do_not_count(self):
        goal = make_goal("1.1.1")
        make_report(make_measure(goals=[goal]))
        for publication in set(Publication) - {Publication.PUBLISHED}:
            make_report(make_measure(publication.label, [goal], publication=publication))
        assert figures("1.1.1").total == 1

    def test_links_to_hidden_goals_do_not_count(self):
        shown, hidden = make_goal("1.1.1"), make_goal("1.1.2", is_published=False)
        below_hidden = make_goal("1.2.1", parent=make_goal("1.2", is_published=False))
        make_measure("a", [shown])
        make_measure("b", [hidden, below_hidden])
        make_measure("c", [hidden, shown])
        everything = progress()
        assert {goal.code: everything.of(goal).total for goal in everything.goals} == {
            "1": 2, "1.1": 2, "1.1.1": 2,
        }  # fmt: skip

    def test_queries_do_not_grow(self, django_assert_num_queries):
        for number in range(1, 4):
            place = make_place(f"Ort {number}")
            goal = make_goal(f"{number}.1.1", reach=Goal.Reach.DISTRICTS)
            make_report(make_measure(f"M {number}", [goal], [place]))
        goals = list(Goal.objects.public().in_tree_order())
        with django_assert_num_queries(2):
            assert [Progress(goals).of(goal).total for goal in goals[:1]] == [1]


@pytest.mark.django_db
class TestNewestReport:
    def newest(self, **wanted):
        [state] = Links(Goal.objects.all()).states.values()
        return {name: getattr(state, name) for name in wanted} == wanted

    def test_by_its_date_not_by_its_entry(self):
        measure = make_measure()
        make_report(measure, "2025-03-01", Phase.COMPLETED)
        make_report(measure, "2025-02-01", Phase.PLANNING)
        assert self.newest(phase="abgeschlossen")

    def test_the_later_entered_of_one_day(self):
        measure = make_measure()
        make_report(measure, "2025-03-01", Phase.COMPLETED, percent=10)
        make_report(measure, "2025-03-01", Phase.PLANNING, percent=20)
        assert self.newest(phase="in-planung", percent=20)

    def test_what_lies_in_the_future_does_not_count_yet(self):
        measure = make_measure()
        make_report(measure, timezone.localdate(), Phase.UNDERWAY, percent=40)
        make_report(measure, timezone.localdate() + timedelta(days=1), Phase.COMPLETED, percent=100)
        assert self.newest(phase="in-umsetzung", percent=40)

    def test_today_is_today_in_berlin(self, monkeypatch):
        make_report(on="2026-01-01")
        monkeypatch.setattr(timezone, "now", lambda: datetime(2025, 12, 31, 22, 59, tzinfo=UTC))
        assert self.newest(phase=None)
        monkeypatch.setattr(timezone, "now", lambda: datetime(2025, 12, 31, 23, 1, tzinfo=UTC))
        assert self.newest(phase="in-umsetzung")

    def test_what_is_not_published_does_not_count(self):
        measure = make_measure()
        make_report(measure, "2025-03-01", Phase.UNDERWAY, percent=40)
        for publication in set(Publication) - {Publication.PUBLISHED}:
            make_report(measure, "2025-04-01", Phase.COMPLETED, percent=90, publication=publication)
        assert self.newest(phase="in-umsetzung", percent=40)

    def test_a_report_without_percent_leaves_the_last_standing(self):
        measure = make_measure()
        make_report(measure, "2025-01-01", percent=30)
        make_report(measure, "2025-02-01", percent=0, publication=Publication.DRAFT)
        make_report(measure, "2025-03-01", Phase.ONGOING)
        assert self.newest(phase="laufend", percent=30)

    def test_zero_percent_is_a_value(self):
        measure = make_measure()
        make_report(measure, "2025-01-01", percent=30)
        make_report(measure, "2025-02-01", percent=0)
        assert self.newest(percent=0)

    def test_at_an_earlier_day(self):
        measure = make_measure()
        make_report(measure, DAY, Phase.PLANNING, percent=10)
        make_report(measure, DAY + timedelta(days=1), Phase.COMPLETED)
        then = Links(Goal.objects.all(), DAY)
        assert [*then.states.values()] == [State("in-planung", "nicht-bewertet", 10)]
        before = Links(Goal.objects.all(), DAY - timedelta(days=1))
        assert [*before.states.values()] == [State(None, None, None)]


class TestMean:
    def test_of_those_that_have_a_percent(self):
        rollup = Rollup.over([State("in-umsetzung", "im-plan", p) for p in (10, 20, None)])
        assert (rollup.mean, rollup.without_percent) == (15, 1)

    def test_zurueckgestellt_and_nicht_weiterverfolgt_are_counted_but_not_in_the_mean(self):
        rollup = Rollup.over(
            states(Phase.UNDERWAY, percent=50)
            + states(Phase.ON_HOLD, Phase.DROPPED, percent=0)
            + states(Phase.ON_HOLD)
        )
        assert rollup.total == 4
        assert counted(rollup) == {
            "in Umsetzung": 1, "zurückgestellt": 2, "nicht weiterverfolgt": 1,
        }  # fmt: skip
        assert (rollup.mean, rollup.without_percent) == (50, 0)

    def test_without_a_report_it_is_unknown(self):
        rollup = Rollup.over(states(None, Phase.UNDERWAY))
        assert (rollup.mean, rollup.without_percent) == (None, 2)
        assert counted(rollup) == {"in Umsetzung": 1, "ohne Sachstand": 1}

    @pytest.mark.parametrize(
        ("percents", "mean"), [([0], 0), ([0, 1], 1), ([50, 75], 63), ([1, 1, 2], 1), ([100], 100)]
    )
    def test_half_a_percent_is_rounded_up(self, percents, mean):
        assert Rollup.over([State("laufend", "im-plan", p) for p in percents]).mean == mean

    @pytest.mark.django_db
    def test_abgeschlossen_is_100(self):
        goal = make_goal("1.1.1")
        for title, percent in (("mit", 80), ("ohne", None)):
            make_report(make_measure(title, [goal]), phase=Phase.COMPLETED, percent=percent)
        make_report(make_measure("halb", [goal]), percent=50)
        assert figures("1").mean == 83
        assert (figures("1").percent_sum, figures("1").with_percent) == (250, 3)


class TestCounts:
    def test_every_phase_in_its_order(self):
        rollup = Rollup.over(states(*Phase, None, Phase.PROPOSED))
        assert rollup.by_phase == [
            ("phase-vorschlag", "Vorschlag", 2),
            ("phase-nicht-begonnen", "nicht begonnen", 1),
            ("phase-in-planung", "in Planung", 1),
            ("phase-in-umsetzung", "in Umsetzung", 1),
            ("phase-laufend", "laufende Aufgabe", 1),
            ("phase-abgeschlossen", "abgeschlossen", 1),
            ("phase-zurueckgestellt", "zurückgestellt", 1),
            ("phase-nicht-weiterverfolgt", "nicht weiterverfolgt", 1),
            ("phase-unbekannt", "ohne Sachstand", 1),
        ]

    def test_no_measure_is_a_value_of_its_own(self):
        assert Rollup().by_phase == [("phase-unbekannt", "keine Maßnahme bekannt", None)]

    @pytest.mark.django_db
    def test_termintreue(self):
        goal = make_goal("1.1.1")
        schedules = [Schedule.DELAYED, Schedule.ON_TRACK, Schedule.DELAYED, Schedule.NOT_RATED]
        for number, schedule in enumerate(schedules):
            make_report(
                make_measure(f"M {number}", [goal]), schedule=schedule, schedule_reason="Darum."
            )
        make_measure("ohne Sachstand", [goal])
        assert figures("1").by_schedule == [
            ("im-plan", "im Plan", 1),
            ("verzoegert", "verzögert", 2),
            ("nicht-bewertet", "nicht bewertet", 1),
        ]


def town_of_two():
    """Insel with Nord; Vorstadt with Süd; a Handlungsziel for all four."""
    insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
    make_quarter("Nord", insel)
    make_quarter("Süd", vorstadt)
    return make_goal("1.1.1", reach=Goal.Reach.BOTH)


def covered(goal, day=None):
    return {state.place.name for state in progress(day).places_of[goal.pk] if state.is_covered}


@pytest.mark.django_db
class TestPlaces:
    @pytest.mark.parametrize(
        ("where", "names"),
        [
            ("Ratzeburg", {"Insel", "Nord", "Vorstadt", "Süd"}),
            ("Insel", {"Insel", "Nord"}),
            ("Nord", {"Insel", "Nord"}),
            ("Süd", {"Vorstadt", "Süd"}),
        ],
    )
    def test_covered_in_inside_and_around(self, where, names):
        goal = town_of_two()
        make_measure(goals=[goal], districts=[District.objects.get(name=where)])
        make_measure("anderes Ziel", [make_goal("1.1.2")], [make_town()])
        make_measure("kein Ort", [goal])
        assert covered(goal) == names
        assert (figures("1.1.1").applies, figures("1.1.1").covered) == (4, len(names))

    def test_an_unpublished_measure_does_not_cover(self):
        goal = town_of_two()
        make_measure(goals=[goal], districts=[make_town()], publication=Publication.DRAFT)
        assert covered(goal) == set()

    def test_a_measure_in_a_hidden_place_does_not_cover(self):
        goal = town_of_two()
        nord = District.objects.get(name="Nord")
        make_measure(goals=[goal], districts=[nord])
        nord.is_published = False
        nord.save()
        assert covered(goal) == set()
        assert (figures("1.1.1").applies, figures("1.1.1").total) == (3, 1)

    def test_a_place_below_a_hidden_one_is_none(self):
        goal = town_of_two()
        make_measure(goals=[goal], districts=[District.objects.get(name="Nord")])
        make_measure("stadtweit", [goal], [make_town()])
        insel = District.objects.get(name="Insel")
        insel.is_published = False
        insel.save()
        assert covered(goal) == {"Vorstadt", "Süd"}
        assert (figures("1.1.1").applies, figures("1.1.1").covered) == (2, 2)

    def test_a_place_where_it_no_longer_applies_is_left_out(self):
        goal = town_of_two()
        make_measure(goals=[goal], districts=[make_town()])
        nord, insel = (
            make_coverage(goal, District.objects.get(name=name)) for name in ("Nord", "Insel")
        )
        make_assessment(nord, "2025-01-01", DROPPED, text="Gibt es dort nicht.")
        make_assessment(insel, "2025-01-01", DROPPED, text="Gibt es dort nicht.")
        make_assessment(insel, "2025-02-01", Assessment.Status.REACHED)
        assert (figures("1").applies, figures("1").covered) == (3, 3)
        states = {state.place.name: state for state in progress().places_of[goal.pk]}
        assert {name for name, state in states.items() if state.is_dropped} == {"Nord"}
        assert states["Insel"].assessment == "erreicht"
        assert states["Süd"].assessment == ""

    def test_an_assessment_counts_from_its_day_on(self):
        goal = make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
        coverage = make_coverage(goal, make_place("Insel"))
        make_assessment(coverage, DAY, DROPPED, text="Darum.")
        make_assessment(coverage, timezone.localdate() + timedelta(days=1))
        assert figures("1", DAY - timedelta(days=1)).applies == 1
        assert figures("1", DAY).applies == figures("1").applies == 0

    def test_the_later_entered_assessment_of_one_day(self):
        goal = make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
        coverage = make_coverage(goal, make_place("Insel"))
        make_assessment(coverage, DAY, DROPPED, text="Darum.")
        make_assessment(coverage, DAY, Assessment.Status.OPEN)
        assert figures("1").applies == 1

    def test_places_of_hidden_goals_do_not_count(self):
        make_place("Insel")
        make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
        make_goal("1.1.2", reach=Goal.Reach.DISTRICTS, is_published=False)
        assert figures("1").applies == 1
