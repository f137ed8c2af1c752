"""The tree of goals and the page of one goal."""

import re

import pytest

from goals.models import Goal
from tests.factories import (
    make_assessment,
    make_coverage,
    make_goal,
    make_measure,
    make_offer,
    make_place,
    make_town,
)

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="(/ziele/[\d.]+/)"')


def main(response):
    return response.text[response.text.index("<main") : response.text.index("</main>")]


@pytest.fixture(autouse=True)
def goals():
    """Two Leitziele, the second with numbers that sort wrongly as text."""
    for code in ("1.1.1", "1.1.2", "1.2.1", "2.9", "2.10"):
        make_goal(code)
    return Goal.objects.in_tree_order()


def test_the_tree_is_open_down_to_the_last_goal_and_in_order(client):
    assert LINK.findall(main(client.get("/ziele/"))) == [
        "/ziele/1/",
        "/ziele/1.1/",
        "/ziele/1.1.1/",
        "/ziele/1.1.2/",
        "/ziele/1.2/",
        "/ziele/1.2.1/",
        "/ziele/2/",
        "/ziele/2.9/",
        "/ziele/2.10/",
    ]


def test_without_goals_the_tree_says_so(client):
    Goal.objects.update(is_published=False)
    assert "Noch sind keine Ziele veröffentlicht." in client.get("/ziele/").text


@pytest.mark.parametrize(
    ("code", "above", "below"),
    [
        ("1", [], ["1.1", "1.1.1", "1.1.2", "1.2", "1.2.1"]),
        ("1.1", ["1"], ["1.1.1", "1.1.2"]),
        ("1.1.2", ["1", "1.1"], []),
        ("2.9", ["2"], []),
    ],
)
def test_a_goal_names_what_is_above_and_below_it(client, code, above, below):
    response = client.get(f"/ziele/{code}/")
    assert [goal.code for goal in response.context["above"]] == above
    assert [goal.code for goal in response.context["below"]] == below
    assert LINK.findall(main(response)) == [f"/ziele/{other}/" for other in above + below]
    trail = [("Ziele", "/ziele/")]
    labels = [f"{('Leitziel', 'M')[other.count('.')]} {other}" for other in above]
    trail += [(label, f"/ziele/{other}/") for label, other in zip(labels, above, strict=True)]
    assert response.context["trail"] == trail


def test_both_wordings_are_shown_where_they_differ(client):
    Goal.objects.filter(code="1.1").update(text="Die Stadt baut.", overview_text="Die Stadt baute.")
    page = main(client.get("/ziele/1.1/"))
    assert "Die Stadt baut.</h1>" in page
    assert "In der Übersicht der Stadt lautet es: „Die Stadt baute.“" in page
    assert "In der Übersicht" not in main(client.get("/ziele/1.2/"))


def test_a_goal_shows_the_measures_and_offers_of_all_below_it_once(client, goals):
    below = [goal for goal in goals if goal.is_objective]
    make_measure("Spielplatz", below)
    make_measure("Bürgerbus", below[-1:])
    make_offer("Sprechstunde", below)
    make_offer("Stammtisch", [])
    found = {
        code: re.findall(r'<h3><a href="/(?:massnahmen|angebote)/(\w+)/"', main(page))
        for code in ("1", "1.1", "1.1.1", "1.2", "2")
        for page in [client.get(f"/ziele/{code}/")]
    }
    assert found == {
        "1": ["burgerbus", "spielplatz", "sprechstunde"],
        "1.1": ["spielplatz", "sprechstunde"],
        "1.1.1": ["spielplatz", "sprechstunde"],
        "1.2": ["burgerbus", "spielplatz", "sprechstunde"],
        "2": [],
    }


def test_a_handlungsziel_says_where_it_applies_and_what_is_known_there(client, goals):
    goal = goals.get(code="1.1.1")
    town, place, other = make_town(), make_place("Vorstadt"), make_place("Insel")
    make_measure("Spielplatz", [goal], [place])
    make_assessment(make_coverage(goal, other), status="entfaellt", text="Dort wohnt niemand.")
    make_coverage(goal, place)
    response = client.get("/ziele/1.1.1/")
    rows = re.findall(r'<a href="/stadtteile/(\w+)/">.*?<p>(.*?)</p>', main(response), re.S)

    assert [slug for slug, _ in rows] == [town.slug, place.slug, other.slug]
    # The town is covered by what is done in a place inside it.
    assert [" ".join(re.sub(r"<.*?>", "", text).split()) for _, text in rows] == [
        f"1 Maßnahme · Wie weit es hier ist: {town.name}",
        "1 Maßnahme · Wie weit es hier ist: Vorstadt",
        "entfällt hier · Wie weit es hier ist: Insel",
    ]
