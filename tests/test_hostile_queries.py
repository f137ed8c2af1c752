"""Addresses that nobody types by hand: no fault of the portal comes of any."""

import re

import pytest

from tests.crawl import as_text
from tests.factories import (
    make_department,
    make_document,
    make_example,
    make_goal,
    make_indicator,
    make_measure,
    make_measurement,
    make_offer,
    make_organisation,
    make_place,
    make_report,
    make_target_group,
)

pytestmark = pytest.mark.django_db

MANY_WORDS = "+".join(f"wort{number}" for number in range(2000))
PAGES = [
    "/",
    "/ziele/",
    "/ziele/1/",
    "/ziele/1.1/",
    "/ziele/1.1.1/",
    "/suche/",
    "/stadtteile/",
    "/stadtteile/vorstadt/",
    "/stadtteile/vorstadt/aushang/",
    "/angebote/",
    "/angebote/spielenachmittag/",
    "/angebote/kalender/",
    "/angebote/kalender.ics",
    "/angebote/spielenachmittag/termine.ics",
    "/akteure/",
    "/akteure/verein-fur-alle/",
    "/kennzahlen/",
    "/kennzahlen/einwohner/",
    "/beispiele/",
    "/beispiele/mehrgenerationenhaus/",
    "/dokumente/",
    "/massnahmen/",
    "/massnahmen/spielplatz/",
    "/statusbericht/",
    "/abdeckung/",
    "/abdeckung/1.1.1/vorstadt/",
    "/statusberichte/",
    "/neues/feed.atom",
    "/stadtteile/vorstadt/feed.atom",
    "/ziele/1.1/feed.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/daten/",
    "/daten/katalog.ttl",
    "/impressum/",
    "/leichte-sprache/",
    "/angebote/melden/",
    "/angebote/spielenachmittag/fehler-melden/",
    "/massnahmen/spielplatz/rueckmeldung/",
    "/barrierefreiheit/melden/",
    "/was-daraus-wurde/",
    "/anmelden/",
    "/healthz",
]
LISTS = {
    "/angebote/": [
        "q",
        "ort",
        "zielgruppe",
        "wann",
        "kostenfrei",
        "art",
        "anmeldung",
        "barrierefrei",
        "betrieb",
    ],
    "/angebote/kalender/": ["q", "ort", "zielgruppe", "wann", "betrieb"],
    "/stadtteile/vorstadt/aushang/": ["q", "zielgruppe", "wann", "kostenfrei", "barrierefrei"],
    "/akteure/": ["q", "ort", "zielgruppe"],
    "/beispiele/": ["q", "ziel"],
    "/dokumente/": ["q", "art", "ort", "ziel"],
    "/massnahmen/": ["q", "ziel", "ort", "phase", "termintreue", "fachbereich"],
    "/statusbericht/": ["q", "ziel", "ort", "phase", "termintreue", "fachbereich"],
}
DATED = {
    "/statusbericht/": ["stichtag", "vergleich"],
    "/abdeckung/": ["stichtag", "ziel", "ort"],
    "/kennzahlen/": ["ziel"],
    "/kennzahlen/einwohner/": ["stichtag", "ort"],
}
# Nothing that a page could take for a question: it shows what it shows without.
MEANINGLESS = [
    "%00",
    "%00=%00",
    "%ff=%fe",
    "=",
    "&&&=&;",
    "utm_source=brief",
    "note__regex=(a%2B)%2B%24",
    "title__regex=(a%2B)%2B%24",
    "goals__code=1",
    "publication=entwurf",
    "is_published=0",
    "ordering=password",
    "o=-1.2.3",
    "datum=99999999999-01-01",
    "jahr=99999999999",
    "seite=-1",
    "format=",
    "format=foo",
    "format=XLSX%00",
    "format=xlsx&format=foo",
    "__proto__=1&constructor=2",
    "ziel%5B%5D=1",
    "x=" + "x" * 50_000,
    "&".join(f"x{number}=1" for number in range(999)),
]
# The first page is the nearest to the first of these, the last to the rest.
FIRST_PAGE = ["", "0", "-1", "-99999999999", "abc", "1.5", "%00", "%ff", "1e3", "last", "9" * 5000]
LAST_PAGE = ["2", "3", "99999999999", "9" * 4000, "%EF%BC%92", "1&page=2"]
# What no filter offers.
MALFORMED = [
    "%00",
    "%ff",
    "%ED%A0%80",
    "-1",
    "99999999999",
    "1' OR '1'='1",
    "(a%2B)%2B%24",
    "%EF%BC%91.%EF%BC%91",
    "1&{name}=nirgends",
    "nirgends%0d%0aSet-Cookie:x=1",
    "x" * 50_000,
    MANY_WORDS,
]
# What people may well look for; an answer that finds nothing is an answer.
SEARCHES = [
    "%25",
    "_",
    "%5C",
    "'--",
    "%22",
    "*",
    "(a%2B)%2B%24",
    "%ff",
    "%EF%BC%B3%EF%BD%90%EF%BD%89%EF%BD%85%EF%BD%8C",
    "%F0%9F%8E%A0",
    "%EF%B7%BA" * 100,
    "%CC%88" * 200,
    "+".join("abcdefghijklmnopqrstuvwxyz" * 3),
]


