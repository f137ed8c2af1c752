"""The status report of a day: what stands in it, and what its filters leave of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from districts.models import Assessment, District
from goals.models import Goal
from goals.models.content import Publication
from measures.models import Measure, Phase, Schedule
from measures.report import Cell
from measures.reporting import report_for
from measures.rollup import Progress
from tests.factories import (
    make_assessment,
    make_coverage,
    make_department,
    make_goal,
    make_indicator,
    make_measure,
    make_measurement,
    make_milestone,
    make_place,
    make_quarter,
    make_report,
    make_resolution,
    make_town,
)

pytestmark = pytest.mark.django_db


def report(day=None, **values):
    return report_for(date.fromisoformat(day) if day else timezone.localdate(), **values)


def lines(report):
    """ "1.1.1 Spielplatz", or "1.1.1 -" for a gap."""
    return [
        f"{goal.code} {measure.title if measure else '-'}" for *_, goal, measure in report.lines()
    ]


def words(report):
    return {goal.code: goal.rollup.words for goal in report.goals}


def only(report):
    """The one measure of a report."""
    [line] = [measure for *_, measure in report.lines()]
    return line


def matrix(report):
    """{code: "Insel: Lücke, …"} without the places where a goal doesn't apply."""
    return {
        goal.code: ", ".join(
            f"{place.name}: {cell.label}"
            for place, cell in zip(report.places, report.cells(goal), strict=True)
            if cell != Cell.NOT_HERE
        )
        for goal in report.objectives()
    }


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
        assert [goal.code for goal in shown.without_measure()] == ["1.1.2", "1.2.1", "2.1.2"]

    def test_those_of_one_leitziel(self):
        goals = [make_goal(code) for code in ("1.1.1", "2.1.1")]
        make_measure("Beet", goals)
        shown = report()
        second = next(goal for goal in shown.goals if goal.code == "2")
        assert [goal.code for *_, goal, _ in shown.lines(under=second)] == ["2.1.1"]

    def test_goals_stand_in_the_order_of_the_tree(self):
        for code in ("2.1.1", "1.10.1", "1.2.1"):
            make_goal(code)
        assert [goal.code for goal in report().goals] == [
            "1", "1.2", "1.2.1", "1.10", "1.10.1", "2", "2.1", "2.1.1",
        ]  # fmt: skip

    def test_without_goals_it_is_empty(self):
        assert (lines(report()), report().goals, report().total) == ([], [], 0)

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
        assert (found.total, found.later) == (1, 0)
        assert only(found).places == ["Ratzeburg"]
        assert [place.name for place in found.places] == ["Ratzeburg"]

    def test_all_that_is_said_of_a_measure(self):
        measure = make_measure(
            "Steg",
            districts=[make_quarter("Nord", make_place("Insel")), make_town()],
            department=make_department("Bauen"),
            identifier="1.2",
            actual_start="2024-04",
            planned_end="2026",
            cost_once="12.50",
            funding="Land",
            confirmed_on=date(2025, 5, 1),
        )
        make_report(
            measure, "2025-02-03", schedule=Schedule.DELAYED, schedule_reason="Lieferung.",
            percent=0, text="Es geht.", obstacles="Eis.", next_step="Bohlen.",
            next_step_on=date(2025, 12, 24),
        )  # fmt: skip
        make_resolution(measure, "Bauausschuss", "2025-01-02", paper="7/25")
        make_resolution(measure, "Stadtvertretung", "2024-12-31")
        line = only(report())
        assert (line.identifier, line.department, line.places) == (
            "1.2", "Bauen", ["Ratzeburg", "Nord"],
        )  # fmt: skip
        assert (line.phase_label, line.schedule_label, line.schedule_reason, line.percent) == (
            "in Umsetzung", "verzögert", "Lieferung.", 0,
        )  # fmt: skip
        assert (line.start, line.start_is_planned, line.end, line.end_is_planned) == (
            "2024-04", False, "2026", True,
        )  # fmt: skip
        assert line.resolution == "Bauausschuss, 02.01.2025, Vorlage 7/25"
        assert (line.text, line.obstacles, line.next_step, line.next_step_on) == (
            "Es geht.", "Eis.", "Bohlen.", date(2025, 12, 24),
        )  # fmt: skip
        assert (str(line.cost_once), line.funding, line.confirmed_on) == (
            "12.50", "Land", date(2025, 5, 1),
        )  # fmt: skip

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, rows, django_assert_num_queries):
        goals = [make_goal(f"{number}.1.1") for number in range(1, rows + 1)]
        for number in range(rows):
            measure = make_measure(f"M {number}", goals, [make_town()])
            make_report(measure)
            make_milestone(measure)
            make_measurement(make_indicator(f"Zahl {number}"))
        with django_assert_num_queries(10):
            found = report(compared_on=date(2024, 1, 1))
            assert found.total == rows
            assert len(list(found.lines())) == rows**2
            assert len(list(found.overdue)) == 2 * rows
            assert len(list(found.compare())) >= rows
            assert len(found.figures) == rows


