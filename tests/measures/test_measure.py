import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from districts.models import District
from goals.models import Goal
from goals.models.content import Publication
from measures.models import Measure, Phase
from tests.factories import (
    make_department,
    make_goal,
    make_measure,
    make_organisation,
    make_place,
    make_quarter,
    make_report,
    make_target_group,
    make_town,
)

pytestmark = pytest.mark.django_db


def titles(measures):
    return [measure.title for measure in measures]


def refused(**values):
    """{field: messages} with which a measure of these values is refused."""
    measure = Measure(**{"title": "Neu", "slug": "neu", **values})
    with pytest.raises(ValidationError) as refusal:
        measure.full_clean()
    return refusal.value.message_dict


class TestPublic:
    @pytest.mark.parametrize("publication", Publication)
    def test_only_what_is_published(self, publication):
        make_measure(publication=publication)
        assert Measure.objects.public().exists() == (publication == "veroeffentlicht")

    def test_only_with_a_public_goal(self):
        shown, hidden = make_goal("1.1.1"), make_goal("1.1.2", is_published=False)
        below_hidden = make_goal("1.2.1", parent=make_goal("1.2", is_published=False))
        make_measure("a", [shown, hidden, below_hidden])
        make_measure("b", [hidden])
        make_measure("c", [below_hidden])
        make_measure("d", [])
        assert titles(Measure.objects.public()) == ["a"]

    def test_one_row_per_measure(self):
        goals = [make_goal("1.1.1"), make_goal("1.1.2"), make_goal("2.1.1")]
        make_measure(goals=goals, districts=[make_town(), make_place()])
        found = Measure.objects.public().under(goals[0].parent).in_(make_town())
        assert titles(found.for_list()) == ["Spielplatz"]


class TestUnder:
    def test_the_goal_and_all_below_it(self):
        for code in ("1.1.1", "1.1.2", "1.2.1", "2.1.1"):
            make_measure(code, [make_goal(code)])
        found = {goal.code: titles(Measure.objects.under(goal)) for goal in Goal.objects.all()}
        assert found == {
            "1": ["1.1.1", "1.1.2", "1.2.1"], "1.1": ["1.1.1", "1.1.2"], "1.1.1": ["1.1.1"],
            "1.1.2": ["1.1.2"], "1.2": ["1.2.1"], "1.2.1": ["1.2.1"],
            "2": ["2.1.1"], "2.1": ["2.1.1"], "2.1.1": ["2.1.1"],
        }  # fmt: skip

    def test_a_link_to_a_hidden_goal_does_not_count(self):
        shown = make_goal("2.1.1")
        hidden = make_goal("1.1.1", is_published=False)
        make_measure("a", [shown, hidden])
        assert titles(Measure.objects.public().under(Goal.objects.get(code="1"))) == []


class TestIn:
    def test_in_inside_and_around(self):
        insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
        nord = make_quarter("Nord", insel)
        for place in (make_town(), insel, nord, vorstadt):
            make_measure(place.name, districts=[place])
        make_measure("nirgends")
        found = {place.name: titles(Measure.objects.in_(place)) for place in District.objects.all()}
        assert found == {
            "Ratzeburg": ["Insel", "Nord", "Ratzeburg", "Vorstadt"],
            "Insel": ["Insel", "Nord", "Ratzeburg"],
            "Nord": ["Insel", "Nord", "Ratzeburg"],
            "Vorstadt": ["Ratzeburg", "Vorstadt"],
        }

    def test_a_hidden_place_does_not_count(self):
        insel = make_place("Insel")
        hidden = make_quarter("Nord", insel, is_published=False)
        make_measure(districts=[hidden])
        insel.refresh_from_db()
        assert titles(Measure.objects.in_(insel)) == []


