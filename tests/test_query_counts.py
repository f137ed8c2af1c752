"""How many queries each public page makes: the same for one row of everything and for three."""

import re
from datetime import UTC, datetime

import pytest

from goals.models import Goal
from tests.crawl import as_text
from tests.factories import (
    make_answer,
    make_coverage,
    make_department,
    make_document,
    make_example,
    make_goal,
    make_indicator,
    make_measure,
    make_measurement,
    make_milestone,
    make_offer,
    make_offer_date,
    make_organisation,
    make_place,
    make_quarter,
    make_report,
    make_resolution,
    make_target_group,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

AT_MOST, AT_MOST_FOR_THE_TREE, AT_MOST_FOR_THE_REPORT, AT_MOST_FOR_A_PLACE = 8, 4, 12, 12
OFFERS = (
    "q=angebot&ort=ort-1&art=aktivitaet&zielgruppe=gruppe-1&kostenfrei=unbekannt"
    "&anmeldung=unbekannt&barrierefrei=unbekannt&betrieb=aktiv"
)
WHEN = "wann=diese-woche"
EVERY_DAY_FROM = datetime(2025, 1, 1, 15, tzinfo=UTC)
MEASURES = (
    "q=spielplatz&ziel=1.1&ort=ort-1&phase=in-umsetzung&termintreue=im-plan&fachbereich=bereich-1"
)
PAGES = {
    "/": 8,
    "/ziele/": 4,
    "/ziele/1/": 8,
    "/ziele/1.1/": 8,
    "/ziele/1.1.1/": 8,
    "/suche/": 0,
    "/suche/?q=spielplatz": 2,
    "/suche/?q=spielplatz+xylofon&art=massnahme": 3,
    "/stadtteile/": 3,
    "/stadtteile/ratzeburg/": 11,
    "/stadtteile/ort-1/": 12,
    "/stadtteile/quartier-1/": 12,
    "/stadtteile/ort-1/aushang/": 5,
    f"/stadtteile/ort-1/aushang/?{WHEN}": 7,
    "/angebote/": 6,
    "/angebote/?ansicht=karte&karte=strassen": 7,
    f"/angebote/?{OFFERS}": 6,
    f"/angebote/?{WHEN}": 8,
    "/angebote/kalender/": 5,
    "/angebote/kalender/?ansicht=liste": 5,
    f"/angebote/kalender/?ort=ort-1&{WHEN}": 7,
    "/angebote/kalender.ics": 4,
    f"/angebote/kalender.ics?ort=ort-1&{WHEN}": 6,
    "/angebote/angebot-1/termine.ics": 3,
    "/angebote/angebot-1/": 6,
    "/akteure/": 7,
    "/akteure/?ort=ort-1&zielgruppe=gruppe-1&q=verein": 7,
    "/akteure/verein-1/": 6,
    "/kennzahlen/": 4,
    "/kennzahlen/?ziel=1": 4,
    "/kennzahlen/kennzahl-1/": 6,
    "/kennzahlen/kennzahl-1/?ort=ort-1&stichtag=2025-01-02": 6,
    "/beispiele/": 5,
    "/beispiele/?ziel=1&q=beispiel": 5,
    "/beispiele/beispiel-1/": 2,
    "/dokumente/": 7,
    "/dokumente/?ort=ort-1&ziel=1&art=bedarfsanalyse&q=dokument": 7,
    "/massnahmen/": 7,
    f"/massnahmen/?{MEASURES}": 7,
    "/massnahmen/spielplatz-1/": 8,
    "/statusbericht/": 12,
    "/statusbericht/?vergleich=2024-12-31": 11,
    "/statusbericht/?format=xlsx": 12,
    "/statusbericht/?format=json": 12,
    f"/statusbericht/?{MEASURES}": 12,
    f"/statusbericht/?{MEASURES}&format=xlsx": 12,
    "/abdeckung/": 6,
    "/abdeckung/?ziel=1&ort=ort-1&stichtag=2025-01-02": 6,
    "/abdeckung/1.1.1/ort-1/": 9,
    "/neues/feed.atom": 8,
    "/stadtteile/ort-1/feed.atom": 8,
    "/ziele/1/feed.atom": 8,
    "/sitemap.xml": 2,
    "/robots.txt": 0,
    "/daten/": 2,
    "/daten/katalog.ttl": 4,
    "/daten/ziele.csv": 1,
    "/daten/ziele.json": 2,
    "/daten/orte.geojson": 2,
    "/daten/abdeckung.json": 8,
    "/daten/massnahmen.json": 6,
    "/daten/sachstaende.json": 2,
    "/daten/angebote.json": 5,
    "/daten/angebote.geojson": 5,
    "/daten/termine.json": 2,
    "/daten/kennzahlen.json": 3,
    "/daten/ziele.schema.json": 0,
    "/daten/ziele.csv-metadata.json": 1,
    "/impressum/": 2,
    "/datenschutz/": 2,
    "/barrierefreiheit/": 2,
    "/leichte-sprache/": 5,
    "/angebote/melden/": 2,
    "/angebote/angebot-1/fehler-melden/": 2,
    "/massnahmen/spielplatz-1/rueckmeldung/": 2,
    "/barrierefreiheit/melden/": 1,
    "/was-daraus-wurde/": 4,
    "/was-daraus-wurde/?massnahme=spielplatz-1": 3,
    "/danke/ABCD2345/": 3,
    "/anmelden/": 1,
    "/gibt-es-nicht/": 0,
}


def fill(rows):
    """Everything in this number, everything linked with everything."""
    numbers = range(1, rows + 1)
    for number in numbers:
        make_goal(f"{number}")
        make_goal(f"1.{number}")
    goals = [make_goal(f"1.1.{number}", reach=Goal.Reach.BOTH) for number in numbers]
    places = [make_place(f"Ort {number}") for number in numbers]
    places += [make_quarter(f"Quartier {number}", places[0]) for number in numbers]
    groups = [make_target_group(f"Gruppe {number}") for number in numbers]
    partners = [make_organisation(f"Verein {number}") for number in numbers]
    departments = [make_department(f"Bereich {number}") for number in numbers]
    indicators = [make_indicator(f"Kennzahl {number}", goals) for number in numbers]
    links = {"goals": goals, "partners": partners, "target_groups": groups}
    for number in numbers:
        offer = make_offer(
            f"Angebot {number}",
            district=places[0],
            organisation=partners[0],
            opening_hours="Mo-Su 09:00-12:00",
            **links,
        )
        make_offer_date(offer, starts_at=EVERY_DAY_FROM, rule="FREQ=DAILY")
        make_document(f"Dokument {number}", goals, places)
        make_example(f"Beispiel {number}", goals)
        make_measurement(indicators[0], places[0], on=f"2025-01-0{number}")
        measure = make_measure(
            f"Spielplatz {number}", districts=places, department=departments[0], **links
        )
        make_answer(kind="korrektur", offer=offer, subject=offer.name)
        make_answer(measure=measure, subject=measure.title)
        make_answer(number=f"ABCD234{number + 4}", state="uebernommen")
        for day in numbers:
            make_report(measure, on=f"2025-01-0{day}", schedule="im-plan")
            make_milestone(measure)
            make_resolution(measure)
    for goal in goals:
        for place in places:
            make_coverage(goal, place)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", PAGES)
def test_queries(client, django_assert_num_queries, rows, address):
    fill(rows)
    with django_assert_num_queries(PAGES[address]):
        response = client.get(address)
        b"".join(response)  # a file that is sent row by row is read row by row


def test_the_pages_show_all_three(client):
    """A page of errors or an empty list would need few queries too."""
    fill(3)
    answers = {address: client.get(address) for address in PAGES}

    assert [a for a, answer in answers.items() if answer.status_code != 200] == ["/gibt-es-nicht/"]
    filtered = {
        address: re.search(r"[?&]q=(\w+)", address)[1].title()
        for address in answers
        if "q=" in address and "xylofon" not in address
    }
    shown = {
        address: {*re.findall(rf"{word}(?:</mark>)? \d", as_text(answers[address]))}
        for address, word in filtered.items()
    }
    assert {a: len(names) for a, names in shown.items()} == dict.fromkeys(filtered, 3)


def test_the_counts_keep_to_the_bar():
    reports = {page for page in PAGES if page.startswith(("/statusbericht/", "/abdeckung/1."))}
    places = {page for page in PAGES if re.fullmatch("/stadtteile/[^/]+/", page)}
    others = {*PAGES} - reports - places
    assert {page: PAGES[page] for page in others if PAGES[page] > AT_MOST} == {}
    assert max(PAGES[page] for page in places) <= AT_MOST_FOR_A_PLACE
    assert max(PAGES[page] for page in reports) <= AT_MOST_FOR_THE_REPORT
    assert PAGES["/ziele/"] <= AT_MOST_FOR_THE_TREE