class TestDay:
    def test_its_day_is_today(self):
        assert report().day == timezone.localdate()

    def test_the_newest_report_that_is_public_and_not_after_the_day(self):
        measure, without = make_measure("a"), make_measure("b", planned_start="2025")
        make_report(measure, "2025-01-01", text="Alt.", percent=30)
        make_report(measure, "2025-02-01", text="Neu.", phase=Phase.ONGOING)
        make_report(measure, "2025-03-01", text="Entwurf.", publication=Publication.DRAFT)
        tomorrow = timezone.localdate() + timedelta(days=1)
        make_report(measure, tomorrow, text="Zukunft.")
        make_report(without, "2025-03-01", text="Entwurf.", publication=Publication.DRAFT)

        def states(day):
            return [
                (line.title, line.phase, line.percent, line.reported_on and str(line.reported_on))
                for *_, line in report(day).lines()
                if line
            ]

        assert states("2024-12-31") == []
        assert states("2025-01-01") == [
            ("a", "in-umsetzung", 30, "2025-01-01"), ("b", None, None, None),
        ]  # fmt: skip
        assert states("2025-01-31")[0] == ("a", "in-umsetzung", 30, "2025-01-01")
        assert states("2025-02-01")[0] == ("a", "laufend", 30, "2025-02-01")
        assert states(None)[0] == ("a", "laufend", 30, "2025-02-01")

    def test_the_newer_of_two_reports_of_one_day(self):
        measure = make_measure()
        make_report(measure, "2025-01-01", text="Falsch.", percent=70)
        make_report(measure, "2025-01-01", text="Berichtigt.", percent=7)
        assert (only(report()).text, only(report()).percent) == ("Berichtigt.", 7)

    @pytest.mark.parametrize(
        ("start", "reported", "first"),
        [
            ({"planned_start": "2025"}, None, "2025-01-01"),
            ({"planned_start": "2025-06"}, None, "2025-06-01"),
            ({"planned_start": "2025-06-15"}, None, "2025-06-15"),
            ({"planned_start": "2025-01", "actual_start": "2025-03"}, None, "2025-03-01"),
            ({"planned_start": "2025-06"}, "2025-02-07", "2025-02-07"),
            ({"planned_start": "2025-01"}, "2025-02-07", "2025-01-01"),
            ({}, "2025-02-07", "2025-02-07"),
        ],
    )
    def test_a_measure_counts_from_its_start_or_its_first_report(self, start, reported, first):
        measure = make_measure("a", **start)
        if reported:
            make_report(measure, reported)
        day = date.fromisoformat(first)
        before = report_for(day - timedelta(days=1))
        assert (lines(before), before.total, before.later) == (["1.1.1 -"], 0, 1)
        assert (lines(report_for(day)), report_for(day).later) == (["1.1.1 a"], 0)

    def test_one_of_which_neither_is_known_always_counts(self):
        make_measure("a")
        make_measure("b", planned_start="irgendwann")
        assert lines(report("2001-01-01")) == ["1.1.1 a", "1.1.1 b"]

    def test_what_was_not_known_by_the_day(self):
        measure = make_measure(
            planned_start="2025-01", actual_start="2025-02-01", planned_end="2025-06",
            actual_end="2025-09-01", confirmed_on=date(2025, 10, 1),
        )  # fmt: skip
        make_report(measure, "2024-12-01")
        make_resolution(measure, on="2025-03-01")
        early, late = only(report("2025-01-31")), only(report("2025-10-01"))
        assert (early.start, early.start_is_planned, early.end, early.end_is_planned) == (
            "2025-01", True, "2025-06", True,
        )  # fmt: skip
        assert (late.start, late.start_is_planned, late.end, late.end_is_planned) == (
            "2025-02-01", False, "2025-09-01", False,
        )  # fmt: skip
        assert (early.resolution, early.confirmed_on) == ("", None)
        assert (late.resolution, late.confirmed_on) == (
            "Stadtvertretung, 01.03.2025", date(2025, 10, 1),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("end", "last"),
        [
            ("2025", "2025-12-31"),
            ("2025-02", "2025-02-28"),
            ("2024-02", "2024-02-29"),
            ("2025-02-03", "2025-02-03"),
        ],
    )
    def test_an_end_is_reached_on_the_last_day_that_it_can_mean(self, end, last):
        make_measure(planned_end="2026-06", actual_end=end)
        day = date.fromisoformat(last)
        before, then = only(report_for(day - timedelta(days=1))), only(report_for(day))
        assert (before.end, before.end_is_planned) == ("2026-06", True)
        assert (then.end, then.end_is_planned) == (end, False)

    def test_names_and_links_are_todays(self):
        measure = make_measure("Alt", [make_goal("1.1.1")])
        make_report(measure, "2024-01-01")
        measure.title = "Neu"
        measure.save()
        measure.goals.set([make_goal("2.1.1")])
        assert lines(report("2024-01-01")) == ["1.1.1 -", "2.1.1 Neu"]

    def test_figures(self):
        people, hidden = make_indicator(), make_indicator("X", publication=Publication.DRAFT)
        make_measurement(people, on="2024-01-01", value=10)
        make_measurement(people, on="2025-01-01", value=11)
        make_measurement(people, make_place("Insel"), on="2024-06-01", value=3)
        make_measurement(hidden, on="2024-01-01", value=99)

        def figures(day):
            return [(figure.place, int(figure.value)) for figure in report(day).figures]

        assert figures("2023-12-31") == []
        assert figures("2024-12-31") == [("Ratzeburg", 10), ("Insel", 3)]
        assert figures("2025-01-01") == [("Ratzeburg", 11), ("Insel", 3)]


