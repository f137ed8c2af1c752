"""Offers as people look for them, and as one of them says what is known of it."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import formats, timezone

from districts.models import Offer, TargetGroup
from districts.resources import OfferResource
from goals.models.content import Publication
from goals.tables import TableError
from tests.exchange import bring_rows
from tests.factories import (
    make_goal,
    make_member,
    make_offer,
    make_offer_date,
    make_organisation,
    make_place,
    make_quarter,
    make_staff,
    make_target_group,
    make_town,
)
from tests.forms import filled, texts

pytestmark = pytest.mark.django_db

UNCONFIRMED = "noch nicht von der Stadt bestätigt"
OUTDATED = "Angaben älter als 12 Monate"
WEEKDAYS = ["montags", "dienstags", "mittwochs", "donnerstags", "freitags", "samstags", "sonntags"]


def main(response):
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def offers(response):
    return re.findall(r'<h3><a href="/angebote/([\w-]+)/">', main(response))


def facts(response):
    """{term: text} of the offer's page, without tags."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", main(response), re.DOTALL)
    return {term: " ".join(re.sub("<[^>]+>", " ", text).split()) for term, text in found}


@pytest.fixture
def places():
    """The town, a Stadtteil with a Quartier, another Stadtteil."""
    town, vorstadt = make_town(), make_place("Vorstadt")
    return town, vorstadt, make_quarter("Barkenkamp", vorstadt), make_place("Insel")