@pytest.fixture(autouse=True)
def content():
    place, group = make_place(), make_target_group()
    goals = [make_goal("1.1.1")]
    measure = make_measure(goals=goals, districts=[place], department=make_department())
    make_report(measure)
    make_offer(goals=goals, district=place, target_groups=[group], partners=[make_organisation()])
    make_measurement(make_indicator("Einwohner", goals), place)
    make_document(goals=goals, districts=[place])
    make_example(goals=goals)


@pytest.mark.parametrize("address", [page for page in PAGES if page != "/anmelden/"])
def test_a_page_ignores_what_it_does_not_know(client, address):
    expected = as_text(client.get(address))
    # Only lists read parameters at all.
    for query in MEANINGLESS if address in LISTS else MEANINGLESS[:4]:
        response = client.get(f"{address}?{query}")
        assert (query, response.status_code) == (query, 200)
        assert (query, as_text(response)) == (query, expected)


def test_the_sign_in_ignores_what_it_does_not_know(client):
    for query in [*MEANINGLESS, "next=%00", "next=%ff", "next=" + "/x" * 20_000]:
        assert client.get(f"/anmelden/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("address", "make"), [("/massnahmen/", make_measure), ("/angebote/", make_offer)]
)
def test_a_wrong_page_shows_the_nearest(client, address, make):
    for number in range(30):
        make(f"Nummer {number}")
    for pages, expected in ((FIRST_PAGE, 1), (LAST_PAGE, 2)):
        for page in pages:
            response = client.get(f"{address}?page={page}")
            assert (page, response.status_code) == (page, 200)
            assert (page, response.context["page_obj"].number) == (page, expected)


@pytest.mark.parametrize("format", ["", "&format=xlsx"])
@pytest.mark.parametrize(
    ("address", "name"),
    [
        (address, name)
        for pages in (LISTS, DATED)
        for address, names in pages.items()
        for name in names
        if name != "q"
    ],
)
def test_a_filter_says_what_it_does_not_offer(client, address, name, format):
    """The page shows no rows then, lest they be taken for the answer; and the filter is open."""
    for value in MALFORMED:
        response = client.get(f"{address}?{name}={value.format(name=name)}{format}")
        assert (value, response.status_code) == (value, 200)
        assert response["Content-Type"] == "text/html; charset=utf-8"
        assert (value, [*response.context["filter"].form.errors]) == (value, [name])
        assert [*response.context["object_list"]] == []
        assert 'class="kern-error"' in response.text
        assert re.search(r'<details class="filter[^"]*" open>', response.text)