class TestMatrix:
    def test_what_is_known_of_a_goal_in_a_place(self):
        goal = make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
        make_goal("1.1.2")
        for name in ("A", "B", "C", "D", "E", "F", "G"):
            make_place(name)
        place = {place.name: place for place in District.objects.all()}
        for name, phase in [
            ("A", Phase.UNDERWAY), ("B", Phase.PLANNING), ("C", Phase.DROPPED), ("D", None),
            ("E", Phase.COMPLETED), ("F", Phase.UNDERWAY), ("G", Phase.PLANNING),
        ]:  # fmt: skip
            measure = make_measure(name, [goal], [place[name]])
            if phase:
                make_report(measure, phase=phase)
        make_assessment(make_coverage(goal, place["F"]), status="entfaellt", text="Wald.")
        make_assessment(make_coverage(goal, place["G"]), status="erreicht")
        assert matrix(report()) == {
            "1.1.1": "A: in Umsetzung, B: geplant, C: Lücke, D: geplant, E: in Umsetzung, "
            "F: entfällt, G: erreicht",
            "1.1.2": "Ratzeburg: Lücke",
        }
        assert {place.name: place.gaps for place in report().places if place.gaps} == {
            "C": 1, "Ratzeburg": 1,
        }  # fmt: skip
        assert {goal.code: goal.gaps for goal in report().goals} == {
            "1": 2, "1.1": 2, "1.1.1": 1, "1.1.2": 1,
        }  # fmt: skip
        assert [(goal.code, [p.name for p in places]) for *_, goal, places in report().gaps()] == [
            ("1.1.1", ["C"]), ("1.1.2", ["Ratzeburg"]),
        ]  # fmt: skip

    def test_a_measure_counts_in_its_place_inside_it_and_around_it(self):
        goal = make_goal("1.1.1", reach=Goal.Reach.BOTH)
        town = make_goal("1.1.2")
        insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
        nord = make_quarter("Nord", insel)
        make_quarter("Süd", insel)
        make_report(make_measure("a", [goal, town], [nord]))
        assert matrix(report()) == {
            "1.1.1": "Insel: in Umsetzung, Nord: in Umsetzung, Süd: Lücke, Vorstadt: Lücke",
            "1.1.2": "Ratzeburg: in Umsetzung",
        }
        make_report(make_measure("b", [goal], [vorstadt.parent]), phase=Phase.PLANNING)
        assert matrix(report())["1.1.1"] == (
            "Insel: in Umsetzung, Nord: in Umsetzung, Süd: geplant, Vorstadt: geplant"
        )

    def test_on_a_day(self):
        goal = make_goal("1.1.1")
        measure = make_measure("a", [goal], [make_town()])
        make_report(measure, "2024-02-01", Phase.PLANNING)
        make_report(measure, "2024-04-01", Phase.UNDERWAY)
        make_report(measure, "2024-06-01", Phase.DROPPED)
        make_assessment(make_coverage(goal), "2024-08-01", Assessment.Status.REACHED)
        make_assessment(make_coverage(goal), "2024-09-01", Assessment.Status.PARTLY)
        found = {
            day: matrix(report(day))["1.1.1"].partition(": ")[2]
            for day in ("2024-01-31", "2024-02-01", "2024-05-31", "2024-06-01", "2024-08-31")
        }
        assert found == {
            "2024-01-31": "Lücke", "2024-02-01": "geplant", "2024-05-31": "in Umsetzung",
            "2024-06-01": "Lücke", "2024-08-31": "erreicht",
        }  # fmt: skip
        assert matrix(report("2024-09-01"))["1.1.1"] == "Ratzeburg: Lücke"

    def test_places_of_the_report_and_of_today(self):
        goal = make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
        make_report(make_measure("a", [goal], [make_town()]), "2024-01-01")
        make_place("Später")
        assert matrix(report("2024-01-01")) == {"1.1.1": "Später: in Umsetzung"}


