"""How many queries each public page makes: the same for one row of everything and for three."""

import re

import pytest

from goals.models import Goal
from tests.crawl import as_text
from tests.factories import (
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
    make_organisation,
    make_place,
    make_quarter,
    make_report,
    make_resolution,
    make_target_group,
)

pytestmark = pytest.mark.django_db

AT_MOST, AT_MOST_FOR_THE_TREE, AT_MOST_FOR_THE_REPORT = 8, 4, 12
OFFERS = "q=angebot&ort=ort-1&art=aktivitaet&zielgruppe=gruppe-1"
MEASURES = (
    "q=spielplatz&ziel=1.1&ort=ort-1&phase=in-umsetzung&termintreue=im-plan&fachbereich=bereich-1"
)
PAGES = {
    "/": 6,
    "/ziele/": 4,
    "/ziele/1/": 7,
    "/ziele/1.1/": 7,
    "/ziele/1.1.1/": 7,
    "/stadtteile/": 2,
    "/stadtteile/ratzeburg/": 8,
    "/stadtteile/ort-1/": 8,
    "/stadtteile/quartier-1/": 8,
    "/angebote/": 5,
    f"/angebote/?{OFFERS}": 5,
    "/angebote/angebot-1/": 5,
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
        make_offer(f"Angebot {number}", district=places[0], organisation=partners[0], **links)
        make_document(f"Dokument {number}", goals, places)
        make_example(f"Beispiel {number}", goals)
        make_measurement(indicators[0], places[0], on=f"2025-01-0{number}")
        measure = make_measure(
            f"Spielplatz {number}", districts=places, department=departments[0], **links
        )
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
        client.get(address)


def test_the_pages_show_all_three(client):
    """A page of errors or an empty list would need few queries too."""
    fill(3)
    answers = {address: client.get(address) for address in PAGES}

    assert [a for a, answer in answers.items() if answer.status_code != 200] == ["/gibt-es-nicht/"]
    filtered = [answer for address, answer in answers.items() if "q=" in address]
    shown = [set(re.findall(r"(?:Angebot|Spielplatz) \d", as_text(answer))) for answer in filtered]
    assert [len(names) for names in shown] == [3, 3, 3, 3]


def test_the_counts_keep_to_the_bar():
    reports = {page for page in PAGES if page.startswith(("/statusbericht/", "/abdeckung/1."))}
    assert {page: PAGES[page] for page in {*PAGES} - reports if PAGES[page] > AT_MOST} == {}
    assert max(PAGES[page] for page in reports) <= AT_MOST_FOR_THE_REPORT
    assert PAGES["/ziele/"] <= AT_MOST_FOR_THE_TREE
