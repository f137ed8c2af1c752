from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db.models import prefetch_related_objects

from districts.models import District, Offer
from goals.models import Goal
from goals.versions import mark_of, version_of
from measures.models import Measure
from tests.factories import make_goal, make_measure, make_offer, make_place

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a\nb ", "a\r\nb"),
        (Decimal("1.50"), Decimal("1.5")),
        (Decimal("100"), Decimal("1E+2")),
        (datetime(2025, 3, 5, 10, tzinfo=BERLIN), datetime(2025, 3, 5, 9, tzinfo=UTC)),
        ({"b": 1, "a": [2]}, {"a": [2], "b": 1}),
        ((1, 2), [1, 2]),
    ],
)
def test_what_means_the_same_has_the_same_mark(one, other):
    assert mark_of(one) == mark_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", None),
        ("1", 1),
        (True, 1),
        (False, None),
        ("a b", "ab"),
        ([1, 2], [2, 1]),
        (date(2025, 1, 1), date(2025, 1, 2)),
    ],
)
def test_what_differs_has_another(one, other):
    assert mark_of(one) != mark_of(other)


@pytest.mark.django_db
class TestRows:
    def test_every_editable_column_counts(self):
        offer = make_offer(text="Eins")
        before = version_of(offer)
        assert (len(before), version_of(Offer.objects.get())) == (16, before)
        for field in Offer._meta.concrete_fields:
            if field.editable and not field.primary_key:
                other = Offer.objects.get()
                setattr(other, field.attname, "anders")
                assert version_of(other) != before, field.name

    def test_links_count_in_any_order(self):
        goals = make_goal("1.1.1"), make_goal("1.1.2")
        one = make_measure(goals=goals)
        before = version_of(one)
        one.goals.set(reversed(goals))
        assert version_of(one) == before
        one.goals.remove(goals[0])
        assert version_of(one) != before

    def test_what_the_portal_writes_by_itself_does_not(self):
        goal, place = make_goal("1.2"), make_place("Insel")
        before = version_of(goal), version_of(place)
        make_goal("1.1"), make_place("Vorstadt")  # shifts the numbers of the tree
        goal, place = Goal.objects.get(pk=goal.pk), District.objects.get(pk=place.pk)
        goal.save(), place.save()
        assert (version_of(goal), version_of(place)) == before

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_list_asks_beforehand(self, rows, django_assert_num_queries):
        for number in range(rows):
            make_measure(f"Maßnahme {number}", districts=[make_place(f"Ort {number}")])
        measures = list(Measure.objects.all())
        alone = [version_of(measure) for measure in measures]
        prefetch_related_objects(measures, "goals", "districts", "partners", "target_groups")
        with django_assert_num_queries(0):
            assert [version_of(measure) for measure in measures] == alone

    def test_a_row_that_is_not_saved_yet(self):
        assert version_of(Measure(title="Neu")) != version_of(Measure(title="Anders"))
