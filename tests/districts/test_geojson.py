"""Outlines and positions that staff upload as GeoJSON: checked, shown, stored; or refused whole."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from districts.models import District, Offer
from tests.factories import (
    make_member,
    make_offer,
    make_place,
    make_quarter,
    make_staff,
    make_town,
    square,
)
from tests.forms import filled

pytestmark = pytest.mark.django_db
ALL = "/admin/districts/district/umrisse/"


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


@pytest.fixture
def places():
    return make_place("Vorstadt", aliases="Fischerstraße, Südlich"), make_place("Insel")


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


def point(lon=10.77, lat=53.70):
    return {"type": "Point", "coordinates": [lon, lat]}


def upload(client, content, address=ALL, name="umrisse.geojson"):
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
    file = SimpleUploadedFile(name, content, "application/geo+json")
    return client.post(address, {"file": file})


def confirm(client, preview, address=ALL):
    return client.post(address, filled(preview, "store_form"))


def faults(response):
    assert response.status_code == 200
    return [*response.context["faults"]]


def stored():
    """All that the database knows of where things are."""
    places = District.objects.values_list("slug", "outline", "latitude", "longitude")
    offers = Offer.objects.values_list("slug", "latitude", "longitude")
    return [*places.order_by("slug"), *offers.order_by("slug")]


class TestUpload:
    def test_many_places_and_offers_at_once(self, staff, places):
        offer = make_offer()
        content = collection(
            feature(square(), slug="vorstadt"),
            feature(square(10.76, 53.71), name="INSEL"),
            feature(point(10.7612345678, 53.71), Name="Insel", hoehe=3),
            feature(point(), angebot=offer.slug),
        )
        before = stored()
        preview = upload(staff, content)
        assert faults(preview) == []
        assert [(c.number, str(c.row), c.kind) for c in preview.context["plan"].changes] == [
            (1, "Vorstadt", "Umriss"),
            (2, "Insel", "Umriss"),
            (3, "Insel", "Lage"),
            (4, "Spielenachmittag", "Lage"),
        ]
        assert "kein Umriss" in preview.text
        assert "Umriss mit 5 Punkten" in preview.text
        assert stored() == before

        answer = confirm(staff, preview)
        assert (answer.status_code, answer.url) == (302, "/admin/districts/district/")
        vorstadt, insel = (District.objects.get(pk=place.pk) for place in places)
        assert vorstadt.outline == square()
        assert insel.outline == square(10.76, 53.71)
        assert (str(insel.longitude), str(insel.latitude)) == ("10.761235", "53.710000")
        offer.refresh_from_db()
        assert (float(offer.longitude), float(offer.latitude)) == (10.77, 53.7)

    def test_it_stands_in_the_history_once_and_with_the_file(self, staff, places):
        content = collection(feature(square(), slug="vorstadt"), feature(point(), slug="vorstadt"))
        count = places[0].history.count()
        confirm(staff, upload(staff, content, name="a" * 300 + "<b>.geojson"))
        assert places[0].history.count() == count + 1
        newest = places[0].history.first()
        assert newest.history_change_reason.startswith("Aus der Datei „aaa")
        assert newest.history_user.username == make_staff.__defaults__[0]
        assert newest.outline == square()

    def test_the_same_again_changes_nothing(self, staff, places):
        content = collection(feature(square(), slug="vorstadt"), feature(point(), slug="insel"))
        confirm(staff, upload(staff, content))
        count = places[0].history.count()
        again = upload(staff, content)
        assert "Alles ist schon so gespeichert" in again.text
        assert 'name="upload"' not in again.text
        assert places[0].history.count() == count

    def test_one_place(self, staff, places):
        place = places[0]
        address = f"/admin/districts/district/{place.pk}/umriss/"
        for content in (
            square(),
            feature(square(10.771), id=7, layer="stadtteile_neu"),
            collection(feature(square(10.772), name="Vorstadt")),
            feature({"type": "MultiPolygon", "coordinates": [square()["coordinates"]]}),
        ):
            answer = confirm(staff, upload(staff, content, address), address)
            assert answer.url == f"/admin/districts/district/{place.pk}/change/"
            place.refresh_from_db()
            geometry = content.get("features", [content])[0]
            assert place.outline == geometry.get("geometry", geometry)

    def test_the_file_of_another_place_is_noticed(self, staff, places):
        address = f"/admin/districts/district/{places[0].pk}/umriss/"
        (fault,) = faults(upload(staff, feature(square(), name="Insel"), address))
        assert fault == (
            "Objekt 1 („Insel“): Nach seinen Eigenschaften gehört es zu „Insel“, hier geht es aber "
            "um „Vorstadt“. Bitte die richtige Datei wählen oder die Eigenschaften ändern."
        )
        assert len(faults(upload(staff, feature(point(), angebot="x"), address))) == 1

    def test_only_the_geometry_is_kept(self, staff, places):
        script = "<script>alert(1)</script>"
        content = feature(
            {**square(), "__proto__": {"x": 1}, "bbox": script}, slug="vorstadt", html=script
        )
        content["properties"]["__proto__"] = {"polluted": True}
        content["geometry"]["coordinates"] = [
            [[*at, 12.5] for at in square()["coordinates"][0]]  # with heights
        ]
        confirm(staff, upload(staff, content))
        places[0].refresh_from_db()
        assert places[0].outline == square()

    def test_what_the_file_says_is_text(self, staff, places):
        script = "<script>alert(1)</script>"
        page = upload(staff, feature(square(), slug=script), name=f"{script}.geojson")
        assert script not in page.text
        assert len(faults(page)) == 1

    def test_what_changed_since_the_preview_is_shown_again(self, staff, places):
        content = feature(square(), slug="vorstadt")
        preview = upload(staff, content)
        places[0].outline = square(10.78)
        places[0].save()
        again = confirm(staff, preview)
        assert "Inzwischen hat sich etwas geändert" in again.text
        places[0].refresh_from_db()
        assert places[0].outline == square(10.78)
        assert confirm(staff, again).status_code == 302
        places[0].refresh_from_db()
        assert places[0].outline == square()

    def test_a_preview_holds_once_and_for_its_page(self, staff, places):
        preview = upload(staff, feature(square(), slug="vorstadt"))
        other = f"/admin/districts/district/{places[1].pk}/umriss/"
        sent = filled(preview, "store_form")
        assert staff.post(other, sent).status_code == 200
        assert "schon übernommen oder nicht mehr da" in staff.post(ALL, sent).text
        assert "schon übernommen" in staff.post(ALL, {"upload": "../../etc/passwd"}).text
        assert District.objects.exclude(outline=None).count() == 0

    def test_without_a_file_it_asks_for_one(self, staff, places):
        assert "Dieses Feld ist zwingend erforderlich" in staff.post(ALL, {}).text

    def test_the_ways_lead_there(self, staff, places):
        assert ALL in staff.get("/admin/districts/district/").text
        change = f"/admin/districts/district/{places[0].pk}/change/"
        assert f"/admin/districts/district/{places[0].pk}/umriss/" in staff.get(change).text
        town = f"/admin/districts/district/{make_town().pk}/change/"
        assert "/umriss/" not in staff.get(town).text


class TestRights:
    @pytest.mark.parametrize(("role", "status"), [("Verwaltung", 200), ("Redaktion", 403)])
    def test_who_may_change_places(self, client, places, role, status):
        client.force_login(make_member(role))
        for address in (ALL, f"/admin/districts/district/{places[0].pk}/umriss/"):
            assert client.get(address).status_code == status
            assert upload(client, feature(square(), slug="vorstadt"), address).status_code == status
            assert client.post(address, {"upload": "x"}).status_code == status

    def test_another_users_preview_is_of_no_use(self, client, places):
        client.force_login(make_member("Verwaltung"))
        preview = upload(client, feature(square(), slug="vorstadt"))
        client.force_login(make_member("Verwaltung", "zweite"))
        assert "schon übernommen oder nicht mehr da" in confirm(client, preview).text
        assert District.objects.exclude(outline=None).count() == 0


class TestWhoIsMeant:
    def test_names_that_nobody_has(self, staff, places):
        page = upload(staff, collection(feature(square(), name="Atlantis"), feature(square())))
        assert [fault.partition(". ")[0] for fault in faults(page)] == [
            "Objekt 1 („Atlantis“): Einen Ort mit dem Namen „Atlantis“ gibt es nicht",
            "Objekt 2: Es steht nicht dabei, zu welchem Ort es gehört",
        ]
        assert "„insel“, „ratzeburg“, „vorstadt“" in faults(page)[0]

    def test_other_names_count_and_shared_ones_do_not(self, staff, places):
        assert faults(upload(staff, feature(square(), name="fischerstrasse"))) == []
        make_quarter("Südlich", slug="suedlich-2")
        assert len(faults(upload(staff, feature(square(), name="Südlich")))) == 1

    def test_the_town_keeps_its_border(self, staff, places):
        for geometry in (square(), point()):
            (fault,) = faults(upload(staff, feature(geometry, slug="ratzeburg")))
            assert "Die Stadt selbst ist der Rahmen" in fault

    def test_twice_the_same(self, staff, places):
        content = collection(
            feature(square(), slug="vorstadt"),
            feature(point(), slug="vorstadt"),
            feature(square(10.78), name="Vorstadt"),
        )
        (fault,) = faults(upload(staff, content))
        assert fault.startswith("„Vorstadt“ bekäme 2-mal etwas als Umriss: Objekte 1, 3.")

    def test_an_offer_has_no_outline(self, staff, places):
        offer = make_offer()
        (fault,) = faults(upload(staff, feature(square(), angebot=offer.slug)))
        assert "Ein Angebot hat keinen Umriss" in fault
