"""Two places become one, and nothing that hung on either is lost."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client

from districts.merge import merge, plan_merge, referring, rows_at
from districts.models import Coverage, District, Measurement
from goals.models import Goal
from tests.factories import (
    make_assessment,
    make_coverage,
    make_document,
    make_goal,
    make_indicator,
    make_measure,
    make_measurement,
    make_member,
    make_offer,
    make_place,
    make_quarter,
    make_suggestion,
    make_town,
)
from tests.forms import filled, texts
from tests.trees import tree_faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return make_place("Nordstadt"), make_place("Vorstadt")


def together(source, target):
    merge(source, target, "Test")
    return District.objects.get(pk=target.pk)


def all_references(place):
    """What refers to a place, asked of the whole registry rather than of the code under test."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model.__name__.startswith("Historical"):
            continue
        for field in model._meta.get_fields():
            if not field.auto_created and field.is_relation and field.related_model is District:
                rows = model._base_manager.filter(**{field.name: place.pk})
                found += [(model._meta.label, field.name)] * rows.count()
    return found


def hang_everything_on(place):
    """At least one row of every relation that leads to a place."""
    make_offer(district=place)
    make_measure(districts=[place])
    make_document(districts=[place])
    make_measurement(make_indicator(), place)
    make_assessment(make_coverage(make_goal("1.1.2"), place))
    make_quarter("Neue Siedlung", place)
    make_suggestion(district=place)


class TestEverythingMoves:
    def test_no_reference_remains(self, places):
        source, target = places
        hang_everything_on(source)
        before = all_references(source)
        kinds = {
            (model._meta.label, field.name)
            for model in apps.get_models(include_auto_created=True)
            if not model.__name__.startswith("Historical")
            for field in model._meta.get_fields()
            if not field.auto_created and field.is_relation and field.related_model is District
        }
        assert set(before) == kinds, "hang_everything_on() forgets a relation"
        together(source, target)
        assert all_references(source) == []
        assert all_references(target) == before

    def test_each_where_it_belongs(self, places):
        source, target = places
        offer = make_offer(district=source)
        measure = make_measure(districts=[source, make_place("Insel")])
        both = make_measure("Brücke", districts=[source, target])
        document = make_document(districts=[source])
        value = make_measurement(make_indicator(), source)
        quarter = make_quarter("Neue Siedlung", source)
        together(source, target)
        for row in (offer, value):
            row.refresh_from_db()
            assert row.district == target
        assert {place.name for place in measure.districts.all()} == {"Vorstadt", "Insel"}
        assert [*both.districts.all(), *document.districts.all()] == [target, target]
        assert District.objects.get(pk=quarter.pk).parent == target
        assert tree_faults(District) == []

    def test_judgements_of_the_same_goal_come_together(self, places):
        source, target = places
        goal = make_goal("1.1.2")
        make_assessment(make_coverage(goal, source), "2025-01-01", text="Aus der Nordstadt")
        kept = make_coverage(goal, target)
        make_assessment(kept, "2025-02-01", text="Aus der Vorstadt")
        together(source, target)
        assert list(Coverage.objects.filter(goal=goal, district__in=places)) == [kept]
        judged = [assessment.text for assessment in kept.assessments.all()]
        assert judged == ["Aus der Vorstadt", "Aus der Nordstadt"]

    def test_what_was_entered_by_hand_stays(self, places):
        source, target = places
        make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
        by_hand = make_coverage(make_goal("1.1.2"), source)
        Coverage.objects.filter(goal__code="1.1.1", district=source).update(by_reach=False)
        together(source, target)
        rows = Coverage.objects.filter(district=target).values_list("goal__code", "by_reach")
        assert set(rows) == {("1.1.1", False), ("1.1.2", False)}
        by_hand.refresh_from_db()
        assert by_hand.district == target

    def test_names_and_history(self, places):
        source, target = places
        source.aliases = "Nord, Am Bahnhof"
        source.save()
        target.aliases = "Nord"
        target.save()
        offer = make_offer(district=source)
        assert together(source, target).aliases == "Nord, Nordstadt, Am Bahnhof"
        gone = District.history.filter(id=source.pk).first()
        assert (gone.history_type, gone.name, gone.history_change_reason) == (
            "-",
            "Nordstadt",
            "Test",
        )
        assert [record.district_id for record in offer.history.all()] == [target.pk, source.pk]


