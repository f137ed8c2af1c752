"""Outlines that are none, or lie elsewhere: refused by upload, form and model alike."""

import json
import math

import pytest
from django.core.exceptions import ValidationError

from tests.districts.test_geojson import collection, faults, feature, point, stored, upload
from tests.factories import make_place, make_staff, square
from tests.forms import filled, texts

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


@pytest.fixture
def places():
    return make_place("Vorstadt"), make_place("Insel")


SELF_CROSSING = {
    "type": "Polygon",
    "coordinates": [[[10.77, 53.7], [10.78, 53.71], [10.78, 53.7], [10.77, 53.71], [10.77, 53.7]]],
}
OPEN = {
    "type": "Polygon",
    "coordinates": [[[10.77, 53.7], [10.78, 53.7], [10.78, 53.71], [10.77, 53.71]]],
}
HOLE_OUTSIDE = {
    "type": "Polygon",
    "coordinates": [*square()["coordinates"], *square(10.78)["coordinates"]],
}
REFUSED = {
    "swapped": (square(53.70, 10.77), "sind vertauscht. GeoJSON nennt zuerst die Länge"),
    "UTM": (square(617000, 5950000, 500), "sind keine Grad, wohl eher Meter (UTM, Gauß-Krüger)"),
    "Gauß-Krüger": (square(4420000, 5950000, 500), "wohl eher Meter"),
    "beyond the earth": (square(200, 53), "liegt nicht auf der Erde"),
    "elsewhere": (square(9.99, 53.55), "liegt außerhalb von Ratzeburg, bis zu 5"),
    "too far out": (square(10.77, 53.70, 0.1), "über die Stadtgrenze hinaus. Erlaubt sind 250 m"),
    "crossing itself": (SELF_CROSSING, "schneidet sich selbst, bei (10,775 / 53,705)"),
    "not closed": (OPEN, "nicht geschlossen: Er beginnt bei (10,77 / 53,7) und endet bei"),
    "hole outside": (HOLE_OUTSIDE, "Aussparung liegt außerhalb der Fläche"),
    "no area": ({"type": "Polygon", "coordinates": [[[10.77, 53.7]] * 4]}, "verschiedenen Punkte"),
    "three positions": ({"type": "Polygon", "coordinates": [[[10.77, 53.7]] * 3]}, "vier Punkte"),
    "a line": ({"type": "LineString", "coordinates": [[10.7, 53.7]]}, "„LineString“ passt hier"),
    "no type": ({"coordinates": []}, "fehlt die Geometrie"),
    "no geometry": (None, "fehlt die Geometrie"),
    "no coordinates": ({"type": "Polygon"}, "fehlt „coordinates“"),
    "nothing in it": ({"type": "Polygon", "coordinates": []}, "fehlen Punkte"),
    "flat": ({"type": "Polygon", "coordinates": [[10.7, 53.7]]}, "ist kein Punkt"),
    "words": ({"type": "Polygon", "coordinates": [[["a", "b"]] * 4]}, "ist kein Punkt"),
    "booleans": ({"type": "Polygon", "coordinates": [[[True, 1]] * 4]}, "ist kein Punkt"),
    "a huge number": ({"type": "Polygon", "coordinates": [[[10**400, 1]] * 4]}, "ist kein Punkt"),
    "an object": ({"type": "Polygon", "coordinates": {"x": 1}}, "anders verschachtelt"),
    "a point outside": (point(9.99, 53.55), "außerhalb von Ratzeburg"),
    "a point of three": ({"type": "Point", "coordinates": [1, 2, 3, 4]}, "ist kein Punkt"),
    "too many points": (
        {"type": "Polygon", "coordinates": [[[10.77, 53.7]] * 20_001]},
        "höchstens 20.000 Punkte",
    ),
    "too many rings": (
        {"type": "Polygon", "coordinates": square()["coordinates"] * 501},
        "in 500 Ringen",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_fault_is_told_with_its_number_and_nothing_is_stored(staff, places, name):
    geometry, said = REFUSED[name]
    good = feature(square(), slug="insel")
    before = stored()
    page = upload(staff, collection(good, feature(geometry, slug="vorstadt")))
    (fault,) = faults(page)
    assert fault.startswith("Objekt 2 („vorstadt“): ")
    assert said in fault
    assert 'name="upload"' not in page.text
    assert stored() == before


@pytest.mark.parametrize("name", [name for name in REFUSED if "point" not in name])
def test_the_model_itself_obeys_the_same_rule(places, name):
    geometry, _ = REFUSED[name]
    if geometry is None:
        return  # no outline at all
    places[0].outline = geometry
    with pytest.raises(ValidationError) as refusal:
        places[0].full_clean()
    assert [*refusal.value.message_dict] == ["outline"]


GOOD = json.dumps(feature(square(), slug="vorstadt"))
FILES = {
    "empty": (b"", "Hier steht nichts."),
    "blank": (b" \n", "Hier steht nichts."),
    "no JSON": (b"Umriss", "Das ist kein JSON: Ab Zeile 1, Spalte 1"),
    "cut off": (GOOD[:-20].encode(), "Das ist kein JSON"),
    "an image": (b"\x89PNG\r\n\x1a\n\xff", "kein Text in UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), "kein Text in UTF-8"),
    "NaN": (GOOD.replace("10.77,", "NaN,").encode(), "„NaN“ ist keine Zahl"),
    "Infinity": (GOOD.replace("10.77,", "-Infinity,").encode(), "„-Infinity“ ist keine Zahl"),
    "1e999": (GOOD.replace("10.77,", "1e999,").encode(), "ist kein Punkt"),
    "many digits": (GOOD.replace("10.77,", "9" * 5000 + ",").encode(), "mehr Stellen"),
    "twins": (GOOD.replace('"slug"', '"slug": "insel", "slug"').encode(), "„slug“ steht in einem"),
    "deep": (b"[" * 100_000 + b"]" * 100_000, "Mehr als 20 Ebenen"),
    "deep objects": (b'{"a":' * 50 + b"1" + b"}" * 50, "Mehr als 20 Ebenen"),
    "a list": (b"[]", "kein GeoJSON: Es fehlt „type“"),
    "a word": (b'"Polygon"', "kein GeoJSON"),
    "a type that is none": (b'{"type": ["Polygon"]}', "kein GeoJSON"),
    "TopoJSON": (b'{"type": "Topology"}', "Mit „Topology“ ist"),
    "no features": (b'{"type": "FeatureCollection", "features": []}', "In der Datei ist kein"),
    "features of words": (b'{"type": "FeatureCollection", "features": ["a"]}', "kein „Feature“"),
    "properties of words": (
        json.dumps({"type": "Feature", "geometry": square(), "properties": "vorstadt"}).encode(),
        "nicht dabei, zu welchem Ort",
    ),
    "lone surrogates": (GOOD.replace("vorstadt", "\\ud800").encode(), "gibt es nicht"),
    "NUL": (GOOD.replace("vorstadt", "a\\u0000").encode(), "gibt es nicht"),
    "NUL in an offer": (
        json.dumps(feature(point(), angebot="a\0")).encode(),
        "das Sie ändern dürfen, gibt es nicht",
    ),
    "another system": (
        json.dumps(
            collection(
                feature(square()),
                crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}},
            )
        ).encode(),
        "in „urn:ogc:def:crs:EPSG::25832“ vermessen. Bitte als WGS 84",
    ),
    "too large": (b" " * (2 * 1024 * 1024) + GOOD.encode(), "mehr als 2 MB"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_none(staff, places, name):
    content, said = FILES[name]
    before = stored()
    (fault,) = faults(upload(staff, content))
    assert said in fault
    assert stored() == before


def test_a_byte_order_mark_and_a_familiar_system_do_no_harm(staff, places):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    content = json.dumps(collection(feature(square(), slug="vorstadt"), crs=crs))
    assert faults(upload(staff, content.encode("utf-8-sig"))) == []


class TestTolerance:
    """The border at hand is coarse, and the land registry's own may lie a little outside."""

    def test_a_little_outside_is_inside(self, places):
        place = places[0]
        # The town's easternmost corner.
        lons, lats = zip(*border(), strict=True)
        east = max(lons)
        lat = lats[lons.index(east)]
        metre = 1 / (111_320 * math.cos(math.radians(lat)))
        fine = {}
        for metres in (200, 240, 260, 400):
            place.outline = square(east - 10 * metre, lat, (metres + 10) * metre)
            place.outline["coordinates"][0][2][1] = place.outline["coordinates"][0][3][1] = (
                lat + 20 / 111_320
            )
            try:
                place.full_clean()
            except ValidationError as error:
                fine[metres] = error.message_dict["outline"][0]
            else:
                fine[metres] = True
        assert (fine[200], fine[240]) == (True, True)
        assert "über die Stadtgrenze hinaus" in fine[260]
        assert "40" in fine[400] or "39" in fine[400]


def border():
    from districts.models.outline import TOWN

    return json.loads(TOWN.read_text())["geometry"]["coordinates"][0]


class TestForm:
    """The raw field in the form of a place: the same rule, and nothing lost of what was typed."""

    def test_it_takes_what_people_paste(self, staff, places):
        address = f"/admin/districts/district/{places[0].pk}/change/"
        for outline in (feature(square()), collection(feature(square(10.771))), square(10.772)):
            sent = filled(staff.get(address), "district_form", outline=json.dumps(outline))
            assert staff.post(address, sent).status_code == 302
            places[0].refresh_from_db()
            geometry = outline.get("features", [outline])[0]
            assert places[0].outline == geometry.get("geometry", geometry)
        sent = filled(staff.get(address), "district_form", outline="")
        assert staff.post(address, sent).status_code == 302
        places[0].refresh_from_db()
        assert places[0].outline is None

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("Polygon", "kein JSON"),
            ("{}", "fehlt die Geometrie"),
            ("[" * 5000, "Mehr als 20 Ebenen"),
            ("9" * 5000, "mehr Stellen"),
            ('{"a": 1, "a": 2}', "zweimal"),
            (json.dumps(SELF_CROSSING), "schneidet sich selbst"),
            (json.dumps(square(9, 50)), "außerhalb von Ratzeburg"),
            (
                json.dumps(collection(feature(square()), feature(square()))),
                "Platz für einen Umriss",
            ),
        ],
    )
    def test_it_refuses_and_keeps_what_was_typed(self, staff, places, typed, said):
        address = f"/admin/districts/district/{places[0].pk}/change/"
        page = staff.post(address, filled(staff.get(address), "district_form", outline=typed))
        assert page.status_code == 200
        assert said in texts(page)
        assert filled(page, "district_form")["outline"] == [typed]
        places[0].refresh_from_db()
        assert places[0].outline is None

    def test_saving_without_a_change_is_none(self, staff, places):
        places[0].outline = square()
        places[0].save()
        address = f"/admin/districts/district/{places[0].pk}/change/"
        count = places[0].history.count()
        staff.post(address, filled(staff.get(address), "district_form"))
        places[0].refresh_from_db()
        assert places[0].outline == square()
        assert places[0].history.count() <= count + 1