class TestOtherPages:
    @pytest.mark.parametrize("day", ["2024-02-15", "2024-03-15", "2024-12-31"])
    def test_state_and_figures_are_those_of_the_lists_and_of_the_goals(self, day):
        day = date.fromisoformat(day)
        goals = [make_goal(code, reach=Goal.Reach.BOTH) for code in ("1.1.1", "1.1.2", "2.1.1")]
        insel = make_place("Insel")
        make_place("Vorstadt")
        both = make_measure("a", goals[:2], [make_quarter("Nord", insel)])
        make_report(both, "2024-01-01", percent=30)
        make_report(both, "2024-03-01", Phase.ONGOING)
        make_report(make_measure("b", goals[1:], [insel]), "2024-02-01", Phase.COMPLETED)
        make_measure("c", goals[2:])
        make_assessment(make_coverage(goals[0], insel), "2024-03-10", "entfaellt", text="Wald.")

        found = report_for(day)
        progress = Progress(list(Goal.objects.public().in_tree_order()), day=day)
        wanted = {goal.code: progress.of(goal) for goal in progress.goals}
        assert {goal.code: goal.rollup for goal in found.goals} == wanted
        states = Measure.objects.with_state(day).order_by("pk")
        assert {(m.title, m.phase, m.percent, m.reported_on) for m in states} == {
            (m.title, m.phase, m.percent, m.reported_on) for *_, m in found.lines() if m
        }


class TestOverdue:
    def found(self, day):
        return [
            (row.kind, row.title, row.what, row.since and str(row.since))
            for row in report(day).overdue
        ]

    def test_reports_by_the_rhythm_of_the_department(self):
        quick = make_department("Schnell", report_every_months=1)
        make_report(make_measure("a", department=quick), "2024-01-15")
        make_report(make_measure("b"), "2024-01-15")
        make_report(make_measure("c"), "2024-01-15", Phase.COMPLETED)
        make_measure("d", planned_start="2024-03")
        assert self.found("2024-02-15") == []
        assert self.found("2024-02-16") == [("Sachstand", "a", "", "2024-01-15")]
        assert self.found("2024-03-01") == [
            ("Sachstand", "a", "", "2024-01-15"), ("Sachstand", "d", "", None),
        ]  # fmt: skip

    def test_milestones(self):
        measure, ended = make_measure("a"), make_measure("b")
        make_report(measure, "2024-01-01")
        make_report(ended, "2024-01-01", Phase.DROPPED)
        make_milestone(measure, "Plan", "2024-02-01", reached_on=date(2024, 2, 20))
        make_milestone(measure, "Bau", "2024-03-01")
        make_milestone(ended, "Nie", "2024-02-01")
        assert self.found("2024-02-01") == []
        assert self.found("2024-02-19") == [("Meilenstein", "a", "Plan", "2024-02-01")]
        assert self.found("2024-02-20") == []
        assert self.found("2024-03-02") == [("Meilenstein", "a", "Bau", "2024-03-01")]


