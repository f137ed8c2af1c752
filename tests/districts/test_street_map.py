"""Who is asked for the streets: nobody before the click, and after it only one host."""

import json
import re

import pytest

from tests.factories import make_offer, make_place, square

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HOST = "https://sgx.geodatenzentrum.de"


@pytest.fixture(autouse=True)
def streets(settings):
    """Whatever the environment of the test says."""
    settings.STREET_MAP = True
    return settings


def at(lon, lat, **values):
    return {"longitude": lon, "latitude": lat, **values}


PAGES = [
    "/stadtteile/",
    "/stadtteile/vorstadt/",
    "/angebote/?ansicht=karte",
    "/angebote/treff/",
]
OTHERS = [
    "/",
    "/ziele/",
    "/angebote/",
    "/angebote/ohne-lage/",
    "/stadtteile/ohne-lage/",
    "/stadtteile/gibt-es-nicht/",
    "/massnahmen/",
    "/statusbericht/",
    "/anmelden/",
    "/static/map.js",
]


def asking(address, value="strassen"):
    return f"{address}{'&' if '?' in address else '?'}karte={value}"


@pytest.mark.parametrize("address", ["/stadtteile/", "/angebote/?ansicht=karte"])
def test_of_a_town_whose_places_nobody_has_put_on_the_map(client, address):
    """Its border is there to see, and the streets in it."""
    make_offer("Ohne Lage", district=make_place("Vorstadt"))
    assert "Straßenkarte öffnen" in client.get(address).text
    response = client.get(asking(address))
    assert f"img-src 'self' data: {HOST};" in response["Content-Security-Policy"]
    data = re.search(r'id="street-map-data"[^>]*>(.*?)</script>', response.text)[1]
    found = json.loads(data)
    assert (found["pins"], found["areas"], found["shown"]) == ([], [], found["town"])


class TestStreets:
    @pytest.fixture(autouse=True)
    def content(self):
        make_place("Vorstadt", outline=square(), **at(10.777, 53.696))
        make_place("Ohne Lage")
        make_offer("Treff", **at(10.777, 53.696))
        make_offer("Ohne Lage")

    @pytest.mark.parametrize("address", PAGES)
    def test_before_the_click(self, client, address):
        values = ("", "STRASSEN", "strassen%00", "%ff", "strassen&karte=x", "x" * 5000)
        for asked in (address, *(asking(address, value) for value in values)):
            response = client.get(asked)
            assert HOST not in response.text
            assert HOST not in response["Content-Security-Policy"]
            assert "leaflet" not in response.text
            assert "Das Amt erfährt dabei Ihre IP-Adresse" in response.text
        link = re.search(r'rel="nofollow" href="([^"]+)#strassenkarte"', client.get(address).text)[
            1
        ]
        assert link.replace("&amp;", "&") == asking("?" + address.partition("?")[2]).replace(
            "?&", "?"
        )

    @pytest.mark.parametrize("address", PAGES)
    def test_after_the_click(self, client, address):
        plain = client.get(address)["Content-Security-Policy"]
        response = client.get(asking(address))
        expected = plain.replace("img-src 'self' data:", f"img-src 'self' data: {HOST}")
        assert expected != plain
        assert response["Content-Security-Policy"] == expected
        assert response.text.count("leaflet/leaflet.js") == 1
        assert "(20" in response.text
        assert "CC BY 4.0" in response.text
        assert 'class="map__image"' in response.text  # the drawing is still there
        assert dict(response.cookies) == {}
        assert response.get("Vary", "") == ""
        # The choice is stored nowhere.
        assert client.get(address)["Content-Security-Policy"] == plain

    @pytest.mark.parametrize("address", OTHERS)
    def test_nobody_else_lets_them_in(self, client, address):
        assert HOST not in client.get(asking(address))["Content-Security-Policy"]

    @pytest.mark.parametrize("address", PAGES)
    def test_switched_off_it_is_nowhere(self, client, settings, address):
        settings.STREET_MAP = False
        plain = client.get(address)
        asked = client.get(asking(address))
        assert asked.text == plain.text
        assert "Straßenkarte" not in plain.text
        assert "karte=strassen" not in plain.text
        assert HOST not in asked["Content-Security-Policy"]

    def test_unknown_parameters_do_not_come_along(self, client):
        page = client.get("/angebote/?ansicht=karte&utm_source=brief&q=treff").text
        assert 'href="?q=treff&amp;ansicht=karte&amp;karte=strassen#strassenkarte"' in page

    def test_no_name_leaves_what_the_script_is_told(self, client):
        name = "</script><script>alert(1)</script><!-- \"'&"
        make_place(name, slug="ort", **at(10.779, 53.697))
        page = client.get(asking("/stadtteile/")).text
        (data,) = re.findall(r'<script id="street-map-data"[^>]*>(.*?)</script>', page)
        assert name in [pin["name"] for pin in json.loads(data)["pins"]]
        assert "alert(1)</script>" not in page

    def test_what_the_script_is_told(self, client):
        page = client.get(asking("/stadtteile/")).text
        data = json.loads(
            re.search(r'<script id="street-map-data" type="application/json">(.*?)</script>', page)[
                1
            ]
        )
        assert data["tiles"].startswith(f"{HOST}/wmts_basemapde/tile/1.0.0/")
        assert data["tiles"].endswith("/{z}/{y}/{x}.png")
        (pin,) = data["pins"]
        assert (pin["number"], pin["name"], pin["link"]) == (1, "Vorstadt", "/stadtteile/vorstadt/")
        assert pin["at"] == pytest.approx([53.7025, 10.7725], abs=0.0005)  # latitude first
        ((ring,),) = data["areas"]
        corners = {(round(lat, 3), round(lon, 3)) for lat, lon in ring}
        assert corners == {(53.7, 10.77), (53.7, 10.775), (53.705, 10.77), (53.705, 10.775)}
        assert data["shown"][0] == pytest.approx([53.7, 10.77], abs=0.0005)
        assert all(53.6 < lat < 53.8 and 10.6 < lon < 10.9 for lat, lon in data["borders"][0])