class TestRefusals:
    @pytest.mark.parametrize(
        ("source", "target", "fault"),
        [
            ("Nordstadt", "Nordstadt", "Ein Ort kann nicht in sich selbst aufgehen."),
            (
                "Nordstadt",
                "Siedlung",
                "„Siedlung“ liegt in „Nordstadt“. Bitte umgekehrt zusammenführen.",
            ),
            (
                "Ratzeburg",
                "Nordstadt",
                "Die ganze Stadt lässt sich nicht mit einem ihrer Orte zusammenführen.",
            ),
            (
                "Nordstadt",
                "Ratzeburg",
                "Die ganze Stadt lässt sich nicht mit einem ihrer Orte zusammenführen.",
            ),
            (
                "Nordstadt",
                "Quartier",
                (
                    "„Siedlung“: Ein Stadtquartier gehört unter einen Stadtteil oder, wo der nicht "
                    "bekannt ist, direkt unter die Stadt."
                ),
            ),
        ],
    )
    def test_places_that_do_not_go_together(self, places, source, target, fault):
        make_quarter("Siedlung", places[0])
        make_quarter("Quartier", places[1])
        with pytest.raises(ValidationError) as refused:
            merge(District.objects.get(name=source), District.objects.get(name=target), "")
        assert refused.value.messages == [fault]
        assert District.objects.count() == 5

    def test_two_values_of_one_day(self, places):
        indicator = make_indicator()
        for place, value in zip(places, (12, 13), strict=True):
            make_measurement(indicator, place, value=value)
        make_offer(district=places[0])
        with pytest.raises(ValidationError) as refused:
            merge(*places, "")
        assert refused.value.messages == [
            (
                "„Einwohner, Nordstadt, 01.01.2025“ und „Einwohner, Vorstadt, 01.01.2025“ gibt es "
                "beide. Bitte zuerst einen davon löschen."
            )
        ]
        assert [value.district for value in Measurement.objects.order_by("value")] == [*places]
        assert rows_at(District._meta.get_field("parent"), make_town()).count() == 2

    def test_too_many_names(self, places):
        source, target = places
        target.aliases = "x" * 195
        target.save()
        assert plan_merge(source, target).faults == [
            (
                f"Für „{'x' * 195}, Nordstadt“ ist im Feld „weitere Namen“ kein Platz. "
                "Bitte zuerst kürzen."
            )
        ]

    def test_a_place_that_is_gone(self, places):
        source, target = places
        District.objects.get(pk=source.pk).delete()
        with pytest.raises(ValidationError, match="gibt es nicht mehr"):
            merge(source, target, "")

    def test_a_relation_that_is_forgotten_stops_it(self, places, monkeypatch):
        source, target = places
        offer = make_offer(district=source)
        monkeypatch.setattr("districts.merge.move", lambda *args: None)
        with pytest.raises(models.ProtectedError):
            merge(source, target, "")
        offer.refresh_from_db()
        assert offer.district == source


