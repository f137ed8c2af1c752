"""The maps: numbers and areas as they are drawn, and the list beside them."""

import math
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.map import AREAS
from districts.models import District, Offer
from districts.outline import POINTS, outline
from tests.factories import make_offer, make_place, make_quarter, make_town, square

pytestmark = pytest.mark.django_db
TITLES = r'<a href="([^"]+)" aria-label="([^"]+)"><g class="map__pin">'
NUMBERED = r'<span class="map__number">(\d+)</span> <a href="([^"]+)">'


@pytest.fixture(autouse=True)
def streets(settings):
    """Whatever the environment of the test says."""
    settings.STREET_MAP = True
    return settings


def main(response):
    assert response.status_code == 200
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def at(lon, lat, **values):
    return {"longitude": lon, "latitude": lat, **values}


class TestPlaces:
    def test_numbers_and_areas(self, client):
        make_town(**at(10.77, 53.70))
        make_place("Vorstadt", **at(10.777, 53.696))
        make_place("Ohne Lage")
        make_place("Insel", outline=square(10.76, 53.71))
        make_place("Nirgends", **at(9.99, 53.55))
        page = main(client.get("/stadtteile/"))
        assert re.findall(TITLES, page) == [
            ("/stadtteile/vorstadt/", "1 Vorstadt"),
            ("/stadtteile/insel/", "2 Insel"),
        ]
        assert re.findall(NUMBERED, page) == [
            ("1", "/stadtteile/vorstadt/"),
            ("2", "/stadtteile/insel/"),
        ]
        assert page.count('class="map__area"') == 1
        assert "Umrisse der Orte: Stadt Ratzeburg" in page
        assert "GeoBasis-DE / BKG" in page
        # A decimal comma would break the drawing.
        assert re.findall(r'\b(?:cx|cy|x|y|d|viewBox)="[^"]*,', page) == []

    def test_without_an_outline_none_is_invented(self, client):
        make_place("Vorstadt", **at(10.777, 53.696))
        page = main(client.get("/stadtteile/"))
        assert "map__area" not in page
        assert "Umrisse der Orte" not in page

    def test_an_area_is_drawn_where_it_lies(self, client):
        make_place("Insel", outline=square(10.76, 53.71, 0.01))
        page = main(client.get("/stadtteile/"))
        path = re.search(r'class="map__area" d="([^"]+)"', page)[1]
        corners = {tuple(map(float, pair.split())) for pair in re.findall(r"[\d.]+ [\d.]+", path)}
        town = outline()
        assert corners == {
            town.xy(*position)
            for position in [(10.76, 53.71), (10.77, 53.71), (10.77, 53.72), (10.76, 53.72)]
        }
        assert min(corners) == town.xy(10.76, 53.72)  # west, and north is up

    def test_what_lies_too_close_shares_a_number(self, client):
        for number in range(5):
            make_place(f"Ort {number}", **at(10.777 + number * 0.0001, 53.696))
        make_place("Fern", **at(10.75, 53.70))
        page = main(client.get("/stadtteile/"))
        assert re.findall(TITLES, page) == [
            ("#nummer-1", "1 Ort 0, Ort 1, Ort 2 und 2 weitere"),
            ("/stadtteile/fern/", "2 Fern"),
        ]
        assert [number for number, _ in re.findall(NUMBERED, page)] == ["1"] * 5 + ["2"]
        assert page.count('id="nummer-1"') == 1
        assert "Was nah beieinander liegt" in page

    def test_hidden_places_are_on_no_map(self, client):
        hidden = make_place("Geheim", is_published=False, outline=square(), **at(10.77, 53.7))
        make_quarter("Darin", hidden, outline=square(10.78), **at(10.78, 53.7))
        make_place("Vorstadt", **at(10.76, 53.71))
        for address in ("/stadtteile/", "/stadtteile/ratzeburg/"):
            page = main(client.get(f"{address}?karte=strassen"))
            assert re.findall(TITLES, page) == [("/stadtteile/vorstadt/", "1 Vorstadt")]
            assert "map__area" not in page
            assert "Geheim" not in page
            assert "Darin" not in page

    def test_a_change_is_drawn_at_once(self, client):
        place = make_place("Insel", outline=square())
        before = re.search(r'map__area" d="([^"]+)"', client.get("/stadtteile/").text)[1]
        place.outline = square(10.76, 53.71)
        place.save()
        after = re.search(r'map__area" d="([^"]+)"', client.get("/stadtteile/").text)[1]
        assert before != after
        place.outline = None
        place.save()
        assert "map__area" not in client.get("/stadtteile/").text

    @pytest.mark.parametrize(
        "stored",
        [
            {},
            [],
            "Umriss",
            7,
            {"type": "Polygon"},
            {"type": "Polygon", "coordinates": [[["a", "b"]] * 4]},
            {"type": "FeatureCollection", "features": []},
            {"type": "Polygon", "coordinates": [[[10.77, 53.7]] * 4]},
            square(617000, 5950000, 500),
            {"type": "Polygon", "coordinates": [[[10.7, 53.7], [10.8, 53.8], [10.8, 53.7]] * 2]},
        ],
    )
    def test_what_older_rows_hold_does_no_harm(self, client, stored):
        """Before there was a rule, the column took any JSON."""
        place = make_place("Insel", outline=stored, **at(10.77, 53.7))
        for address in ("/stadtteile/", place.get_absolute_url()):
            assert 'class="map__pin"' in main(client.get(address)) or "map__dot" in main(
                client.get(address)
            )

    def test_the_page_of_a_place(self, client):
        vorstadt = make_place("Vorstadt", **at(10.777, 53.696))
        barkenkamp = make_quarter("Barkenkamp", vorstadt, **at(10.76, 53.71))
        make_quarter("Ohne Lage", vorstadt)
        nowhere = make_place("Nirgends")
        page = main(client.get(vorstadt.get_absolute_url()))
        assert [label for _, label in re.findall(TITLES, page)] == ["1 Vorstadt", "2 Barkenkamp"]
        alone = main(client.get(barkenkamp.get_absolute_url()))
        assert "map__dot" in alone
        assert "eingezeichnet ist Barkenkamp" in alone
        assert "map__image" not in main(client.get(nowhere.get_absolute_url()))


