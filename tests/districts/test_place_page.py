"""The page of a place: what the town wants there, how far it is, and what there is."""

import re

import pytest

from districts.models import Assessment, Coverage, District
from goals.models import Goal
from tests.factories import (
    make_assessment,
    make_document,
    make_goal,
    make_measure,
    make_offer,
    make_organisation,
    make_place,
    make_quarter,
    make_town,
    some_goal,
)
from tests.forms import texts

pytestmark = pytest.mark.django_db
PAGE = "/stadtteile/vorstadt/"


def main(response):
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def section(response, name):
    """The part of the page from this heading to the next."""
    return re.split(r"<h2", main(response).split(f'id="{name}"', 1)[1])[0]


@pytest.fixture(autouse=True)
def vorstadt():
    return make_place("Vorstadt")


def test_the_contents_lead_to_sections_that_are_there(client):
    page = main(client.get(PAGE))
    nav = page[page.index('<nav aria-label="Auf dieser Seite"') : page.index("</nav>")]
    ids = re.findall(r'href="#(\w+)"', nav)
    assert {"ziele", "angebote", "akteure", "zahlen", "dokumente", "kontakt"} <= {*ids}
    assert [name for name in ids if page.count(f'id="{name}"') != 1] == []


def test_where_nothing_is_known_it_says_so(client):
    said = texts(client.get(PAGE))
    for words in (
        "Für diesen Ort gilt kein eigenes Handlungsziel.",
        "Keine Maßnahme bekannt.",
        "Kein Angebot bekannt.",
        "Noch niemand bekannt, der hier aktiv ist.",
        "Keine Zahlen bekannt.",
        "Für Vorstadt ist keine Strukturanalyse bekannt. Für Vorstadt ist keine Bedarfs",
        "Wer für diesen Ort zuständig ist, ist noch nicht bekannt.",
    ):
        assert words in said


class TestGoals:
    @pytest.fixture(autouse=True)
    def goals(self):
        return [make_goal(f"1.1.{number}", reach=Goal.Reach.BOTH) for number in range(1, 5)]

    def judge(self, goal, status, **values):
        coverage = Coverage.objects.get(goal=goal, district__slug="vorstadt")
        make_assessment(coverage, status=status, **values)

    def test_gaps_are_counted_and_named(self, client, goals, vorstadt):
        make_measure("Hier", goals[:1], [vorstadt])
        make_measure("Stadtweit", goals[1:2], [make_town()])
        make_measure("Anderswo", goals[2:3], [make_place("Insel")])
        make_measure("Entwurf", goals[3:], [vorstadt], publication="entwurf")
        found = section(client.get(PAGE), "ziele")
        assert "Hier gelten 4 Handlungsziele. Zu 2 davon ist noch keine Maßnahme bekannt." in found
        assert re.findall(r"(\d Maßnahme|keine Maßnahme bekannt)<", found) == [
            "1 Maßnahme",
            "1 Maßnahme",
            "keine Maßnahme bekannt",
            "keine Maßnahme bekannt",
        ]
        assert re.findall(r'href="/abdeckung/(1\.1\.\d)/vorstadt/"', found) == [
            "1.1.1",
            "1.1.2",
            "1.1.3",
            "1.1.4",
        ]
        assert 'href="/abdeckung/?ort=vorstadt"' in found

    def test_reached_is_only_what_somebody_judged(self, client, goals, vorstadt):
        make_measure("Hier", goals, [vorstadt])
        assert "Als erreicht gilt davon keines." in section(client.get(PAGE), "ziele")
        self.judge(goals[0], Assessment.Status.REACHED)
        self.judge(goals[1], Assessment.Status.DROPPED, text="Hier nicht nötig.")
        found = section(client.get(PAGE), "ziele")
        assert "Hier gelten 3 Handlungsziele. Als erreicht gilt davon 1." in found
        assert "entfällt hier" in found

    def test_one(self, client, goals):
        for goal in goals[1:]:
            Goal.objects.filter(pk=goal.pk).update(is_published=False)
        assert "Hier gilt ein Handlungsziel. Zu 1 davon" in section(client.get(PAGE), "ziele")