@pytest.mark.parametrize("address", LISTS)
def test_the_search_takes_anything(client, address):
    for words in SEARCHES:
        response = client.get(f"{address}?q={words}")
        assert (words, response.status_code) == (words, 200)
        assert (words, {**response.context["filter"].form.errors}) == (words, {})


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("words", ["%00", "x%00x", "x" * 201, MANY_WORDS])
def test_the_search_says_what_it_does_not_take(client, address, words):
    response = client.get(f"{address}?q={words}")
    assert response.status_code == 200
    assert [*response.context["filter"].form.errors] == ["q"]


WRONG = [
    "/ziele/0/",
    "/ziele/01/",
    "/ziele/1./",
    "/ziele/.1/",
    "/ziele/1..1/",
    "/ziele/1.1.1.1/",
    "/ziele/-1/",
    "/ziele/1e1/",
    "/ziele/99999999999/",
    "/ziele/%EF%BC%91/",
    "/ziele/%D9%A1/",
    "/ziele/1%0A/",
    "/ziele/1/%00",
    "/ziele/%00/",
    "/ziele/" + "1" * 5000 + "/",
    "/abdeckung/%00/vorstadt/",
    "/abdeckung/1.1.1/%00/",
    "/abdeckung/9.9.9/vorstadt/",
    "/abdeckung/1.1/vorstadt/",
    "/statusberichte/0/",
    "/statusberichte/-1/",
    "/statusberichte/99999999999999999999999/",
    "/statusberichte/1.exe",
    "/statusberichte/1/vergleich/2/",
    "/dokumente/0/x.pdf",
    "/dokumente/99999999999999999999999/x.pdf",
    "/dokumente/1/%00",
    "/dokumente/1/..%2f..%2fsettings.py",
    "/kennzahlen/%00/",
    "/akteure/%ff/",
    "/beispiele/%00/",
    "/massnahmen/%00/",
    "/massnahmen/%ff/",
    "/massnahmen/spielplatz%00/",
    "/massnahmen/spielplatz%0A/",
    "/massnahmen/SPIELPLATZ/",
    "/massnahmen/spielplatz/x/",
    "/massnahmen/..%2f..%2fsettings.py/",
    "/massnahmen/" + "x" * 50_000 + "/",
    "/stadtteile/%F0%9F%8E%A0/",
    "/stadtteile/Vorstadt/",
    "/angebote/'/",
    "/angebote/%25/",
    "/stadtteile/%00/feed.atom",
    "/ziele/%00/feed.atom",
    "/ziele/9.9.9/feed.atom",
    "/sitemap-0.xml",
    "/sitemap-99999999999999999999999.xml",
    "/daten/%00.csv",
    "/daten/gibt-es-nicht.csv",
    "/daten/gibt-es-nicht.schema.json",
    "/daten/gibt-es-nicht.csv-metadata.json",
    "/daten/ziele.geojson",
    "/daten/ziele.exe",
    "/daten/ziele.csv%00",
    "/ZIELE/",
    "/Massnahmen/",
    "/healthz/",
    "/static/../ratzeburg/settings.py",
    "/static/%2e%2e/ratzeburg/settings.py",
    "/static/%00",
    "/.env",
    "/%",
    "/%00",
    "/%ff",
]


@pytest.mark.parametrize("autorefresh", [False, True])
def test_a_wrong_address_is_not_found(client, settings, autorefresh):
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = autorefresh
    for address in WRONG:
        assert (address, client.get(address).status_code) == (address, 404)


@pytest.mark.parametrize(
    ("path", "status"),
    [("//", 404), ("//ziele/", 404), ("/ziele//", 404), ("//example.org/", 404), ("/ziele", 301)],
)
def test_slashes_lead_nowhere_else(client, path, status):
    # Through the environment: the test client would take // for a host.
    response = client.get("/", PATH_INFO=path)
    assert response.status_code == status
    assert response.get("Location") == ("/ziele/" if status == 301 else None)


@pytest.mark.parametrize(
    "address", ["/massnahmen/?" + "x=1&" * 1001, "/massnahmen?q=" + "x" * 20_000]
)
@pytest.mark.parametrize("debug", [False, True])
def test_too_much_is_refused(client, settings, address, debug):
    settings.DEBUG = debug
    response = client.get(address)
    assert response.status_code == 400