class TestFinding:
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
            is_free=True,
            needs_registration=False,
            access=Offer.Access.YES,
        )
        make_offer(
            "Beratung",
            district=town,
            kind=Offer.Kind.ADVICE,
            target_groups=[seniors],
            is_free=False,
            needs_registration=True,
            access=Offer.Access.NO,
            status=Offer.Status.PAUSED,
        )
        make_offer(
            "Chor",
            district=insel,
            organisation_note="Übungsleiter gesucht",
            access=Offer.Access.PARTLY,
            status=Offer.Status.CLOSED,
        )
        make_offer("Unbekannt")
        make_offer("Altes", district=town, is_free=True, status=Offer.Status.ENDED)

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
            ("kostenfrei=ja", ["werkstatt"]),
            ("kostenfrei=nein", ["beratung"]),
            ("kostenfrei=unbekannt", ["chor", "unbekannt"]),
            ("anmeldung=ja", ["beratung"]),
            ("anmeldung=nein", ["werkstatt"]),
            ("anmeldung=unbekannt", ["chor", "unbekannt"]),
            ("barrierefrei=ja", ["werkstatt"]),
            ("barrierefrei=teilweise", ["chor"]),
            ("barrierefrei=nein", ["beratung"]),
            ("barrierefrei=unbekannt", ["unbekannt"]),
            ("betrieb=aktiv", ["unbekannt", "werkstatt"]),
            ("betrieb=pausiert", ["beratung"]),
            ("betrieb=voruebergehend-geschlossen", ["chor"]),
            ("betrieb=beendet", ["altes"]),
            # What has ended comes last, though its name is the first.
            ("betrieb=alle", ["beratung", "chor", "unbekannt", "werkstatt", "altes"]),
            ("betrieb=alle&kostenfrei=ja", ["werkstatt", "altes"]),
            ("ort=vorstadt&zielgruppe=senioren&art=beratung", ["beratung"]),
            ("ort=vorstadt&zielgruppe=senioren&kostenfrei=ja", ["werkstatt"]),
            ("ort=&art=&zielgruppe=&q=", ["beratung", "chor", "unbekannt", "werkstatt"]),
            ("ort=nirgends", []),
            ("kostenfrei=vielleicht", []),
        ],
    )
    def test_filters(self, client, query, found):
        response = client.get(f"/angebote/?{query}")
        assert offers(response) == found
        assert response.context["paginator"].count == len(found)

    def test_what_is_for_all_generations_is_for_each_group(self, client):
        make_offer("Fest", target_groups=[make_target_group("Alle", slug=TargetGroup.EVERYONE)])
        found = {
            group: offers(client.get(f"/angebote/?zielgruppe={group}"))
            for group in ("familien", "senioren", TargetGroup.EVERYONE)
        }
        assert found == {
            "familien": ["fest", "werkstatt"],
            "senioren": ["beratung", "fest", "werkstatt"],
            TargetGroup.EVERYONE: ["fest"],
        }

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("", []),
            ("utm_source=brief", []),
            ("q=+", []),
            ("q=x", [("Suchbegriff", "x")]),
            ("ort=barkenkamp", [("Ort", "Barkenkamp")]),
            (
                "kostenfrei=ja&anmeldung=nein&barrierefrei=teilweise",
                [
                    ("Kosten", "kostenfrei"),
                    ("Anmeldung", "nicht nötig"),
                    ("Barrierefrei", "teilweise"),
                ],
            ),
            ("kostenfrei=unbekannt", [("Kosten", "nicht bekannt")]),
            ("betrieb=alle", [("Betrieb", "alle, auch beendete")]),
        ],
    )
    def test_what_is_chosen_is_said_and_can_be_reset(self, client, query, said):
        response = client.get(f"/angebote/?{query}")
        assert response.context["filter"].chosen == said
        page = main(response)
        assert ("in dieser Auswahl" in page, 'href="?"' in page) == (bool(said), bool(said))
        assert all(f"{label}: {word}" in page for label, word in said)

    @pytest.mark.parametrize(
        ("query", "is_open"),
        [("", False), ("q=x", False), ("anmeldung=ja", True), ("barrierefrei=x", True)],
    )
    def test_rare_filters_are_folded_away_until_one_is_set(self, client, query, is_open):
        page = main(client.get(f"/angebote/?{query}"))
        assert re.findall(r'<details class="filter-more"( open)?>', page) == [" open" * is_open]

    def test_other_ways_to_look_keep_the_filters(self, client):
        query = "ort=vorstadt&kostenfrei=ja"
        page = main(client.get(f"/angebote/?{query}&utm_source=brief")).replace("&amp;", "&")
        links = re.findall(r'href="([^"]*ort=vorstadt[^"]*)"', page)
        assert links == [
            f"/angebote/?{query}",
            f"/angebote/?{query}&ansicht=karte",
            f"/angebote/kalender/?{query}",
            f"?{query}&betrieb=alle",
            f"/angebote/kalender.ics?{query}",
            f"/stadtteile/vorstadt/aushang/?{query}",
        ]

    def test_a_wrong_filter_leads_to_no_calendar(self, client):
        page = main(client.get("/angebote/?ort=nirgends"))
        assert ("kalender.ics" in page, "betrieb=alle" in page) == (False, False)

    def test_new_filters_keep_the_map(self, client):
        kept = '<input type="hidden" name="ansicht" value="karte">'
        for view, count in (("", 0), ("liste", 0), ("karte", 1), ("quatsch", 0)):
            page = main(client.get(f"/angebote/?ansicht={view}"))
            assert (view, page.count(kept)) == (view, count)

    def test_the_next_page_keeps_the_filter_and_nothing_else(self, client):
        for number in range(26):
            make_offer(f"Nummer {number:02}", slug=f"nummer_{number:02}")
        page = client.get("/angebote/?q=nummer&art=aktivitaet&utm_source=brief&page=1")
        assert len(offers(page)) == 25
        link = re.search(r'rel="next" href="(.*?)"', page.text)[1].replace("&amp;", "&")
        assert link == "?q=nummer&art=aktivitaet&page=2"
        assert offers(client.get(f"/angebote/{link}")) == ["nummer_25"]

    def test_the_list_says_only_what_is_known(self, client):
        page = main(client.get("/angebote/?betrieb=alle"))
        rows = page.split('<li class="row">')[1:]
        assert [re.findall(r"kern-label--small\">(.*?)</span>", row) for row in rows] == [
            ["pausiert", "mit Kosten", "Anmeldung nötig", "nicht barrierefrei"],
            ["vorübergehend geschlossen", "teilweise barrierefrei"],
            [],
            ["kostenfrei", "ohne Anmeldung", "barrierefrei"],
            ["beendet", "kostenfrei"],
        ]

    def test_a_place_shows_nothing_that_has_ended(self, client):
        assert offers(client.get("/stadtteile/insel/")) == ["chor", "beratung"]