class TestOffers:
    def test_its_own_come_first_then_inside_then_around(self, client, vorstadt):
        quarter, insel = make_quarter("Barkenkamp", vorstadt), make_place("Insel")
        for number in range(11):
            make_offer(f"A {number:02}", district=make_town())
        for name, place in (("Z", vorstadt), ("B", insel), ("X", quarter), ("Y", vorstadt)):
            make_offer(name, district=place)
        found = section(client.get(PAGE), "angebote")
        names = re.findall(r"<h3><a [^>]*>(.*?)</a>", found)
        assert names == ["Y", "Z", "X", *(f"A {number:02}" for number in range(7))]
        assert '<a href="/angebote/?ort=vorstadt">Alle Angebote dazu</a>' in found
        assert found.count('href="/stadtteile/vorstadt/aushang/"') == 1


class TestDocuments:
    def test_of_the_place_of_what_lies_in_it_and_around_it(self, client, vorstadt):
        quarter, insel = make_quarter("Barkenkamp", vorstadt), make_place("Insel")
        for place in (vorstadt, quarter, insel, make_town()):
            make_document(f"Papier {place}", [], [place], kind="sonstiges")
        make_document("Geheim", [], [vorstadt], kind="strukturanalyse", publication="entwurf")
        found = section(client.get(PAGE), "dokumente")
        assert re.findall(r"<a [^>]*>Papier (\w+)</a>", found) == [
            "Vorstadt",  # the place itself
            "Barkenkamp",
            "Ratzeburg",
        ]
        assert "Geheim" not in found

    @pytest.mark.parametrize(
        ("kinds", "missing"),
        [
            ([], ["Strukturanalyse", "Bedarfsanalyse"]),
            (["strukturanalyse"], ["Bedarfsanalyse"]),
            (["bedarfsanalyse", "konzept"], ["Strukturanalyse"]),
            (["strukturanalyse", "bedarfsanalyse"], []),
        ],
    )
    def test_what_is_missing_is_said(self, client, vorstadt, kinds, missing):
        for kind in kinds:
            make_document(kind, [], [vorstadt], kind=kind)
        found = section(client.get(PAGE), "dokumente")
        assert re.findall(r"ist keine (\w+) bekannt\.", found) == missing

    def test_an_analysis_of_the_whole_town_is_none_of_this_place(self, client):
        make_document("Stadt", [], [make_town()], kind="strukturanalyse")
        assert "keine Strukturanalyse bekannt." in section(client.get(PAGE), "dokumente")
        town = client.get("/stadtteile/ratzeburg/")
        assert "keine Strukturanalyse bekannt." not in section(town, "dokumente")

    def test_more_than_ten_are_a_link_away(self, client, vorstadt):
        for number in range(11):
            make_document(f"Papier {number}", [], [vorstadt])
        found = section(client.get(PAGE), "dokumente")
        assert found.count("<h3>") == 10
        assert '<a href="/dokumente/?ort=vorstadt">Alle Dokumente dazu</a>' in found


def test_actors_count_as_offers_and_measures_do(client, vorstadt):
    quarter, insel = make_quarter("Barkenkamp", vorstadt), make_place("Insel")
    for place in (vorstadt, quarter, insel, make_town()):
        make_offer(f"O {place}", district=place, organisation=make_organisation(f"O-{place}"))
        partner = make_organisation(f"M-{place}")
        make_measure(f"M {place}", [some_goal()], [place], partners=[partner])
    hidden = make_organisation("Geheim", publication="entwurf")
    make_offer("X", district=vorstadt, organisation=hidden, partners=[hidden])
    found = section(client.get(PAGE), "akteure")
    assert re.findall(r'<a href="/akteure/[\w-]+/">(.*?)</a>', found) == [
        "M-Barkenkamp",
        "M-Ratzeburg",
        "M-Vorstadt",
        "O-Barkenkamp",
        "O-Ratzeburg",
        "O-Vorstadt",
    ]


def test_contact_sheet_and_feed(client, vorstadt):
    make_offer(district=vorstadt)
    District.objects.filter(pk=vorstadt.pk).update(contact="Rathaus\nZimmer <b>1</b>")
    page = main(client.get(PAGE))
    assert "Rathaus<br>Zimmer &lt;b&gt;1&lt;/b&gt;" in page
    for link in ("/stadtteile/vorstadt/aushang/", "/stadtteile/vorstadt/feed.atom"):
        assert f'href="{link}"' in page
