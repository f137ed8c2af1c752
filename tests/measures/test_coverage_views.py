"""The matrix of Handlungsziele and places, and what stands behind its cells."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from goals.models import Goal
from goals.models.content import Publication
from measures.models import Phase
from tests.factories import (
    make_assessment,
    make_coverage,
    make_goal,
    make_measure,
    make_member,
    make_place,
    make_quarter,
    make_report,
    make_town,
)

pytestmark = pytest.mark.django_db


def words(response):
    """The page's main part as plain words."""
    main = response.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub("<[^>]*>", " ", main).split())


def table(response):
    """The matrix as it is read: a list of rows, each a list of words."""
    rows = re.findall("<tr.*?</tr>", response.text.partition("<table")[2], re.DOTALL)
    return [
        [
            " ".join(re.sub("<[^>]*>", " ", cell).split())
            for cell in re.findall("<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


@pytest.fixture
def town():
    """Two Leitziele, two Stadtteile and a Quartier in one of them and beside them."""
    everywhere = make_goal("1.1.1", text="Bänke.", reach=Goal.Reach.BOTH)
    make_goal("1.1.2", text="Rat.")
    make_goal("2.1.1", text="Wege.", reach=Goal.Reach.DISTRICTS)
    insel = make_place("Insel")
    make_place("Vorstadt")
    nord = make_quarter("Nord", insel)
    make_quarter("Allein")
    make_report(make_measure("Bank am Dom", [everywhere], [nord]), "2024-03-01", percent=40)
    make_assessment(make_coverage(everywhere, nord), "2024-05-01", "erreicht", text="Alle da.")


@pytest.mark.usefixtures("town")
class TestMatrix:
    def test_first_the_stadt_and_its_stadtteile(self, client):
        assert table(client.get("/abdeckung/")) == [
            ["Handlungsziel", "Ratzeburg Stadt", "Insel Stadtteil", "Vorstadt Stadtteil"],
            ["Leitziel 1 Wortlaut von 1. · M 1.1 Wortlaut von 1.1."],
            ["1.1.1 Bänke.", "gilt hier nicht", "in Umsetzung", "Lücke"],
            ["1.1.2 Rat.", "Lücke", "gilt hier nicht", "gilt hier nicht"],
            ["Leitziel 2 Wortlaut von 2. · M 2.1 Wortlaut von 2.1."],
            ["2.1.1 Wege.", "gilt hier nicht", "Lücke", "Lücke"],
        ]

    def test_a_stadtteil_opens_its_quartiere(self, client):
        response = client.get("/abdeckung/?ort=insel&ziel=1")
        assert table(response) == [
            ["Handlungsziel", "Insel Stadtteil", "Nord Stadtquartier"],
            ["Leitziel 1 Wortlaut von 1. · M 1.1 Wortlaut von 1.1."],
            ["1.1.1 Bänke.", "in Umsetzung", "erreicht"],
            ["1.1.2 Rat.", "gilt hier nicht", "gilt hier nicht"],
        ]
        assert table(client.get("/abdeckung/?ort=ratzeburg"))[0] == [
            "Handlungsziel", "Ratzeburg Stadt", "Allein Stadtquartier",
        ]  # fmt: skip
        links = re.findall(r'href="\?(stichtag=[^"]*ort=[^"]*|ort=[^"]*)"', response.text)
        assert len(links) == len(set(links))

    def test_the_sums_above(self, client):
        found = words(client.get("/abdeckung/"))
        assert "Handlungsziele ohne Maßnahme 2 von 3" in found
        assert "Vorstadt: 2 Lücken Ratzeburg: 1 Lücke Insel: 1 Lücke Allein: 1 Lücke" in found
        assert "Handlungsziele ohne Maßnahme 1 von 2" in words(client.get("/abdeckung/?ziel=1"))

    def test_on_a_day(self, client):
        before = table(client.get("/abdeckung/?stichtag=2024-02-29&ort=insel"))
        after = table(client.get("/abdeckung/?stichtag=2024-04-30&ort=insel"))
        assert (before[2], after[2]) == (
            ["1.1.1 Bänke.", "Lücke", "Lücke"], ["1.1.1 Bänke.", "in Umsetzung", "in Umsetzung"],
        )  # fmt: skip
        assert "Stand: 29. Februar 2024." in words(client.get("/abdeckung/?stichtag=2024-02-29"))

    @pytest.mark.parametrize(
        "query",
        [
            "stichtag=2999-01-01",
            "stichtag=x",
            "ziel=9",
            "ort=nirgends",
            "ort=%00",
            "ziel=1.1&ort=1",
        ],
    )
    def test_what_makes_no_sense_gets_a_message(self, client, query):
        response = client.get(f"/abdeckung/?{query}")
        assert response.status_code == 200
        assert "<table" not in response.text
        assert 'class="kern-error"' in response.text

    def test_of_many_goals_only_one_leitziel_at_first(self, client):
        middle = Goal.objects.get(code="1.1")
        for number in range(3, 102):
            make_goal(f"1.1.{number}", parent=middle)
        assert len(client.get("/abdeckung/").context["sections"]) == 1

    def test_what_is_not_published_counts_for_the_council_only(self, client):
        goal = Goal.objects.get(code="2.1.1")
        make_measure("Geheim", [goal], [make_town()], publication=Publication.DRAFT)
        assert table(client.get("/abdeckung/"))[-1][2:] == ["Lücke", "Lücke"]
        client.force_login(make_member("Rat"))
        response = client.get("/abdeckung/")
        assert table(response)[-1][2:] == ["geplant", "geplant"]
        assert "no-store" in response["Cache-Control"]
        assert "Geheim (Entwurf)" in words(client.get("/abdeckung/2.1.1/insel/"))


@pytest.mark.usefixtures("town")
class TestCell:
    def test_it_hangs_below_the_matrix(self, client):
        page = client.get("/abdeckung/1.1.1/nord/").text
        way = page.partition('aria-label="Sie sind hier"')[2].partition("</nav>")[0]
        assert re.findall(r'<a href="(.*?)">(.*?)</a>', way) == [
            ("/", "Startseite"), ("/statusbericht/", "Statusbericht"), ("/abdeckung/", "Abdeckung"),
        ]  # fmt: skip

    def test_each_cell_leads_to_what_stands_behind_it(self, client):
        page = client.get("/abdeckung/?ort=insel")
        links = re.findall('href="(/abdeckung/[^"]+/[^"?]+/[^"]*)"', page.text)
        assert len(links) == 2 + 1
        for link in links:
            assert client.get(link).status_code == 200

    def test_assessment_and_measures_that_count_there(self, client):
        found = words(client.get("/abdeckung/1.1.1/nord/"))
        assert "erreicht Einschätzung 1. Mai 2024 erreicht: Alle da." in found
        assert "Bank am Dom in Umsetzung 40 Prozent Sachstand vom 1. März 2024 Nord" in found
        early = words(client.get("/abdeckung/1.1.1/nord/?stichtag=2024-03-31"))
        assert "Stand 31. März 2024: in Umsetzung" in early
        assert "Alle da." not in early

    def test_a_gap(self, client):
        found = words(client.get("/abdeckung/1.1.1/vorstadt/"))
        assert "Lücke Das Ziel gilt an diesem Ort" in found
        assert "Keine Maßnahme bekannt." in found

    def test_where_it_does_not_apply(self, client):
        assert "gilt hier nicht" in words(client.get("/abdeckung/1.1.2/nord/"))

    @pytest.mark.parametrize(
        "address",
        ["9.9.9/insel", "1.1/insel", "1/insel", "1.1.1/nirgends", "x/y", "1.1.1/verborgen"],
    )
    def test_no_such_cell(self, client, address):
        make_place("Verborgen", is_published=False)
        assert client.get(f"/abdeckung/{address}/").status_code == 404

    def test_a_day_that_makes_no_sense(self, client):
        tomorrow = timezone.localdate() + timedelta(days=1)
        for day in (tomorrow, "x"):
            response = client.get(f"/abdeckung/1.1.1/insel/?stichtag={day}")
            assert response.status_code == 200
            assert 'class="kern-error"' in response.text


@pytest.mark.parametrize("rows", [1, 3])
def test_queries(client, django_assert_num_queries, rows):
    goals = [make_goal(f"{n}.1.1", reach=Goal.Reach.BOTH) for n in range(1, rows + 1)]
    places = [make_place(f"Ort {n}") for n in range(rows)]
    for number, place in enumerate(places):
        make_quarter(f"Quartier {number}", place)
        make_report(make_measure(f"M {number}", goals, [place]), phase=Phase.PLANNING)
        make_assessment(make_coverage(goals[0], place))
    with django_assert_num_queries(6):
        client.get("/abdeckung/")
    with django_assert_num_queries(9):
        client.get("/abdeckung/1.1.1/ort-0/")
