"""The page of the search: what it finds, what it shows of it, and what it is told."""

import re
from html import unescape

import pytest

from ratzeburg import search
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
)

pytestmark = pytest.mark.django_db


def get(client, query, **more):
    return client.get("/suche/", {"q": query, **more})


def titles(page):
    """The headings of the hits, in their order."""
    found = re.findall(r"<h3><span.*?</span><a href=.*?>(.*?)</a></h3>", page.text)
    return [unescape(re.sub("</?mark>", "", title)) for title in found]


def words_of(page):
    return " ".join(re.sub("<[^>]+>", " ", page.text).split())


def make_one_of_each(word="Garten"):
    goal = make_goal("1.1.1", text=f"Ein {word} für alle.")
    place = make_place(f"{word}viertel")
    make_offer(f"Offener {word}", district=place)
    make_measure(f"{word} anlegen", goals=[goal])
    make_organisation(f"{word}freunde e. V.")
    make_document(f"{word}konzept", goals=[goal])
    make_example(f"{word} am Bahnhof", municipality="Musterstadt")


class TestHits:
    def test_are_of_every_kind_each_with_its_address(self, client):
        make_one_of_each()
        page = get(client, "gärten")
        found = re.findall(
            r'<h3><span class="eyebrow">(.*?)</span><a href="(.*?)">(.*?)</a>', page.text
        )
        assert found == [
            ("Angebot", "/angebote/offener-garten/", "Offener <mark>Garten</mark>"),
            ("Maßnahme", "/massnahmen/garten-anlegen/", "<mark>Garten</mark> anlegen"),
            ("Praxisbeispiel", "/beispiele/garten-am-bahnhof/", "<mark>Garten</mark> am Bahnhof"),
            ("Ort", "/stadtteile/gartenviertel/", "<mark>Gartenviertel</mark>"),
            ("Akteur", "/akteure/gartenfreunde-e-v/", "<mark>Gartenfreunde</mark> e. V."),
            ("Dokument", "https://example.org/bedarf.pdf", "<mark>Gartenkonzept</mark>"),
            ("Handlungsziel 1.1.1", "/ziele/1.1.1/", "Ein <mark>Garten</mark> für alle."),
        ]
        assert "7 Treffer" in words_of(page)

    def test_say_below_what_and_where_they_are(self, client):
        place = make_place("Vorstadt")
        make_offer("Boule", district=place, kind_text="Spiel", times_text="Mo 15 Uhr")
        make_offer("Boule im Winter", status="pausiert")
        make_report(make_measure("Bouleplatz"), on="2025-03-01", phase="in-planung")
        make_measure("Bouleturnier")
        make_document("Boulekonzept", kind="konzept", dated="2024-03")
        make_example("Boulehaus", municipality="Musterstadt")
        make_quarter("Bouleviertel")
        notes = re.findall(r'<ul class="meta">(.*?)</ul>', get(client, "boule").text)
        assert [re.findall("<li>(.*?)</li>", note) for note in notes] == [
            ["Spiel", "Vorstadt", "Mo 15 Uhr"],
            ["Aktivität", "pausiert"],
            ["Stadtquartier"],
            ["in Planung", "Sachstand vom 1. März 2025"],
            ["ohne Sachstand"],
            ["Konzept", "März 2024"],
            ["Musterstadt"],
        ]

    def test_come_in_order_title_word_part(self, client):
        make_offer("Vier", text="Im Rathaus.")
        make_offer("Drei", text="In einem Haus.")
        make_offer("Zwei im Rathaus")
        make_offer("Eins im Haus")
        make_measure("Haus am See")
        make_organisation("Haus")
        assert titles(get(client, "Haus")) == [
            "Haus",
            "Eins im Haus",
            "Haus am See",
            "Zwei im Rathaus",
            "Drei",
            "Vier",
        ]

    def test_hold_all_words_in_any_order(self, client):
        make_offer("Musik am Abend", slug="a", text="Mit Tanz.")
        make_offer("Tanz am Morgen", slug="b")
        assert titles(get(client, "tanz abends")) == ["Musik am Abend"]

    def test_hold_some_of_the_words_where_none_holds_all(self, client):
        make_offer("Musik")
        make_offer("Tanz", text="Auch im Sommer.")
        page = get(client, "Tanz Sommer Winter Musik")
        assert titles(page) == ["Tanz", "Musik"]
        assert "Keine Treffer für alle Wörter zusammen" in page.text

    def test_of_little_words_only_where_there_is_no_other(self, client):
        make_offer("Boule")
        make_offer("Was ist das?", slug="was")
        assert titles(get(client, "Wo gibt es Boule?")) == ["Boule"]
        assert titles(get(client, "was ist das")) == ["Was ist das?"]

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("1.2.1", "1.2.1"),
            ("Handlungsziel 1.2.1", "1.2.1"),
            ("hz 1.2.1", "1.2.1"),
            ("M 1.2", "1.2"),
            ("m1.2", "1.2"),
            ("M1.2.", "1.2"),
            ("Mittlerziel 1.2", "1.2"),
            ("Leitziel 1", "1"),
            ("LEITZIEL  1", "1"),
            ("1", "1"),
        ],
    )
    def test_by_the_number_of_a_goal(self, client, query, code):
        make_goal("1.2.1", text="Siehe Ziel 1.1.1 und M 1.1 und Leitziel 3.")
        make_goal("1.1.1")
        make_place("Quartier 1")
        make_offer("Leitziel 1 und M 1.2 und Handlungsziel 1.2.1")
        shown = get(client, query).text
        assert re.findall(r'<h3>.*?<a href="(.*?)"', shown)[0] == f"/ziele/{code}/"

    def test_by_the_number_of_a_paper_of_the_council(self, client):
        make_resolution(make_measure("Bänke"), paper="SR/BeVoSr/017/2024")
        make_resolution(make_measure("Brunnen"), paper="SR/BeVoSr/018/2024")
        for query in (
            "sr/bevosr/017/2024",
            "Vorlage SR/BeVoSr/017/2024",
            "Vorlagen-Nr. SR/BeVoSr/017/2024, bitte",
            "(SR/BeVoSr/017/2024)",
            "BeVoSr/017/2024",
            "017/2024",
        ):
            assert (query, titles(get(client, query))) == (query, ["Bänke"])
        assert titles(get(client, "7/2024")) == []

    def test_by_a_paper_before_what_only_names_it(self, client, monkeypatch):
        monkeypatch.setattr(search, "MOST", 1)
        for title in ("Vorlage SR/BeVoSr/017/2024", "Zur Vorlage SR/BeVoSr/017/2024"):
            make_measure(title, slug=title[:3])
        make_resolution(make_measure("Bänke"), paper="SR/BeVoSr/017/2024")
        assert titles(get(client, "Vorlage SR/BeVoSr/017/2024")) == ["Bänke"]

    def test_of_equal_rank_come_by_kind_then_title(self, client):
        for name in ("Garten B", "Garten C", "Garten A"):
            make_offer(name)
        make_place("Garten D")
        assert titles(get(client, "Garten")) == ["Garten D", "Garten A", "Garten B", "Garten C"]