class TestTimes:
    """By what dates and opening hours say; a text alone names no day that could be found."""

    @pytest.fixture(autouse=True)
    def content(self):
        self.today = timezone.localdate()
        self.add("Heute", self.today)
        self.add("Morgen", self.today + timedelta(days=1))
        self.add("Gestern", self.today - timedelta(days=1))
        self.add("Woche", self.today - timedelta(days=14), rule="FREQ=WEEKLY")
        self.add("Pause", self.today, status=Offer.Status.PAUSED)
        self.add("Entwurf", self.today, publication=Publication.DRAFT)
        make_offer("Immer", opening_hours="Mo-Su 09:00-12:00")
        make_offer("Worte", times_text="täglich ab 9 Uhr")

    def add(self, name, day, rule="", **values):
        begin = timezone.make_aware(datetime.combine(day, time(15)))
        end = begin + timedelta(hours=2)
        offer = make_offer(name, **values)
        return make_offer_date(offer, starts_at=begin, ends_at=end, rule=rule)

    def found(self, client, query):
        return offers(client.get(f"/angebote/?{query}"))

    def test_a_day(self, client):
        assert self.found(client, "wann=heute") == ["heute", "immer", "woche"]
        assert self.found(client, "wann=morgen") == ["immer", "morgen"]

    def test_this_week_is_what_is_left_of_it(self, client):
        is_sunday = self.today.weekday() == 6
        morgen = [] if is_sunday else ["morgen"]
        assert self.found(client, "wann=diese-woche") == ["heute", "immer", *morgen, "woche"]

    def test_a_weekday(self, client):
        today, tomorrow, yesterday = (
            WEEKDAYS[(self.today.weekday() + more) % 7] for more in (0, 1, -1)
        )
        assert self.found(client, f"wann={today}") == ["heute", "immer", "woche"]
        assert self.found(client, f"wann={tomorrow}") == ["immer", "morgen"]
        # What was there yesterday is over; on other weekdays it never was.
        assert self.found(client, f"wann={yesterday}") == ["immer"]

    def test_with_another_filter(self, client):
        Offer.objects.filter(slug="heute").update(is_free=True)
        assert self.found(client, "wann=heute&kostenfrei=ja") == ["heute"]
        assert self.found(client, "wann=heute&betrieb=pausiert") == []

    def test_a_list_names_the_next_date(self, client):
        page = main(client.get("/angebote/"))
        rows = dict(
            re.findall(r'<h3><a href="/angebote/(\w+)/">(.*?)</li>\s*</ul>', page, re.DOTALL)
        )
        said = {slug: re.findall("Nächster Termin: (.*?)</li>", row) for slug, row in rows.items()}
        today, tomorrow = (
            f"{formats.date_format(day, 'l, j. F Y')}, 15–17 Uhr"
            for day in (self.today, self.today + timedelta(days=1))
        )
        assert said == {
            "gestern": [],
            "heute": [today],
            "immer": [],
            "morgen": [tomorrow],
            "pause": [],
            "woche": [today],
            "worte": [],
        }


