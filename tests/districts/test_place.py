import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from districts.models import District
from tests.factories import (
    make_measure,
    make_measurement,
    make_offer,
    make_place,
    make_quarter,
    make_town,
)
from tests.trees import tree_faults

pytestmark = pytest.mark.django_db
Kind = District.Kind


def names(places):
    return [place.name for place in places]


def test_the_town_stands_above_all():
    make_quarter("Barkenkamp", make_place("Vorstadt"))
    make_quarter("Steinfeld")
    assert [(place.level, place.name) for place in District.objects.all()] == [
        (0, "Ratzeburg"),
        (1, "Vorstadt"),
        (2, "Barkenkamp"),
        (1, "Steinfeld"),
    ]
    assert District.objects.get_by_natural_key("vorstadt").is_town is False
    assert make_town().is_town
    assert tree_faults(District) == []


class TestKinds:
    @pytest.mark.parametrize(
        ("kind", "parent", "field"),
        [
            (Kind.TOWN, "Insel", "parent"),
            (Kind.DISTRICT, "Insel", "parent"),
            (Kind.DISTRICT, "Nord", "parent"),
            (Kind.DISTRICT, None, "parent"),
            (Kind.QUARTER, "Nord", "parent"),
            (Kind.QUARTER, None, "parent"),
            ("dorf", "Insel", "kind"),
        ],
    )
    def test_wrong_levels(self, kind, parent, field):
        make_quarter("Nord", make_place("Insel"))
        above = parent and District.objects.get(name=parent)
        for attempt in ("save", "full_clean"):
            place = District(name="Neu", slug="neu", kind=kind, parent=above)
            with pytest.raises(ValidationError) as refused:
                getattr(place, attempt)()
            assert field in refused.value.message_dict
        assert names(District.objects.all()) == ["Ratzeburg", "Insel", "Nord"]

    def test_a_quarter_becomes_a_district(self):
        place = make_quarter("Steinfeld")
        place.kind = Kind.DISTRICT
        place.save()
        assert District.objects.get(name="Steinfeld").kind == Kind.DISTRICT

    def test_a_district_with_quarters_stays_one(self):
        insel = make_place("Insel")
        make_quarter("Nord", insel)
        insel.kind = Kind.QUARTER
        with pytest.raises(ValidationError) as refused:
            insel.save()
        assert refused.value.message_dict == {
            "kind": ["Unter diesem Ort hängen Stadtquartiere; er kann selbst keines sein."]
        }

    def test_there_is_one_town(self):
        make_town()
        other = District(name="Mölln", slug="moelln", kind=Kind.TOWN)
        with pytest.raises(ValidationError) as refused:
            other.full_clean()
        assert refused.value.messages == ["Die Stadt gibt es schon."]
        with pytest.raises(IntegrityError), transaction.atomic():
            other.save()

    @pytest.mark.parametrize("values", [{"kind": "stadt"}, {"parent": None}])
    def test_the_database_holds_the_rule_too(self, values):
        place = make_place("Insel")
        with pytest.raises(IntegrityError), transaction.atomic():
            District._base_manager.filter(pk=place.pk).update(**values)

    def test_the_kind_is_not_updated_past_the_tree(self):
        with pytest.raises(ValueError, match="kind"):
            District.objects.update(kind=Kind.QUARTER)


def test_what_touches_a_place_is_in_it_inside_it_or_around_it():
    insel = make_place("Insel")
    nord, _ = make_quarter("Nord", insel), make_quarter("Süd", insel)
    make_quarter("Ost", make_place("Vorstadt"))
    assert names(District.objects.touching(nord)) == ["Ratzeburg", "Insel", "Nord"]
    insel.refresh_from_db()
    assert names(District.objects.touching(insel)) == ["Ratzeburg", "Insel", "Nord", "Süd"]
    assert District.objects.touching(make_town()).count() == District.objects.count()


@pytest.mark.parametrize(
    "refer",
    [
        lambda place: make_offer(district=place),
        lambda place: make_measure(districts=[place]),
        lambda place: make_measurement(district=place),
    ],
    ids=["offer", "measure", "measurement"],
)
def test_a_place_stays_while_somebody_refers_to_it(refer):
    place = make_place("Insel")
    refer(place)
    with pytest.raises(ProtectedError):
        place.delete()
    assert names(District.objects.all()) == ["Ratzeburg", "Insel"]
    assert tree_faults(District) == []
