from datetime import date, timedelta

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from districts.models import Assessment, Coverage, District
from goals.models import Goal
from tests.factories import (
    make_assessment,
    make_coverage,
    make_goal,
    make_place,
    make_quarter,
    make_town,
)

pytestmark = pytest.mark.django_db
Reach = Goal.Reach


@pytest.fixture
def _places():
    """Ratzeburg, Insel with Nord, and Steinfeld directly under the town."""
    make_quarter("Nord", make_place("Insel"))
    make_quarter("Steinfeld")


def covered(**values):
    rows = Coverage.objects.filter(**values).values_list("goal__code", "district__name")
    return sorted(rows)


class TestFollowsReach:
    @pytest.mark.parametrize(
        ("reach", "expected"),
        [
            (Reach.TOWN, ["Ratzeburg"]),
            (Reach.DISTRICTS, ["Insel"]),
            (Reach.QUARTERS, ["Nord", "Steinfeld"]),
            (Reach.BOTH, ["Insel", "Nord", "Steinfeld"]),
        ],
    )
    @pytest.mark.parametrize("goal_first", [True, False])
    def test_whichever_was_there_first(self, reach, expected, goal_first):
        if goal_first:
            make_goal("1.1.1", reach=reach)
        make_quarter("Nord", make_place("Insel"))
        make_quarter("Steinfeld")
        if not goal_first:
            make_goal("1.1.1", reach=reach)
        assert covered() == [("1.1.1", name) for name in expected]

    @pytest.mark.usefixtures("_places")
    def test_a_new_place_is_to_be_covered(self):
        make_goal("1.1.1", reach=Reach.DISTRICTS)
        make_goal("1.1.2", reach=Reach.QUARTERS)
        make_place("Vorstadt")
        assert covered(district__name="Vorstadt") == [("1.1.1", "Vorstadt")]

    @pytest.mark.usefixtures("_places")
    def test_another_reach(self):
        goal = make_goal("1.1.1", reach=Reach.DISTRICTS)
        goal.reach = Reach.QUARTERS
        goal.save()
        assert covered() == [("1.1.1", "Nord"), ("1.1.1", "Steinfeld")]

    @pytest.mark.usefixtures("_places")
    def test_another_kind(self):
        make_goal("1.1.1", reach=Reach.DISTRICTS)
        make_goal("1.1.2", reach=Reach.QUARTERS)
        place = District.objects.get(name="Steinfeld")
        place.kind = District.Kind.DISTRICT
        place.save()
        assert covered(district=place) == [("1.1.1", "Steinfeld")]

    @pytest.mark.usefixtures("_places")
    def test_saving_again_or_moving_changes_nothing(self):
        goal = make_goal("1.1.1", reach=Reach.BOTH)
        before = list(Coverage.objects.values_list("pk", flat=True))
        goal.save()
        place = District.objects.get(name="Steinfeld")
        place.save()
        place.move_to(District.objects.get(name="Insel"), "first-child")
        assert list(Coverage.objects.order_by("pk").values_list("pk", flat=True)) == before

    def test_only_for_objectives(self):
        make_town()
        make_goal("1.1")
        assert covered() == []


class TestWhatSomebodyEntered:
    @pytest.mark.usefixtures("_places")
    def test_stays_whatever_the_reach_says(self):
        goal = make_goal("1.1.1", reach=Reach.TOWN)
        make_coverage(goal, District.objects.get(name="Nord"))
        goal.reach = Reach.DISTRICTS
        goal.save()
        assert covered() == [("1.1.1", "Insel"), ("1.1.1", "Nord")]

    @pytest.mark.usefixtures("_places")
    def test_stays_once_assessed(self):
        goal = make_goal("1.1.1", reach=Reach.QUARTERS)
        make_assessment(Coverage.objects.get(district__name="Nord"))
        goal.reach = Reach.TOWN
        goal.save()
        assert covered() == [("1.1.1", "Nord"), ("1.1.1", "Ratzeburg")]

    @pytest.mark.usefixtures("_places")
    def test_exists_once(self):
        goal = make_goal("1.1.1", reach=Reach.TOWN)
        nord = District.objects.get(name="Nord")
        row = make_coverage(goal, nord)
        with pytest.raises(IntegrityError), transaction.atomic():
            Coverage.objects.create(goal=goal, district=nord)
        goal.reach = Reach.QUARTERS
        goal.save()
        assert Coverage.objects.get(district=nord) == row

    def test_keeps_the_goal_and_the_place(self):
        coverage = make_assessment().coverage
        with pytest.raises(ProtectedError):
            coverage.goal.delete()


def test_a_fixture_brings_its_own_rows():
    town, goal = make_town(), make_goal("1.1.1", reach=Reach.TOWN)
    files = [serializers.serialize("json", [node]) for node in (goal, town)]
    Coverage.objects.all().delete()
    for text in files:
        for loaded in serializers.deserialize("json", text):
            loaded.save()
    assert covered() == []


@pytest.mark.usefixtures("_places")
def test_public_where_goal_and_place_are():
    make_goal("1.1.1", reach=Reach.BOTH)
    make_goal("2.1.1", reach=Reach.BOTH)
    Goal.objects.filter(code="2").update(is_published=False)
    District.objects.filter(name="Insel").update(is_published=False)
    assert [str(row) for row in Coverage.objects.public()] == ["Handlungsziel 1.1.1 in Steinfeld"]


class TestAssessment:
    def test_the_newest_up_to_the_day(self):
        coverage = make_coverage()
        make_assessment(coverage, "2024-03-01", Assessment.Status.BEGUN)
        make_assessment(coverage, "2025-03-01", Assessment.Status.OPEN)
        make_assessment(coverage, "2025-03-01", Assessment.Status.REACHED, text="Am selben Tag.")

        def at(day):
            row = Coverage.objects.with_assessment(date.fromisoformat(day)).get(pk=coverage.pk)
            return row.assessed, row.assessed_on, row.assessment_text

        assert at("2024-02-29") == (None, None, None)
        assert at("2025-02-28") == ("begonnen", date(2024, 3, 1), "")
        assert at("2025-03-01") == ("erreicht", date(2025, 3, 1), "Am selben Tag.")

    def test_dropped_needs_a_reason(self):
        coverage = make_coverage()
        dropped = Assessment(coverage=coverage, assessed_on=date(2025, 1, 1), status="entfaellt")
        with pytest.raises(ValidationError) as refused:
            dropped.full_clean()
        assert refused.value.messages == ["Wo ein Ziel entfällt, bitte begründen."]
        with pytest.raises(IntegrityError), transaction.atomic():
            dropped.save()
        dropped.text = "Dort wohnt niemand."
        dropped.full_clean()
        dropped.save()
        assert str(dropped) == "Handlungsziel 1.1.1 in Ratzeburg: entfällt"

    def test_not_in_the_future(self):
        tomorrow = timezone.localdate() + timedelta(days=1)
        with pytest.raises(ValidationError) as refused:
            Assessment(coverage=make_coverage(), assessed_on=tomorrow, status="offen").full_clean()
        assert refused.value.message_dict == {"assessed_on": ["Dieses Datum liegt in der Zukunft."]}