class TestOffer:
    def test_it_says_how_far_it_is_to_be_relied_on(self, client):
        today = timezone.localdate()
        states = {}
        for days in (None, 0, 365, 366):
            on = None if days is None else today - timedelta(days=days)
            make_offer("Café", slug=f"cafe-{days}", verified_on=on, confirmed_on=on)
            page = main(client.get(f"/angebote/cafe-{days}/"))
            states[days] = (f"N{UNCONFIRMED[1:]}." in page, OUTDATED in page)
        assert states == {
            None: (True, False),
            0: (False, False),
            365: (False, False),
            366: (False, True),
        }

    @pytest.mark.parametrize(
        ("run_by", "partners", "note", "shown"),
        [
            (True, 2, "", "Verein , Kirche , Museum"),
            (True, 0, "mit Helfern", "Verein (mit Helfern)"),
            (False, 2, "", "Kirche , Museum"),
            (False, 0, "privat", "(privat)"),
            (False, 0, "", None),
        ],
    )
    def test_it_names_who_runs_it(self, client, run_by, partners, note, shown):
        others = [make_organisation(name) for name in ("Kirche", "Museum")][:partners]
        make_offer(
            "Café",
            slug="cafe",
            organisation=make_organisation("Verein") if run_by else None,
            partners=others,
            organisation_note=note,
        )
        page = client.get("/angebote/cafe/")
        assert facts(page).get("Träger") == shown
        named = ["verein"] * run_by + ["kirche", "museum"][:partners]
        assert re.findall(r'href="/akteure/(\w+)/"', main(page)) == named

    def test_what_is_not_known_is_said(self, client):
        make_offer("Café", slug="cafe")
        assert facts(client.get("/angebote/cafe/")) == {
            "Wo": "Ort nicht bekannt",
            "Wann": "nicht bekannt",
            "Kosten": "nicht bekannt",
            "Anmeldung": "nicht bekannt",
            "Barrierefrei": "nicht bekannt",
            "Kontakt": "nicht bekannt",
            "Zuletzt geprüft am": "noch nicht geprüft",
        }

    def test_what_is_known_is_said(self, client):
        make_offer(
            "Café",
            slug="cafe",
            district=make_place("Insel"),
            address="Am Markt 1",
            latitude="53.700100",
            longitude="10.770000",
            times_text="montags 9 Uhr",
            target_groups=[make_target_group("Familien")],
            is_free=False,
            cost_text="3 Euro",
            needs_registration=False,
            registration_text="einfach kommen",
            access=Offer.Access.PARTLY,
            access_text="Rampe am Hof",
            phone="04541 8000-303",
            website="https://www.example.org/cafe",
            verified_on="2025-03-01",
        )
        page = client.get("/angebote/cafe/")
        assert facts(page) == {
            "Wo": "Am Markt 1 Insel In der Karten-App öffnen",
            "Wann": "montags 9 Uhr",
            "Für wen": "Familien",
            "Kosten": "3 Euro",
            "Anmeldung": "nicht nötig: einfach kommen",
            "Barrierefrei": "teilweise: Rampe am Hof",
            "Kontakt": "Telefon: 04541 8000-303 Website: example.org",
            "Zuletzt geprüft am": "1. März 2025",
        }
        links = re.findall(r'href="((?:geo|tel):[^"]*|/angebote/cafe/[^"]*)"', main(page))
        assert links == [
            "geo:53.700100,10.770000",
            "tel:045418000303",
            "/angebote/cafe/fehler-melden/",
        ]

    @pytest.mark.parametrize(
        ("values", "costs"),
        [
            ({"is_free": True}, "kostenfrei"),
            ({"is_free": True, "cost_text": "Spende erbeten"}, "kostenfrei: Spende erbeten"),
            ({"is_free": False}, "mit Kosten"),
            ({"cost_text": "je nach Kurs"}, "je nach Kurs"),
        ],
    )
    def test_costs(self, client, values, costs):
        make_offer("Café", slug="cafe", **values)
        assert facts(client.get("/angebote/cafe/"))["Kosten"] == costs

    @pytest.mark.parametrize(
        ("own", "state", "shown"),
        [
            ("", Publication.PUBLISHED, "Verein Telefon: 04541 2"),
            ("04541 1", Publication.PUBLISHED, "Telefon: 04541 1"),
            ("", Publication.DRAFT, "nicht bekannt"),
        ],
    )
    def test_the_organisation_is_asked_where_the_offer_has_no_contact(
        self, client, own, state, shown
    ):
        verein = make_organisation("Verein", phone="04541 2", publication=state)
        make_offer("Café", slug="cafe", organisation=verein, phone=own)
        assert facts(client.get("/angebote/cafe/"))["Kontakt"] == shown

    @pytest.mark.parametrize(
        ("phone", "number"),
        [
            ("+49 (0)4541 8000-0", ["tel:+49454180000"]),
            ("04541/8000", ["tel:045418000"]),
            ("04541 1 oder 04541 2", []),
            ("Auskunft im Rathaus", []),
        ],
    )
    def test_a_number_that_a_telephone_understands_is_a_link(self, client, phone, number):
        make_offer("Café", slug="cafe", phone=phone)
        page = main(client.get("/angebote/cafe/"))
        assert re.findall(r'href="(tel:[^"]*)"', page) == number
        assert phone in page

    @pytest.mark.parametrize("state", Offer.Status)
    def test_its_state_is_said_in_words(self, client, state):
        make_offer("Café", slug="cafe", status=state)
        said = re.findall(r"kern-label--small\">(.*?)</span>", main(client.get("/angebote/cafe/")))
        assert said == ([] if state == Offer.Status.ACTIVE else [state.label])

    def test_goals_that_are_hidden_are_not_named(self, client):
        goals = [make_goal("1.1.1"), make_goal("1.1.2", is_published=False)]
        make_offer("Café", slug="cafe", goals=goals)
        page = main(client.get("/angebote/cafe/"))
        assert re.findall(r'href="/ziele/([\d.]+)/"', page) == ["1.1.1"]


class TestTakenAddresses:
    """Other pages stand at /angebote/kalender/ and /angebote/melden/."""

    MESSAGE = (
        "Unter „kalender“ und „melden“ stehen andere Seiten des Portals. "
        "Bitte eine andere Adresse der Seite wählen, etwa „kalender-2“."
    )

    @pytest.mark.parametrize("slug", ["kalender", "melden"])
    def test_the_model_and_the_database_refuse_them(self, slug):
        with pytest.raises(ValidationError) as caught:
            Offer(name="Kalender", slug=slug, kind=Offer.Kind.SERVICE).full_clean()
        assert caught.value.messages == [self.MESSAGE]
        with pytest.raises(IntegrityError), transaction.atomic():
            make_offer("Kalender", slug=slug)
        assert Offer.objects.count() == 0

    def test_the_admin_refuses_them(self, client):
        client.force_login(make_staff())
        add = "/admin/districts/offer/add/"
        form = filled(client.get(add), "offer_form", name="Melden", slug="melden", kind="dienst")
        page = client.post(add, form)
        assert self.MESSAGE in texts(page)
        assert Offer.objects.count() == 0

    @pytest.mark.parametrize("slug", ["kalender", ""])
    def test_the_import_refuses_them_said_or_made_of_the_name(self, slug):
        rows = "Adresse der Seite|Name|Art", f"{slug}|Kalender|Dienst"
        with pytest.raises(TableError) as caught:
            bring_rows(OfferResource, make_member("Verwaltung"), *rows)
        assert self.MESSAGE in str(caught.value)
        assert Offer.objects.count() == 0
