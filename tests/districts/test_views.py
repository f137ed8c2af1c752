"""Places and offers as citizens see them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from districts.models import Offer
from goals.models import Goal
from tests.factories import (
    make_goal,
    make_measure,
    make_offer,
    make_organisation,
    make_place,
    make_quarter,
    make_target_group,
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

        assert re.findall(r'href="/stadtteile/(\w+)/"', page) == [
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


class TestOffers:
    @pytest.fixture(autouse=True)
    def content(self, places):
        town, vorstadt, _, insel = places
        families, seniors = make_target_group("Familien"), make_target_group("Senioren")
        make_offer(
            "Werkstatt",
            district=vorstadt,
            kind=Offer.Kind.ROOM,
            target_groups=[families, seniors],
            text="Geräte für alle",
        )
        make_offer("Beratung", district=town, kind=Offer.Kind.ADVICE, target_groups=[seniors])
        make_offer("Chor", district=insel, organisation_note="Übungsleiter gesucht")
        make_offer("Unbekannt")

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["beratung", "chor", "unbekannt", "werkstatt"]),
            ("ort=ratzeburg", ["beratung", "chor", "werkstatt"]),
            ("ort=vorstadt", ["beratung", "werkstatt"]),
            ("ort=barkenkamp", ["beratung", "werkstatt"]),
            ("ort=insel", ["beratung", "chor"]),
            ("art=raum", ["werkstatt"]),
            ("art=dienst", []),
            ("zielgruppe=senioren", ["beratung", "werkstatt"]),
            ("zielgruppe=familien", ["werkstatt"]),
            ("q=gerät", ["werkstatt"]),
            ("q=uebungsleiter", ["chor"]),
            ("q=%C3%9CBUNG", ["chor"]),
            ("q=geräte+chor", []),
            ("ort=vorstadt&zielgruppe=senioren&art=beratung", ["beratung"]),
            ("ort=&art=&zielgruppe=&q=", ["beratung", "chor", "unbekannt", "werkstatt"]),
            ("ort=nirgends", []),
        ],
    )
    def test_filters(self, client, query, found):
        response = client.get(f"/angebote/?{query}")
        assert offers(response) == found
        assert response.context["paginator"].count == len(found)

    def test_a_filter_that_is_set_is_said_and_can_be_reset(self, client):
        for query, is_set in (
            ("", False),
            ("utm_source=brief", False),
            ("q=+", False),
            ("q=x", True),
        ):
            page = main(client.get(f"/angebote/?{query}"))
            assert (query, "in dieser Auswahl" in page) == (query, is_set)
            assert (query, 'href="?"' in page) == (query, is_set)

    def test_the_next_page_keeps_the_filter_and_nothing_else(self, client):
        for number in range(26):
            make_offer(f"Nummer {number:02}", slug=f"nummer_{number:02}")
        page = client.get("/angebote/?q=nummer&art=aktivitaet&utm_source=brief&page=1")
        assert len(offers(page)) == 25
        link = re.search(r'rel="next" href="(.*?)"', page.text)[1].replace("&amp;", "&")
        assert link == "?q=nummer&art=aktivitaet&page=2"
        assert offers(client.get(f"/angebote/{link}")) == ["nummer_25"]

    def test_an_offer_says_how_far_it_is_to_be_relied_on(self, client):
        today = timezone.localdate()
        states = {}
        for days in (None, 0, 365, 366):
            on = None if days is None else today - timedelta(days=days)
            make_offer("Café", slug=f"cafe-{days}", verified_on=on, confirmed_on=on)
            page = main(client.get(f"/angebote/cafe-{days}/"))
            states[days] = (
                "noch nicht von der Stadt bestätigt" in page,
                "Angaben älter als 12 Monate" in page,
            )
        assert states == {
            None: (True, False),
            0: (False, False),
            365: (False, False),
            366: (False, True),
        }

    @pytest.mark.parametrize(
        ("run_by", "partners", "note", "shown"),
        [
            (True, 2, "", "Verein, Kirche, Museum"),
            (True, 0, "mit Helfern", "Verein (mit Helfern)"),
            (False, 2, "", "Kirche, Museum"),
            (False, 0, "privat", "(privat)"),
            (False, 0, "", None),
        ],
    )
    def test_an_offer_names_who_runs_it(self, client, run_by, partners, note, shown):
        others = [make_organisation(name) for name in ("Kirche", "Museum")][:partners]
        make_offer(
            "Café",
            slug="cafe",
            organisation=make_organisation("Verein") if run_by else None,
            partners=others,
            organisation_note=note,
        )
        found = re.search(r"<dt>Träger</dt><dd>(.*?)</dd>", client.get("/angebote/cafe/").text)
        assert (found and found[1].strip()) == shown