def crinkled(points, lon=10.77, lat=53.70, size=0.005):
    """A valid outline of so many points, whose border goes in and out all the time."""
    ring = []
    for number in range(points - 1):
        angle = 2 * math.pi * number / (points - 1)
        far = size * (1 + 0.1 * (number % 2))
        ring.append([round(lon + far * math.cos(angle), 7), round(lat + far * math.sin(angle), 7)])
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


class TestSize:
    def test_many_points_are_drawn_as_few(self, client):
        place = make_place("Insel", outline=crinkled(20_000))
        place.full_clean()
        page = main(client.get("/stadtteile/"))
        path = re.search(r'class="map__area" d="([^"]+)"', page)[1]
        assert 20 < len(re.findall("[ML]", path)) <= POINTS
        assert len(page) < 20_000
        place.refresh_from_db()
        assert place.outline == crinkled(20_000)  # stored as it came

    def test_many_areas_are_drawn_in_part(self, client):
        town = make_town()
        for number in range(AREAS + 20):
            lon, lat = 10.74 + number % 12 * 0.004, 53.68 + number // 12 * 0.004
            make_place(f"Ort {number}", parent=town, outline=crinkled(300, lon, lat, 0.0015))
        page = main(client.get("/stadtteile/"))
        assert page.count('class="map__area"') == AREAS
        assert len(page) < 400_000

    def test_a_warm_page_reads_no_outline(self, client):
        for number in range(3):
            make_place(f"Ort {number}", outline=square(10.76 + number / 100))
        with CaptureQueriesContext(connection) as cold:
            client.get("/stadtteile/")
        with CaptureQueriesContext(connection) as warm:
            client.get("/stadtteile/")
        asking = [query["sql"] for query in cold if '"outline"' in query["sql"]]
        assert len(asking) == 1
        assert len(warm) == len(cold) - 1

    def test_lists_of_places_leave_outlines_where_they_are(self):
        make_place("Insel", outline=square())
        (_, place) = District.objects.public().in_tree_order()
        assert place.get_deferred_fields() == {"outline"}
        make_offer(district=place)
        assert Offer.objects.for_list().get().district.get_deferred_fields() == {"outline"}


