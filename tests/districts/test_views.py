"""Places as citizens see them."""

import re

import pytest

from goals.models import Goal
from tests.factories import (
    make_goal,
    make_measure,
    make_offer,
    make_place,
    make_quarter,
    make_town,
)

pytestmark = pytest.mark.django_db


def main(response):
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def offers(response):
    return re.findall(r'<h3><a href="/angebote/(\w+)/">', main(response))


@pytest.fixture
def places():
    """The town, a Stadtteil with a Quartier, another Stadtteil."""
    town, vorstadt = make_town(), make_place("Vorstadt")
    return town, vorstadt, make_quarter("Barkenkamp", vorstadt), make_place("Insel")


class TestPlaces:
    def test_the_list_shows_all_in_order_and_numbers_those_on_the_map(self, client, places):
        vorstadt = places[1]
        vorstadt.latitude, vorstadt.longitude = "53.696", "10.777"
        vorstadt.save()
        page = main(client.get("/stadtteile/"))

        beside = page[page.index('<ul class="places">') :]
        assert re.findall(r'href="/stadtteile/(\w+)/"', beside) == [
            "ratzeburg",
            "vorstadt",
            "barkenkamp",
            "insel",
        ]
        assert re.findall(r'<g class="map__pin"><title>(.*?)</title>', page) == ["Vorstadt"]
        # A decimal comma would break the drawing.
        assert re.findall(r'(?:cx|cy|x|y)="[\d.]*,', page) == []
        assert "GeoBasis-DE / BKG" in page

    def test_a_place_names_what_is_around_it_and_in_it(self, client, places):
        response = client.get("/stadtteile/vorstadt/")
        assert [label for label, _ in response.context["trail"]] == ["Stadtteile", "Ratzeburg"]
        assert [place.slug for place in response.context["below"]] == ["barkenkamp"]
        below = client.get("/stadtteile/ratzeburg/").context["below"]
        assert [place.slug for place in below] == ["vorstadt", "barkenkamp", "insel"]

    def test_a_place_shows_what_happens_in_it_inside_it_and_around_it(self, client, places):
        goal = make_goal(reach=Goal.Reach.BOTH)
        for place in places:
            make_measure(f"M {place}", [goal], [place], slug=f"m-{place.slug}")
            make_offer(f"O {place}", district=place, slug=place.slug)
        make_offer("Ohne Ort", slug="ohne")
        seen = {
            place.slug: (
                re.findall(r'<h3><a href="/massnahmen/m-(\w+)/">', main(page)),
                sorted(offers(page)),
            )
            for place in places
            for page in [client.get(place.get_absolute_url())]
        }
        assert {slug: (sorted(measures), offers) for slug, (measures, offers) in seen.items()} == {
            "ratzeburg": (four := ["barkenkamp", "insel", "ratzeburg", "vorstadt"], four),
            "vorstadt": (three := ["barkenkamp", "ratzeburg", "vorstadt"], three),
            "barkenkamp": (three, three),
            "insel": (two := ["insel", "ratzeburg"], two),
        }

    def test_a_place_shows_the_goals_that_apply_there(self, client, places):
        make_goal("1.1.1", reach=Goal.Reach.TOWN)
        make_goal("1.1.2", reach=Goal.Reach.DISTRICTS)
        make_goal("1.1.3", reach=Goal.Reach.QUARTERS)
        make_goal("1.1.4", reach=Goal.Reach.BOTH)
        found = {
            place.slug: re.findall(r'href="/ziele/1\.1\.(\d)/"', main(page))
            for place in places
            for page in [client.get(place.get_absolute_url())]
        }
        assert found == {
            "ratzeburg": ["1"],
            "vorstadt": ["2", "4"],
            "barkenkamp": ["3", "4"],
            "insel": ["2", "4"],
        }