class TestPage:
    @pytest.fixture
    def office(self):
        client = Client()
        client.force_login(make_member("Verwaltung"))
        return client

    def page(self, place):
        return f"/admin/districts/district/{place.pk}/merge/"

    def test_first_the_preview_then_the_deed(self, office, places):
        source, target = places
        source.text = "Am See."
        source.save()
        make_offer("Sprechstunde", district=source)
        make_assessment(make_coverage(make_goal("1.1.2", text="Kinder"), source))
        change = office.get(f"/admin/districts/district/{source.pk}/change/")
        assert f'href="{self.page(source)}"' in change.text
        preview = office.get(self.page(source), {"ziel": target.pk})
        words = texts(preview)
        assert "Angebote (1) Sprechstunde" in words
        assert "Handlungsziel 1.1.2 Kinder in Nordstadt" in words or "Handlungsziel 1.1.2" in words
        assert "in der Geschichte aufgehoben: Beschreibung" in words
        assert District.objects.count() == 3
        response = office.post(self.page(source), filled(preview, "merge_form"), follow=True)
        assert "„Nordstadt“ ist in „Vorstadt“ aufgegangen." in texts(response)
        assert [place.name for place in District.objects.all()] == ["Ratzeburg", "Vorstadt"]

    def test_what_came_in_between_is_shown_first(self, office, places):
        source, target = places
        preview = office.get(self.page(source), {"ziel": target.pk})
        make_offer("Sprechstunde", district=source)
        response = office.post(self.page(source), filled(preview, "merge_form"))
        assert "Inzwischen hat sich geändert, was an den Orten hängt." in texts(response)
        assert "Sprechstunde" in texts(response)
        assert District.objects.count() == 3
        assert office.post(self.page(source), filled(response, "merge_form")).status_code == 302

    def test_what_stands_in_the_way(self, office, places):
        make_quarter("Siedlung", places[0])
        target = make_quarter("Quartier", places[1])
        data = {"ziel": target.pk, "seen": plan_merge(places[0], target).mark}
        for response in (
            office.get(self.page(places[0]), data),
            office.post(self.page(places[0]), data),
        ):
            assert "So lassen sich die beiden Orte nicht zusammenführen" in texts(response)
        assert District.objects.count() == 5

    @pytest.mark.parametrize("target", ["", "0", "x", "9" * 30])
    def test_no_such_target(self, office, places, target):
        for send in (office.get, office.post):
            response = send(self.page(places[0]), {"ziel": target, "seen": "x"})
            assert response.status_code == 200
            assert response.context["plan"] is None
        assert District.objects.count() == 3

    def test_only_who_may_change_and_delete_places(self, places):
        client = Client()
        client.force_login(make_member("Redaktion"))
        mark = plan_merge(*places).mark
        for send in (client.get, client.post):
            assert (
                send(self.page(places[0]), {"ziel": places[1].pk, "seen": mark}).status_code == 403
            )
        assert District.objects.count() == 3

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_of_the_preview(self, office, places, rows, django_assert_num_queries):
        for number in range(rows):
            make_offer(f"Angebot {number}", district=places[0])
            make_measure(f"Maßnahme {number}", districts=[places[0]])
        office.get(self.page(places[0]), {"ziel": places[1].pk})
        with django_assert_num_queries(PREVIEW_QUERIES):
            office.get(self.page(places[0]), {"ziel": places[1].pk})


PREVIEW_QUERIES = 16


class TestOldAddress:
    def test_it_leads_on(self, client, places):
        source, target = places
        together(source, target)
        response = client.get("/stadtteile/nordstadt/")
        assert (response.status_code, response.headers["Location"]) == (
            301,
            "/stadtteile/vorstadt/",
        )

    def test_it_never_leads_to_a_draft(self, client, places):
        source, target = places
        together(source, target)
        District.objects.filter(pk=target.pk).update(is_published=False)
        assert client.get("/stadtteile/nordstadt/").status_code == 404

    def test_a_draft_leaves_no_trace(self, client, places):
        source, target = make_place("Geheim", is_published=False), places[0]
        together(source, target)
        assert client.get("/stadtteile/geheim/").status_code == 404


def test_histories_are_left_alone():
    assert sorted(field.model.__name__ for field in referring()) == [
        "Coverage",
        "District",
        "Document",
        "Measure",
        "Measurement",
        "Offer",
        "Suggestion",
    ]
