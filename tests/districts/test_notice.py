"""The sheet for a notice board."""

import re
from datetime import date, datetime

import pytest
import segno
from django.utils import formats, timezone

from districts.models import Offer
from goals.models.content import Publication
from tests.factories import (
    make_offer,
    make_offer_date,
    make_organisation,
    make_place,
    make_quarter,
    make_target_group,
    make_town,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/stadtteile/vorstadt/aushang/"


def sheet(response):
    """[(heading, [names of offers]), …]"""
    groups = response.text.split('<section class="notice__group">')[1:]
    return [
        (re.search("<h2>(.*?)</h2>", group)[1], re.findall("<h3>(.*?)</h3>", group))
        for group in groups
    ]


@pytest.fixture
def vorstadt():
    town, vorstadt = make_town(), make_place("Vorstadt")
    quarter = make_quarter("Barkenkamp", vorstadt)
    make_offer("Stadtfest", district=town, is_free=True)
    make_offer("Hofcafé", slug="hofcafe", district=quarter)
    make_offer("Chor", district=vorstadt, target_groups=[make_target_group("Senioren")])
    make_offer("Basteln", district=vorstadt, is_free=True)
    make_offer("Anderswo", district=make_place("Insel"))
    make_offer("Vorbei", district=vorstadt, status=Offer.Status.ENDED)
    make_offer("Entwurf", district=vorstadt, publication=Publication.DRAFT)
    return vorstadt


def test_it_holds_what_is_in_the_place_inside_and_around_it(client, vorstadt):
    assert sheet(client.get(ADDRESS)) == [
        ("Hier", ["Basteln", "Chor"]),
        ("Barkenkamp", ["Hofcafé"]),
        ("In der ganzen Stadt", ["Stadtfest"]),
    ]
    assert sheet(client.get("/stadtteile/ratzeburg/aushang/")) == [
        ("Hier", ["Stadtfest"]),
        ("Vorstadt", ["Basteln", "Chor"]),
        ("Insel", ["Anderswo"]),
        ("Barkenkamp", ["Hofcafé"]),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kostenfrei=ja", [("Hier", ["Basteln"]), ("In der ganzen Stadt", ["Stadtfest"])]),
        ("zielgruppe=senioren", [("Hier", ["Chor"])]),
        ("q=nirgends", []),
        ("kostenfrei=quatsch", []),
        # Of which place and that nothing has ended is not for the address to say.
        ("ort=insel&betrieb=alle&kostenfrei=ja&q=fest", [("In der ganzen Stadt", ["Stadtfest"])]),
    ],
)
def test_the_filters_of_the_list_choose_what_stands_on_it(client, vorstadt, query, found):
    assert sheet(client.get(f"{ADDRESS}?{query}")) == found


def test_it_says_what_was_chosen(client, vorstadt):
    page = client.get(f"{ADDRESS}?kostenfrei=ja&zielgruppe=senioren").text
    [said] = re.findall('<p class="notice__chosen">(.*?)</p>', page)
    assert said == "Für wen: Senioren; Kosten: kostenfrei"


@pytest.mark.once
def test_the_code_leads_to_the_place_under_the_name_of_the_portal(client, vorstadt, settings):
    for site, page in (
        ("https://portal.example.org", "https://portal.example.org/stadtteile/vorstadt/"),
        ("", "http://testserver/stadtteile/vorstadt/"),
    ):
        settings.SITE_URL = site
        text = client.get(ADDRESS).text
        drawn = re.search(r'class="notice__code">.*?<path class="qrline"[^>]* d="(.*?)"', text)[1]
        assert dark(drawn) == modules(page)
        assert page in text


def dark(path):
    """{(column, row)} of the dark squares of a drawing made of strokes; 4 of border around it."""
    squares, x, y = set(), 0, 0
    for command, values in re.findall(r"([Mmh])([^Mmh]*)", path):
        numbers = [float(number) for number in values.split()]
        if command == "M":
            x, y = numbers
        elif command == "m":
            x, y = x + numbers[0], y + numbers[1]
        else:
            squares |= {(int(x) + step - 4, int(y) - 4) for step in range(int(numbers[0]))}
            x += numbers[0]
    return squares


