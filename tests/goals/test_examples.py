"""Praxisbeispiele: the list, the page of one, and on pages of goals."""

import re

import pytest

from goals.models import Example, Goal
from tests.factories import make_example, make_goal
from tests.forms import texts

pytestmark = pytest.mark.django_db


def main(response):
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def names(response):
    return re.findall(r'<h3><a href="/beispiele/[\w-]+/">(.*?)</a></h3>', main(response))


@pytest.fixture(autouse=True)
def content():
    one, two = make_goal("1.1.1"), make_goal("2.1.1")
    make_example("Mehrgenerationenhaus", [one], text="Ein Haus für Jüngere und Ältere.")
    make_example("Bürgerbus", [two, make_goal("1.2")], municipality="Größenstadt")
    make_example("Ohne Ziel")
    make_example("Geheim", [one], publication="entwurf")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Bürgerbus", "Mehrgenerationenhaus", "Ohne Ziel"]),
        ("ziel=1", ["Bürgerbus", "Mehrgenerationenhaus"]),
        ("ziel=1.1.1", ["Mehrgenerationenhaus"]),
        ("ziel=2", ["Bürgerbus"]),
        ("q=aeltere", ["Mehrgenerationenhaus"]),
        ("q=groessenstadt", ["Bürgerbus"]),
        ("q=geheim", []),
        ("ziel=2&q=haus", []),
        ("ziel=9", []),
    ],
)
def test_filters(client, query, found):
    response = client.get(f"/beispiele/?{query}")
    assert names(response) == found
    assert response.context["paginator"].count == len(found)


def test_a_link_to_a_hidden_goal_does_not_count(client):
    Goal.objects.filter(code="2.1").update(is_published=False)
    assert names(client.get("/beispiele/?ziel=2")) == []
    assert "2.1.1" not in main(client.get("/beispiele/"))
    assert "2.1.1" not in main(client.get("/beispiele/burgerbus/"))


def test_one(client):
    make_example(
        "Tafel",
        [make_goal("1.1.2"), make_goal("3")],
        text="Erster Absatz.\n\n<b>Zweiter</b>",
        municipality="Musterstadt",
        source_url="https://example.org/tafel",
        source_date="2023-05-01",
    )
    page = client.get("/beispiele/tafel/")
    said = texts(page)
    assert "Praxisbeispiel aus MusterstadtTafel" in said
    assert "Quelle: example.org, Stand 1. Mai 2023. Noch nicht von der Stadt bestätigt." in said
    assert re.findall(r'href="/ziele/([\d.]+)/"', main(page)) == ["1.1.2", "3"]
    assert "&lt;b&gt;Zweiter&lt;/b&gt;" in main(page)


def test_goals_of_all_levels_show_them(client):
    found = {code: names(client.get(f"/ziele/{code}/")) for code in ("1", "1.1", "1.1.1", "2.1.1")}
    assert found == {
        "1": ["Bürgerbus", "Mehrgenerationenhaus"],
        "1.1": ["Mehrgenerationenhaus"],
        "1.1.1": ["Mehrgenerationenhaus"],
        "2.1.1": ["Bürgerbus"],
    }


def test_a_goal_with_many_shows_the_first_ten(client):
    goal = Goal.objects.get(code="1.1.1")
    for number in range(12):
        make_example(f"Beispiel {number:02}", [goal])
    page = client.get("/ziele/1.1.1/")
    assert names(page) == [f"Beispiel {number:02}" for number in range(10)]
    assert '<a href="/beispiele/?ziel=1.1.1">Alle Praxisbeispiele dazu</a>' in main(page)


def test_a_hidden_one_is_as_if_it_did_not_exist(client):
    never = client.get("/beispiele/gibt-es-nicht/")
    found = client.get("/beispiele/geheim/")
    assert (found.status_code, found.text) == (404, never.text)


def test_an_empty_list_says_so(client):
    Example.objects.update(publication="archiviert")
    assert "Noch ist kein Praxisbeispiel veröffentlicht." in main(client.get("/beispiele/"))