class TestState:
    def test_without_a_report(self):
        make_measure()
        measure = Measure.objects.with_state().get()
        assert (
            measure.report_pk, measure.phase, measure.schedule, measure.reported_on, measure.percent
        ) == (None,) * 5  # fmt: skip
        assert (measure.phase_label, measure.phase_css, measure.schedule_label) == (
            "ohne Sachstand", "phase-unbekannt", "",
        )  # fmt: skip

    def test_all_of_one_report(self):
        report = make_report(
            on="2025-03-01",
            schedule="kritisch",
            schedule_reason="Es fehlt Geld.",
            phase=Phase.ON_HOLD,
            percent=5,
        )
        measure = Measure.objects.with_state().get()
        assert (measure.report_pk, measure.reported_on, measure.percent) == (
            report.pk, report.reported_on, 5,
        )  # fmt: skip
        assert (measure.phase_label, measure.phase_css, measure.schedule_label) == (
            "zurückgestellt", "phase-zurueckgestellt", "kritisch",
        )  # fmt: skip

    def test_percent_stands_until_the_next_one(self):
        measure = make_measure()
        seen = []
        for day, percent, phase in (
            (1, None, Phase.UNDERWAY),
            (2, 30, Phase.UNDERWAY),
            (3, None, Phase.ONGOING),
            (4, 0, Phase.UNDERWAY),
            (5, None, Phase.COMPLETED),
            (6, None, Phase.UNDERWAY),  # taken up again: where it stood before
        ):
            make_report(measure, f"2025-01-0{day}", phase, percent=percent)
            seen.append(Measure.objects.with_state().get().percent)
        assert seen == [None, 30, 30, 0, 100, 0]

    def test_reports_of_others_do_not_count(self):
        make_report(make_measure("a"), percent=30)
        make_measure("b")
        found = {measure.title: measure.percent for measure in Measure.objects.with_state()}
        assert found == {"a": 30, "b": None}


class TestRules:
    def test_an_identifier_is_unique_but_may_be_missing(self):
        make_measure("a")
        make_measure("b")
        make_measure("c", identifier="M-1")
        assert refused(identifier="M-1") == {
            "__all__": ["Diese Kennung trägt schon eine andere Maßnahme."]
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            make_measure("d", identifier="M-1")

    @pytest.mark.parametrize("name", ["cost_once", "cost_per_year"])
    def test_costs_are_not_negative(self, name):
        assert refused(**{name: -1}) == {"__all__": ["Kosten sind nicht negativ."]}
        with pytest.raises(IntegrityError), transaction.atomic():
            make_measure(**{name: -1})
        assert getattr(make_measure(**{name: 0}), name) == 0

    @pytest.mark.parametrize("name", ["planned_start", "planned_end", "actual_start", "actual_end"])
    def test_dates_are_as_exact_as_they_are_known(self, name):
        assert refused(**{name: "03/2024"}) == {
            name: ["Bitte ein Datum wie 2024, 2024-03 oder 2024-03-05 angeben."]
        }

    @pytest.mark.parametrize("kind", ["planned", "actual"])
    @pytest.mark.parametrize(
        ("start", "end"),
        [("2024", "2023"), ("2024-03", "2024-02"), ("2024-03-02", "2024-03-01"),
         ("2024-03", "2023"), ("2024", "2023-12-31")],
    )  # fmt: skip
    def test_the_end_is_not_before_the_beginning(self, kind, start, end):
        assert refused(**{f"{kind}_start": start, f"{kind}_end": end}) == {
            f"{kind}_end": ["Das Ende liegt vor dem Beginn."]
        }

    @pytest.mark.parametrize(
        ("start", "end"),
        [("", ""), ("2024", ""), ("", "2024"), ("2024-03", "2024"), ("2024", "2024-01-01"),
         ("2024-03-05", "2024-03-05"), ("2024-03-05", "2024-03"), ("2023-12", "2024")],
    )  # fmt: skip
    def test_what_may_be_the_same_time_is_allowed(self, start, end):
        Measure(title="a", planned_start=start, planned_end=end).clean()

    def test_what_happened_counts_before_what_was_planned(self):
        measure = Measure(planned_start="2024", planned_end="2026", actual_start="2025-02")
        assert (measure.start, measure.end) == ("2025-02", "2026")


class TestProtected:
    """What a measure refers to cannot go away under it, nor can it with its history."""

    @pytest.mark.parametrize(
        ("make", "links"),
        [
            (lambda: make_goal("1.1.1"), "goals"),
            (make_place, "districts"),
            (make_organisation, "partners"),
            (make_target_group, "target_groups"),
        ],
    )
    def test_links(self, make, links):
        other = make()
        measure = make_measure(**{links: [other]})
        with pytest.raises(ProtectedError):
            other.delete()
        assert list(getattr(measure, links).all()) == [other]

    def test_its_department(self):
        department = make_department()
        make_measure(department=department)
        with pytest.raises(ProtectedError):
            department.delete()

    def test_a_measure_with_reports(self):
        measure = make_report().measure
        with pytest.raises(ProtectedError):
            measure.delete()