class TestSelection:
    def report(self, client, query):
        return client.get(f"/statusbericht/?{query}").context["report"]

    def test_under_a_goal_only_its_family_is_shown(self, client):
        goals = {code: make_goal(code) for code in ("1.1.1", "1.1.2", "1.2.1", "2.1.1")}
        for code, goal in goals.items():
            make_measure(f"zu {code}", [goal])
        make_measure("zu beiden", [goals["1.1.1"], goals["2.1.1"]])
        shown = self.report(client, "ziel=1.1")
        assert lines(shown) == [
            "1.1.1 zu 1.1.1", "1.1.1 zu beiden", "1.1.2 zu 1.1.2",
        ]  # fmt: skip
        assert shown.total == 3
        assert not shown.is_narrowed

    def test_a_goal_above_the_chosen_one_does_not_claim_that_this_is_all(self, client):
        make_goal("1.1.1")
        make_measure("zu 1.2.1", [make_goal("1.2.1")])
        assert words(self.report(client, "ziel=1.1")) == {
            "1": "keine Maßnahme in dieser Auswahl",
            "1.1": "keine Maßnahme bekannt",
            "1.1.1": "keine Maßnahme bekannt",
        }

    def test_a_filter_does_not_make_goals_look_empty(self, client):
        make_goal("1.1.1")
        assert set(words(self.report(client, "phase=in-planung")).values()) == {
            "keine Maßnahme in dieser Auswahl"
        }
        assert set(words(self.report(client, "")).values()) == {"keine Maßnahme bekannt"}

    def test_a_filter_makes_no_gaps(self, client):
        goal = make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
        insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
        make_report(make_measure("a", [goal], [insel]))
        make_report(make_measure("b", [goal], [vorstadt]), phase=Phase.ONGOING)
        shown = self.report(client, "phase=laufend")
        assert lines(shown) == ["1.1.1 b"]
        assert matrix(shown) == {"1.1.1": "Insel: in Umsetzung, Vorstadt: in Umsetzung"}
        assert [goal.rollup.covered for goal in shown.objectives()] == [1]

    def test_a_place_shows_its_own_columns_and_all_places_of_a_measure(self, client):
        goal = make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
        insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
        make_report(make_measure("a", [goal], [insel, vorstadt]))
        shown = self.report(client, "ort=insel")
        assert matrix(shown) == {"1.1.1": "Insel: in Umsetzung"}
        assert only(shown).places == ["Insel", "Vorstadt"]

    def test_of_those_that_begin_later_only_the_chosen_count(self, client):
        for place in ("Insel", "Vorstadt"):
            make_measure(f"auf {place}", districts=[make_place(place)], planned_start="2024-06")
        day = "stichtag=2024-01-01"
        found = [self.report(client, f"{day}{more}").later for more in ("", "&ort=insel", "&q=x")]
        assert found == [2, 1, 0]

    def test_phase_and_termintreue_are_those_of_the_day(self, client):
        measure = make_measure("a")
        make_report(measure, "2024-01-01", Phase.PLANNING)
        make_report(measure, "2025-01-01", Phase.UNDERWAY)
        assert lines(self.report(client, "phase=in-planung&stichtag=2024-06-30")) == ["1.1.1 a"]
        assert lines(self.report(client, "phase=in-planung&stichtag=2025-06-30")) == ["1.1.1 -"]
        assert lines(self.report(client, "phase=in-planung")) == ["1.1.1 -"]


class TestStichtag:
    def test_it_is_the_day_of_the_report(self, client):
        make_report(make_measure("a"), "2024-01-01", Phase.PLANNING)
        for value in ("2024-06-30", "30.06.2024"):
            found = client.get(f"/statusbericht/?stichtag={value}").context["report"]
            assert (found.day, lines(found)) == (date(2024, 6, 30), ["1.1.1 a"])

    @pytest.mark.parametrize(
        ("query", "field", "message"),
        [
            ("stichtag=2999-01-01", "stichtag", "liegt in der Zukunft"),
            ("stichtag=31.02.2024", "stichtag", "Bitte ein Datum angeben"),
            ("stichtag=99999999999-01-01", "stichtag", "Bitte ein Datum angeben"),
            ("stichtag=gestern", "stichtag", "Bitte ein Datum angeben"),
            ("vergleich=2999-01-01", "vergleich", "liegt in der Zukunft"),
            ("stichtag=2024-01-01&vergleich=2024-01-01", "vergleich", "vor dem Stichtag"),
            ("stichtag=2024-01-01&vergleich=2024-06-01", "vergleich", "vor dem Stichtag"),
        ],
    )
    @pytest.mark.parametrize("format", ["", "xlsx", "json"])
    def test_one_that_makes_no_sense_gets_a_message(self, client, query, field, message, format):
        make_measure("Spielplatz")
        response = client.get(f"/statusbericht/?{query}&format={format}")
        assert response.status_code == 200
        assert response["Content-Type"] == "text/html; charset=utf-8"
        [error] = response.context["filter"].form.errors[field]
        assert message in error
        assert message in response.text
        assert "Spielplatz" not in response.text

    @pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "1970-01-01"])
    @pytest.mark.parametrize("format", ["", "xlsx", "ods", "csv", "json"])
    def test_a_day_long_ago(self, client, day, format):
        make_report()
        make_measure("ohne Beginn und Sachstand")
        response = client.get(f"/statusbericht/?stichtag={day}&format={format}")
        assert response.status_code == 200