def modules(address):
    matrix = segno.make(address, error="m", micro=False).matrix
    return {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


def test_an_offer_on_it_says_what_one_has_to_know(client, vorstadt):
    verein = make_organisation("Verein", phone="04541 2")
    make_offer(
        "Werkstatt",
        district=vorstadt,
        kind_text="Offene Werkstatt",
        status=Offer.Status.PAUSED,
        times_text="montags 9 Uhr",
        address="Musterweg 1",
        organisation=verein,
        is_free=True,
        cost_text="Spende erbeten",
        needs_registration=True,
        access=Offer.Access.PARTLY,
        verified_on="2020-03-01",
        note="Stand der Quelle: 2019.",
    )
    page = client.get(f"{ADDRESS}?q=werkstatt").text
    [offer] = re.findall('<li class="notice__offer">(.*?)</li>', page, re.DOTALL)
    lines = [
        " ".join(re.sub("<[^>]+>", "", line).split())
        for line in re.findall("<(?:h3|p).*?</(?:h3|p)>", offer, re.DOTALL)
    ]
    assert lines == [
        "Werkstatt",
        "Offene Werkstatt – pausiert",
        "Wann: montags 9 Uhr",
        "Wo: Musterweg 1",
        "Telefon: 04541 2 (Verein)",
        "kostenfrei · Anmeldung nötig · teilweise barrierefrei",
        "Kosten: Spende erbeten",
        "Stand der Quelle: 2019.",
        "Geprüft am 1. März 2020; Angaben älter als 12 Monate.",
    ]


def test_what_the_town_has_not_confirmed_is_marked_once_or_each(client, vorstadt):
    each, once = (
        "Noch nicht von der Stadt bestätigt.",
        "Diese Angaben sind noch nicht von der Stadt bestätigt.",
    )
    page = client.get(ADDRESS).text
    assert (page.count(each), page.count(once)) == (0, 1)
    Offer.objects.filter(slug="chor").update(confirmed_on="2025-01-01")
    page = client.get(ADDRESS).text
    assert (page.count(each), page.count(once)) == (3, 0)
    page = client.get(f"{ADDRESS}?q=chor").text
    assert (page.count(each), page.count(once)) == (0, 0)


def test_when_it_is_says_hours_rules_and_single_dates(client, vorstadt):
    offer = make_offer("Treff", district=vorstadt, opening_hours="Mo 09:00-12:00")
    year = timezone.localdate().year + 1
    zone = timezone.get_default_timezone()
    make_offer_date(offer, starts_at=datetime(2020, 1, 6, 15, tzinfo=zone), rule="FREQ=WEEKLY")
    for number in (year - 5, year, year + 1):
        make_offer_date(offer, starts_at=datetime(number, 2, 3, 10, tzinfo=zone))
    page = client.get(f"{ADDRESS}?q=treff").text
    days = (formats.date_format(date(number, 2, 3), "l, j. F Y") for number in (year, year + 1))
    single = "; ".join(f"{day}, 10 Uhr" for day in days)
    [said] = re.findall("<strong>Wann:</strong> (.*?)</p>", page)
    assert said == f"Montag 9–12 Uhr; jeden Montag, 15 Uhr; {single}"


@pytest.fixture
def treff(vorstadt):
    """An offer whose dates are at 14 o'clock from a day on, and its dates in words."""
    offer = make_offer("Treff", district=vorstadt)
    zone = timezone.get_default_timezone()

    def add(day, **values):
        make_offer_date(offer, starts_at=datetime(*day, 14, tzinfo=zone), **values)

    return add


def when(client):
    """What the notice and the offer's own page say of the dates' rules."""
    [notice] = re.findall("<strong>Wann:</strong> (.*?)</p>", client.get(f"{ADDRESS}?q=treff").text)
    own = client.get("/angebote/treff/").text.split("<h2>Termine</h2>")[1]
    return notice, re.findall("<li>(.*?)</li>", own.split("<h3>")[0])


def test_what_begins_later_says_so(client, treff):
    year = timezone.localdate().year + 1
    treff((year, 3, 1), rule=f"FREQ=MONTHLY;BYMONTHDAY=1;UNTIL={year}0701", note="im Pfarrhaus")
    words = f"jeden Monat am 1., ab 1. März {year}, bis 1. Juli {year}, 14 Uhr (im Pfarrhaus)"
    assert when(client) == (words, [words])


def test_exceptions_to_come_are_said(client, treff):
    year = timezone.localdate().year
    treff(
        (2020, 2, 1),
        rule="FREQ=MONTHLY",
        exceptions=["2021-02-01", f"{year + 1}-02-02", f"{year + 1}-03-01", f"{year + 1}-02-01"],
    )
    out = f"außer am 1. Februar {year + 1} und 1. März {year + 1}"
    words = f"jeden Monat am 1., 14 Uhr, {out}"
    assert when(client) == (words, [words])


def test_many_exceptions_are_not_all_said(client, treff):
    year = timezone.localdate().year + 1
    treff((2020, 2, 1), rule="FREQ=DAILY", exceptions=[f"{year}-02-{day}" for day in range(10, 22)])
    notice, _ = when(client)
    assert notice.endswith(f", 19. Februar {year} und weiteren Tagen")


def test_a_rule_without_words_says_its_next_dates(client, treff):
    treff((2020, 1, 1), rule="FREQ=YEARLY;BYMONTH=6;BYDAY=SA,SU;BYSETPOS=1", note="im Pfarrhaus")
    notice, own = when(client)
    assert re.sub(r"\w+, \d\. Juni \d{4}", "TAG", notice) == "; ".join(
        ["TAG, 14 Uhr (im Pfarrhaus)"] * 3
    )
    assert own == ["Wiederkehrender Termin (im Pfarrhaus)"]


def test_the_phone_of_a_hidden_organisation_is_not_on_it(client, vorstadt):
    hidden = make_organisation("Geheim", phone="04541 99", publication=Publication.DRAFT)
    make_offer("Treff", district=vorstadt, organisation=hidden)
    page = client.get(ADDRESS).text
    assert ("Geheim" in page, "04541 99" in page) == (False, False)


def test_a_sheet_that_grows_too_long_says_so(client, vorstadt):
    for number in range(120):
        make_offer(f"Kurs {number:03}", district=vorstadt)
    page = client.get(f"{ADDRESS}?q=kurs")
    [(_, names)] = sheet(page)
    assert (len(names), "20 weitere Angebote stehen im Portal." in page.text) == (100, True)


def test_what_is_near_stands_on_a_sheet_that_is_too_short_for_all(client, vorstadt):
    for number in range(100):
        make_offer(f"Bad {number:03}", district=make_town())
    assert [(heading, len(names)) for heading, names in sheet(client.get(ADDRESS))] == [
        ("Hier", 2),
        ("Barkenkamp", 1),
        ("In der ganzen Stadt", 97),
    ]


@pytest.mark.parametrize("slug", ["gibt-es-nicht", "versteckt"])
def test_of_a_hidden_place_there_is_none(client, slug):
    make_place("Versteckt", is_published=False)
    assert client.get(f"/stadtteile/{slug}/aushang/").status_code == 404