class TestExcerpt:
    def test_marks_what_was_found_in_its_own_spelling(self, client):
        make_offer("Treff", text="In der Großen Straße, bei den Häusern & <b>Gärten</b>.")
        assert (
            "In der Großen <mark>Straße</mark>, bei den <mark>Häusern</mark> &amp; "
            "&lt;b&gt;<mark>Gärten</mark>&lt;/b&gt;." in get(client, "strasse haus garten").text
        )

    def test_is_the_place_where_it_was_found(self, client):
        filling = "Hier steht etwas anderes. " * 30
        make_offer("Treff", text=f"{filling}Es gibt einen Fahrstuhl. {filling}")
        page = get(client, "Fahrstuhl").text
        (shown,) = re.findall("</h3>\n    <p>(.*?)</p>", page)
        assert "Es gibt einen <mark>Fahrstuhl</mark>." in shown
        assert len(shown) < 240

    def test_runs_no_script(self, client):
        make_offer("<script>alert(1)</script>", slug="a", text='"><img src=x onerror=alert(1)>')
        page = get(client, "<script>alert(1)</script>").text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>(<mark>1</mark>)" in page


class TestPage:
    def test_without_a_query_is_the_form(self, client):
        for query in ("", "  ", "\0"):
            page = get(client, query)
            assert page.status_code == 200
            assert 'name="q" value=""' in page.text
            assert "Durchsucht werden" in page.text
            assert "Treffer" not in page.text

    def test_keeps_what_was_typed(self, client):
        page = get(client, '"Haus" & Hof')
        assert 'name="q" value="&quot;Haus&quot; &amp; Hof"' in page.text

    def test_without_a_hit_says_so_and_leads_to_the_lists(self, client):
        make_offer()
        page = get(client, "Xylofon")
        assert "Zu „ Xylofon “ wurde nichts gefunden." in words_of(page)
        assert '<a href="/angebote/">' in page.text.partition("In Listen nachsehen")[2]

    def test_every_page_has_the_field(self, client):
        for address in ("/", "/massnahmen/", "/angebote/", "/gibt-es-nicht/"):
            page = client.get(address).text
            assert page.count('<form class="site-search" action="/suche/" role="search">') == 1
            assert "Portal durchsuchen" in page
        assert client.get("/suche/").text.count('role="search"') == 1

    def test_narrows_to_a_kind_and_says_how_many_there_are(self, client):
        make_one_of_each()
        make_offer("Garten im Winter")
        page = get(client, "Garten")
        choices = re.findall(
            r'<li><a href="\?(.*?)"( aria-current="true")?>(.*?)</a></li>', page.text
        )
        assert choices == [
            ("q=Garten", ' aria-current="true"', "Alle (8)"),
            ("q=Garten&amp;art=ort", "", "Orte (1)"),
            ("q=Garten&amp;art=angebot", "", "Angebote (2)"),
            ("q=Garten&amp;art=ziel", "", "Ziele (1)"),
            ("q=Garten&amp;art=massnahme", "", "Maßnahmen (1)"),
            ("q=Garten&amp;art=akteur", "", "Akteure (1)"),
            ("q=Garten&amp;art=dokument", "", "Dokumente (1)"),
            ("q=Garten&amp;art=beispiel", "", "Praxisbeispiele (1)"),
        ]
        page = get(client, "Garten", art="angebot")
        assert titles(page) == ["Garten im Winter", "Offener Garten"]
        assert "2 Treffer unter „Angebote“" in words_of(page)
        assert len(titles(get(client, "Garten", art="quatsch"))) == 8

    def test_is_paged(self, client):
        for number in range(60):
            make_offer(f"Garten {number:02}")
        pages = [get(client, "Garten", page=number, art="angebot") for number in ("1", "2", "3")]
        assert [len(titles(page)) for page in pages] == [25, 25, 10]
        assert [title for page in pages for title in titles(page)] == [
            f"Garten {number:02}" for number in range(60)
        ]
        assert 'href="?q=Garten&amp;art=angebot&amp;page=3"' not in pages[0].text  # one kind only
        assert 'href="?q=Garten&amp;page=2"' in get(client, "Garten").text
        assert "60 Treffer" in words_of(pages[1])
        for number in ("0", "-1", "abc", "%00", "9" * 5000):
            assert len(titles(get(client, "Garten", page=number))) in (25, 10)

    def test_of_too_many_hits_shows_the_best(self, client, monkeypatch):
        """With a small number of hits that are too many: else the test would take its time."""
        monkeypatch.setattr(search, "MOST", 3)
        for number in range(4):
            make_offer(f"Nummer {number}", text="Ein Garten")
        for number in range(4):
            make_offer(f"Kleingarten {number}")
        make_offer("Der Garten")
        make_measure("Garten")
        page = get(client, "Garten")
        assert titles(page) == ["Garten", "Der Garten", "Kleingarten 0", "Kleingarten 1"]
        assert "Mehr als 4 Treffer" in words_of(page)
        assert "Angebote (mehr als 3)" in words_of(page)
        assert "Maßnahmen (1)" in words_of(page)

    def test_sets_no_cookie_and_depends_on_nobody(self, client):
        page = get(client, "Garten")
        assert not page.cookies
        assert "Cookie" not in page.get("Vary", "")
        assert '<meta name="robots" content="noindex">' in page.text