class TestOffers:
    @pytest.fixture
    def offers(self):
        return [
            make_offer("Café", slug="cafe", address="Markt 1", **at(10.7770, 53.6960)),
            make_offer("Lesung", slug="lesung", **at(10.7771, 53.6961)),
            make_offer("Chor", slug="chor"),
            make_offer("Werkstatt", slug="werkstatt", **at(10.76, 53.71)),
            make_offer("Ausflug", slug="ausflug", **at(9.99, 53.55)),
            make_offer("Entwurf", slug="entwurf", publication="entwurf", **at(10.75, 53.70)),
        ]

    def test_the_list_as_a_map(self, client, offers):
        page = main(client.get("/angebote/?ansicht=karte"))
        assert re.findall(TITLES, page) == [
            ("#nummer-1", "1 Café, Lesung"),
            ("/angebote/werkstatt/", "2 Werkstatt"),
        ]
        assert re.findall(NUMBERED, page) == [
            ("1", "/angebote/cafe/"),
            ("1", "/angebote/lesung/"),
            ("2", "/angebote/werkstatt/"),
        ]
        rest = page[page.index("Nicht auf der Karte") :].partition("</ul>")[0]
        assert re.findall(r'<li><a href="/angebote/(\w+)/">', rest) == ["ausflug", "chor"]
        assert "(außerhalb der Karte)" in rest
        assert "Markt 1" in page
        assert "Entwurf" not in page

    def test_it_obeys_the_filters(self, client, offers):
        page = main(client.get("/angebote/?ansicht=karte&q=werkstatt"))
        assert re.findall(NUMBERED, page) == [("1", "/angebote/werkstatt/")]

    def test_all_that_have_a_position_stand_on_it_and_the_rest_is_paged(self, client):
        for number in range(30):
            make_offer(f"Nummer {number:02}", **at(10.777, 53.696))
            make_offer(f"Nummer {number:02} ohne Lage")
        page = main(client.get("/angebote/?ansicht=karte&q=nummer&karte=strassen"))
        assert "60 Angebote in dieser Auswahl" in page
        assert len(re.findall(NUMBERED, page)) == 30
        assert page.count(" ohne Lage</a>") == 25
        link = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
        assert link == "?q=nummer&ansicht=karte&karte=strassen&page=2"
        second = main(client.get(f"/angebote/{link}"))
        assert len(re.findall(NUMBERED, second)) == 30
        assert second.count(" ohne Lage</a>") == 5
        back = re.search(r'href="([^"]+)#strassenkarte">Straßenkarte schließen', second)[1]
        assert back.replace("&amp;", "&") == "?q=nummer&ansicht=karte&page=2"

    def test_where_it_has_no_room_for_all_it_says_so(self, client, offers, monkeypatch):
        monkeypatch.setattr("districts.offer_views.MAPPED", 2)
        page = main(client.get("/angebote/?ansicht=karte&betrieb=alle"))
        rest = page[page.index("Nicht auf der Karte") :].partition("</ul>")[0]
        assert re.findall(r'<li><a href="/angebote/(\w+)/">', rest) == ["ausflug", "chor"]
        assert re.findall(NUMBERED, page) == [("1", "/angebote/cafe/")]
        assert "5 Angebote" in page
        left_out = '2 weitere stehen in der <a href="/angebote/?betrieb=alle">Liste</a>'
        assert left_out in page

    def test_one_offer(self, client, offers):
        page = main(client.get("/angebote/cafe/"))
        x, y = outline().point(53.6960, 10.7770)
        assert f'<circle class="map__dot" cx="{x}" cy="{y}" r="9"/>' in page
        for slug in ("chor", "ausflug"):
            assert "map__image" not in main(client.get(f"/angebote/{slug}/"))

    def test_names_are_text(self, client):
        make_offer("</script><script>alert(1)</script>", slug="boese", **at(10.777, 53.696))
        for address in (
            "/angebote/?ansicht=karte&karte=strassen",
            "/angebote/boese/?karte=strassen",
        ):
            assert "<script>alert" not in client.get(address).text
