"""Who is active in the town."""

import re

import pytest

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
from tests.forms import texts

pytestmark = pytest.mark.django_db


def main(response):
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def names(response):
    return re.findall(r'<h3><a href="/akteure/[\w-]+/">(.*?)</a></h3>', main(response))


def does(response):
    """{actor: what the list says of it}."""
    rows = re.findall(r'<li class="row">(.*?)</ul>', main(response), re.DOTALL)
    found = {}
    for row in rows:
        items = re.findall(r"<li>(.*?)</li>", row, re.DOTALL)
        found[re.search(r"<h3><a [^>]*>(.*?)</a>", row)[1]] = [
            re.sub(r"<[^>]+>", "", item) for item in items
        ]
    return found


UNCONFIRMED = "noch nicht von der Stadt bestätigt"


class TestList:
    @pytest.fixture(autouse=True)
    def content(self):
        town, vorstadt = make_town(), make_place("Vorstadt")
        quarter, insel = make_quarter("Barkenkamp", vorstadt), make_place("Insel")
        families, everyone = (
            make_target_group("Familien"),
            make_target_group("Alle Generationen"),
        )
        seniors = make_target_group("Senioren")
        club, church, museum = map(make_organisation, ("Verein", "Kirche", "Museum"))
        make_organisation("Zuschauer", text="Für Ältere da")
        make_organisation("Geheimbund", publication="entwurf")
        make_offer("A", district=quarter, organisation=club, target_groups=[families])
        make_offer("B", district=insel, organisation=club, partners=[church, club])
        make_offer("C", organisation=museum, target_groups=[everyone])
        make_offer("Z", district=insel, organisation=museum, status="beendet")
        make_offer("D", district=insel, organisation=museum, publication="entwurf")
        make_measure(districts=[town, vorstadt], partners=[church], target_groups=[seniors])
        make_measure("Ohne Ziel", goals=[], districts=[insel], partners=[museum])

    def test_each_with_what_it_does_and_where(self, client):
        assert does(client.get("/akteure/")) == {
            "Kirche": ["1 Angebot", "1 Maßnahme", "Ratzeburg, Vorstadt, Insel", UNCONFIRMED],
            "Museum": ["1 Angebot", UNCONFIRMED],
            "Verein": ["2 Angebote", "Barkenkamp, Insel", UNCONFIRMED],
            "Zuschauer": ["zurzeit kein Angebot und keine Maßnahme bekannt", UNCONFIRMED],
        }

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["Kirche", "Museum", "Verein", "Zuschauer"]),
            ("ort=vorstadt", ["Kirche", "Verein"]),
            ("ort=barkenkamp", ["Kirche", "Verein"]),
            ("ort=insel", ["Kirche", "Verein"]),
            ("zielgruppe=familien", ["Museum", "Verein"]),
            ("zielgruppe=senioren", ["Kirche", "Museum"]),
            ("q=verein", ["Verein"]),
            ("q=AELTERE", ["Zuschauer"]),
            ("q=geheimbund", []),
            ("ort=insel&zielgruppe=familien&q=verein", ["Verein"]),
            ("ort=nirgends", []),
        ],
    )
    def test_filters(self, client, query, found):
        response = client.get(f"/akteure/?{query}")
        assert names(response) == found
        assert response.context["paginator"].count == len(found)

    def test_what_happens_in_a_hidden_place_is_not_told(self, client):
        hidden = make_place("Geheimort", is_published=False)
        spy = make_organisation("Spion")
        make_offer("E", district=hidden, organisation=spy)
        make_measure("F", districts=[hidden], partners=[spy])
        page = client.get("/akteure/?q=spion")
        assert does(page) == {"Spion": ["1 Maßnahme", UNCONFIRMED]}
        assert "Geheimort" not in page.text
        assert names(client.get("/akteure/?ort=geheimort")) == []

    def test_by_page(self, client):
        for number in range(30):
            make_organisation(f"Nummer {number:02}")
        page = client.get("/akteure/?q=nummer")
        assert len(names(page)) == 25
        assert len(names(client.get("/akteure/?q=nummer&page=2"))) == 5


class TestPage:
    def test_it_shows_offers_measures_places_and_contact(self, client):
        club = make_organisation(
            "Verein",
            text="Für alle da.",
            address="Markt 1",
            phone="04541 12345",
            email="a@example.org",
            website="https://example.org/verein",
            source_url="https://example.org/quelle",
            source_date="2024-09",
        )
        insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
        make_offer("Chor", organisation=club, district=insel)
        make_offer("Café", partners=[club], slug="cafe")
        make_offer("Alt", organisation=club, district=vorstadt, status="beendet")
        make_offer("Fremdes")
        make_offer("Entwurf", organisation=club, district=vorstadt, publication="entwurf")
        make_measure("Umbau", districts=[vorstadt], partners=[club])
        make_measure("Plan", partners=[club], publication="entwurf")
        page = client.get("/akteure/verein/")
        said = texts(page)
        assert re.findall(r'<h3><a href="(.*?)">', main(page)) == [
            "/angebote/cafe/",
            "/angebote/chor/",
            "/angebote/alt/",
            "/massnahmen/umbau/",
        ]
        assert "Aktiv in Insel, Vorstadt" in said
        assert "Quelle: example.org, Stand September 2024" in said
        assert f"N{UNCONFIRMED[1:]}." in said
        for link in ("tel:0454112345", "mailto:a@example.org", "https://example.org/verein"):
            assert f'href="{link}"' in main(page)

    def test_where_nothing_is_known_it_says_so(self, client):
        make_organisation("Verein")
        said = texts(client.get("/akteure/verein/"))
        assert "Kontakt nicht bekannt" in said
        assert "Kein Angebot bekannt." in said
        assert "Keine Maßnahme bekannt." in said

    def test_many_offers_come_page_by_page(self, client):
        club = make_organisation("Verein")
        for number in range(30):
            make_offer(f"Nummer {number:02}", slug=f"n{number:02}", organisation=club)
        assert main(client.get("/akteure/verein/")).count('<h3><a href="/angebote/') == 25
        assert main(client.get("/akteure/verein/?page=2")).count('<h3><a href="/angebote/') == 5

    def test_a_hidden_one_is_as_if_it_did_not_exist(self, client):
        never = client.get("/akteure/gibt-es-nicht/")
        for state in ("entwurf", "zur-freigabe", "archiviert"):
            make_organisation(f"Geheim {state}", slug=state, publication=state)
            found = client.get(f"/akteure/{state}/")
            assert (found.status_code, found.text) == (404, never.text)


class TestLinks:
    def test_offers_measures_and_places_lead_to_it(self, client):
        club, hidden = (
            make_organisation("Verein"),
            make_organisation("Geheim", publication="entwurf"),
        )
        make_offer("Chor", organisation=club, partners=[hidden], district=make_place("Insel"))
        make_measure("Umbau", [make_goal()], partners=[club, hidden])
        for address in ("/angebote/chor/", "/massnahmen/umbau/", "/stadtteile/insel/"):
            page = main(client.get(address))
            assert '<a href="/akteure/verein/">Verein</a>' in page, address
            assert "Geheim" not in page, address

    def test_a_place_names_the_first_ten(self, client):
        insel = make_place("Insel")
        for number in range(12):
            club = make_organisation(f"Verein {number:02}")
            make_offer(f"Chor {number}", organisation=club, district=insel)
        page = main(client.get("/stadtteile/insel/"))
        assert len(re.findall(r'href="/akteure/verein-\d\d/"', page)) == 10
        assert '<a href="/akteure/?ort=insel">Alle Akteure dazu</a>' in page
