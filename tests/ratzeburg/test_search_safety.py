"""What the search must not do: fail, take signs for orders, tell of what is not public."""

import pytest

from districts.models import District, Document, Offer, Organisation
from goals.models import Example, Goal
from goals.models.content import Publication
from measures.models import Measure, ProgressReport
from ratzeburg.search import Search
from tests.crawl import texts, words
from tests.factories import (
    make_document,
    make_example,
    make_goal,
    make_measure,
    make_offer,
    make_organisation,
    make_place,
    make_quarter,
    make_report,
    make_resolution,
    make_town,
)
from tests.ratzeburg.test_search import get, make_one_of_each, titles

pytestmark = pytest.mark.django_db

MODELS = {
    make_goal: Goal,
    make_place: District,
    make_quarter: District,
    make_offer: Offer,
    make_measure: Measure,
    make_report: ProgressReport,
    make_organisation: Organisation,
    make_document: Document,
    make_example: Example,
}

HOSTILE = [
    *("%", "_", "\\", "'", '"', "*", "%%%", "a%", "'; DROP TABLE goals_goal; --", "(a+)+$", "["),
    *("NEAR(", '" OR "1"="1', "search : x", "{search} : x", "a AND", "-", "^x", "?!.,;"),
    *("\0", "x\0y", "\u202e\u202d", "😀", "İıſß", "  a  b  ", "//////1", "1.1.1.1.1.1"),
    "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}",
    "\N{COMBINING DIAERESIS}" * 200,
    "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 200,
    "x" * 10_000,
    "ue " * 50,
    "1." * 100,
    "9" * 500,
    "1" + "/" * 5000,
    "1/2 3/4-" * 2000,
    "a-" * 5000,
    " ".join("abcdefghijklmnopqrstuvwxyz"),
    " ".join(f"wort{number}" for number in range(2000)),
]


class TestHostileQueries:
    def test_are_answered(self, client):
        make_one_of_each()
        for query in HOSTILE:
            for more in ({}, {"art": query}, {"page": query}):
                assert (query, get(client, query, **more).status_code) == (query, 200)
            # The lists ask alike.
            for address in ("/angebote/", "/massnahmen/"):
                assert client.get(address, {"q": query}).status_code == 200

    @pytest.mark.parametrize("query", ["%ff", "%ED%A0%80", "%", "%00%00"])
    def test_badly_encoded_too(self, client, query):
        assert client.get(f"/suche/?q={query}&art={query}&page={query}").status_code == 200
        assert client.get(f"/suche/?{query}=1&q=a&q=b").status_code == 200

    @pytest.mark.parametrize("query", ["%", "_", "*", "H_us", "_aus", "%_%"])
    def test_signs_of_databases_are_no_wildcards(self, client, query):
        make_offer("Haus")
        assert titles(get(client, query)) == []

    def test_a_long_query_is_cut_and_the_page_says_so(self, client):
        make_offer("Haus")
        page = get(client, "haus " * 100)
        assert titles(page) == ["Haus"]
        assert "mit ihren ersten 200 Zeichen" in page.text

    def test_the_query_stands_in_the_page_as_text(self, client):
        page = get(client, '"><script>alert(1)</script>')
        assert "<script>alert" not in page.text
        page = get(client, "a\u202eb")
        assert "\u202e" not in page.text


class TestDrafts:
    @pytest.fixture
    def hidden(self):
        """(thing, word) of what no citizen may find, beside public things it belongs to."""
        goal, place = make_goal("1.1.1"), make_place("Vorstadt")
        organisation = make_organisation()
        measure = make_measure("Bänke", goals=[goal], districts=[place], partners=[organisation])
        offer = make_offer("Boule", district=place, goals=[goal], organisation=organisation)
        word, draft = words("geheim"), {"publication": Publication.DRAFT}
        made = []

        def make(factory, **values):
            name = next(word)
            thing = factory(**texts(MODELS[factory], name), **values)
            made.append((thing, name))
            return thing

        upper = make(make_goal, code="7", is_published=False)
        below = make(make_goal, code="7.1", parent=upper)
        hidden_goal = make(make_goal, code="7.1.1", parent=below)
        hidden_place = make(make_place, is_published=False)
        make(make_quarter, parent=hidden_place)
        make(make_offer, district=hidden_place)
        make(make_measure, goals=[hidden_goal])
        for publication in Publication:
            if publication != Publication.PUBLISHED:
                state = {"publication": publication}
                make(make_offer, district=place, goals=[goal], **state)
                make(make_measure, goals=[goal], districts=[place], **state)
                make(make_organisation, **state)
                make(make_document, goals=[goal], **state)
                make(make_example, goals=[goal], **state)
        make(make_report, measure=measure, **draft)
        secret = make(make_organisation, **draft)
        offer.organisation = secret
        offer.save()
        measure.partners.add(secret)
        return made

    def test_are_not_found_counted_or_excerpted(self, client, hidden):
        expected = get(client, "nirgends").text
        assert "wurde nichts gefunden" in expected
        for _, word in hidden:
            assert get(client, word).text.replace(word, "nirgends") == expected
        assert "geheim" not in get(client, "boule bänke vorstadt").text
        assert Search("geheim").hits == []
        for number in ("7", "M 7.1", "7.1.1"):
            assert titles(get(client, number)) == []
        shown = get(client, "Handlungsziel 7.1.1").text
        assert shown == get(client, "Handlungsziel 8.1.1").text.replace("8.1.1", "7.1.1")

    def test_nor_by_the_papers_of_a_hidden_measure(self, client):
        hidden = make_measure("Bänke", publication=Publication.DRAFT)
        make_resolution(hidden, paper="SR/017/2024")
        for query in ("SR/017/2024", "017/2024", "Vorlage SR/017/2024"):
            assert titles(get(client, query)) == []

    def test_they_would_be_found_if_they_were_public(self, client):
        make_town()
        make_one_of_each("Geheimnis")
        assert len(titles(get(client, "geheim"))) == 7
