"""The status report: what stands in it, and what its filters leave of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from goals.models import Goal
from goals.models.content import Publication
from measures.models import Measure
from measures.report import status_report
from tests.factories import (
    make_goal,
    make_measure,
    make_place,
    make_report,
    make_town,
)

pytestmark = pytest.mark.django_db


def report(chosen=(), goal=None):
    goals = Goal.objects.public().in_tree_order()
    if goal:
        goals = goals.family(goal)
    measures = Measure.objects.public().for_list()
    return status_report(measures.under(goal) if goal else measures, list(goals), chosen, goal)


def lines(report):
    """ "1.1.1 Spielplatz", or "1.1.1 -" for a gap."""
    return [
        f"{goal.code} {measure.title if measure else '-'}" for *_, goal, measure in report.lines()
    ]


def words(report):
    return {node.goal.code: node.rollup.words for node in report.nodes()}


class TestLines:
    def test_a_measure_stands_under_each_of_its_goals_and_a_gap_is_a_line(self):
        goals = {code: make_goal(code) for code in ("1.1.1", "1.1.2", "1.2.1", "2.1.1", "2.1.2")}
        make_measure("Beet", [goals["1.1.1"], goals["2.1.1"]])
        make_measure("Bank", [goals["1.1.1"]])
        shown = report()
        assert lines(shown) == [
            "1.1.1 Bank", "1.1.1 Beet", "1.1.2 -", "1.2.1 -", "2.1.1 Beet", "2.1.2 -",
        ]  # fmt: skip
        assert shown.total == 2
        [leading, middle, goal, measure] = list(shown.lines())[4]
        assert (leading.code, middle.code, goal.code, measure.title) == (
            "2", "2.1", "2.1.1", "Beet",
        )  # fmt: skip

    def test_goals_stand_in_the_order_of_the_tree(self):
        for code in ("2.1.1", "1.10.1", "1.2.1"):
            make_goal(code)
        assert [node.goal.code for node in report().nodes()] == [
            "1", "1.2", "1.2.1", "1.10", "1.10.1", "2", "2.1", "2.1.1",
        ]  # fmt: skip

    def test_without_goals_it_is_empty(self):
        assert (lines(report()), report().roots, report().total) == ([], [], 0)

    def test_what_is_not_public_stands_nowhere(self):
        shown = make_goal("1.1.1")
        hidden = make_goal("1.1.2", is_published=False)
        below_hidden = make_goal("1.2.1", parent=make_goal("1.2", is_published=False))
        place = make_place("Versteckt", is_published=False)
        make_measure("a", [shown, hidden], [make_town(), place])
        make_measure("b", [shown], publication=Publication.DRAFT)
        make_measure("c", [hidden])
        make_measure("d", [below_hidden])
        found = report()
        assert lines(found) == ["1.1.1 a"]
        assert found.total == 1
        [[*_, measure]] = found.lines()
        assert [place.name for place in measure.public_places] == ["Ratzeburg"]

    def test_the_newest_report_that_is_public_and_not_in_the_future(self):
        measure, without = make_measure("a"), make_measure("b")
        make_report(measure, "2025-01-01", text="Alt.")
        newest = make_report(measure, "2025-02-01", text="Neu.")
        make_report(measure, "2025-03-01", text="Entwurf.", publication=Publication.DRAFT)
        make_report(measure, timezone.localdate() + timedelta(days=1), text="Zukunft.")
        make_report(without, "2025-03-01", text="Entwurf.", publication=Publication.DRAFT)
        first, second = (measure for *_, measure in report().lines())
        assert first.newest == newest
        assert (second.newest.pk, second.newest.reported_on, second.newest.text) == (
            None, None, "",
        )  # fmt: skip

    def test_its_day_is_today(self):
        assert report().day == timezone.localdate()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, rows, django_assert_num_queries):
        goals = [make_goal(f"{number}.1.1") for number in range(1, rows + 1)]
        for number in range(rows):
            make_report(make_measure(f"M {number}", goals, [make_town()]))
        with django_assert_num_queries(6):
            assert report().total == rows


class TestSelection:
    def test_under_a_goal_only_its_family_is_shown(self):
        goals = {code: make_goal(code) for code in ("1.1.1", "1.1.2", "1.2.1", "2.1.1")}
        for code, goal in goals.items():
            make_measure(f"zu {code}", [goal])
        make_measure("zu beiden", [goals["1.1.1"], goals["2.1.1"]])
        shown = report([("Ziel", "1.1")], Goal.objects.get(code="1.1"))
        assert lines(shown) == [
            "1.1.1 zu 1.1.1", "1.1.1 zu beiden", "1.1.2 zu 1.1.2",
        ]  # fmt: skip
        assert shown.total == 3
        assert not shown.is_narrowed

    def test_a_goal_above_the_chosen_one_does_not_claim_that_this_is_all(self):
        chosen, other = make_goal("1.1.1"), make_goal("1.2.1")
        make_measure("zu 1.2.1", [other])
        assert words(report([("Ziel", "1.1")], chosen.parent)) == {
            "1": "keine Maßnahme in dieser Auswahl",
            "1.1": "keine Maßnahme bekannt",
            "1.1.1": "keine Maßnahme bekannt",
        }

    def test_a_filter_does_not_make_goals_look_empty(self):
        make_goal("1.1.1")
        assert set(words(report([("Phase", "in Planung")])).values()) == {
            "keine Maßnahme in dieser Auswahl"
        }
        assert set(words(report()).values()) == {"keine Maßnahme bekannt"}
