"""The filters of the list of measures and of the status report."""

from html import unescape

import pytest

from goals.models.content import Publication
from measures.filters import MeasureFilter
from measures.models import Measure, Phase, Schedule
from tests.factories import (
    make_department,
    make_goal,
    make_measure,
    make_place,
    make_quarter,
    make_report,
    make_resolution,
    make_town,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Three measures that differ in everything that can be filtered."""
    insel = make_place("Insel")
    make_place("Verborgen", is_published=False)
    make_goal("3", is_published=False)
    make_report(
        make_measure(
            "Spielplatz Nord",
            [make_goal("1.1.1"), make_goal("2.1.1")],
            [make_quarter("Nord", insel)],
            department=make_department("Bauen"),
            description="Neue Geräte für aktuelle Bedürfnisse.",
        ),
        phase=Phase.UNDERWAY,
        schedule=Schedule.DELAYED,
        schedule_reason="Lieferung.",
    )
    make_report(
        make_measure(
            "Bürgerbus", [make_goal("1.1.2")], [make_town()], department=make_department("Soziales")
        ),
        phase=Phase.ONGOING,
        schedule=Schedule.ON_TRACK,
    )
    decided = make_measure("Ohne alles", [make_goal("1.2.1")], identifier="M-7")
    draft = make_measure("Entwurf", publication=Publication.DRAFT, districts=[insel])
    for measure in (decided, draft):
        make_resolution(measure, paper="SR/BeVoSr/017/2024")


FILTERS = [
    ("", {"Spielplatz Nord", "Bürgerbus", "Ohne alles"}),
    ("ziel=1", {"Spielplatz Nord", "Bürgerbus", "Ohne alles"}),
    ("ziel=1.1", {"Spielplatz Nord", "Bürgerbus"}),
    ("ziel=2.1.1", {"Spielplatz Nord"}),
    ("ort=ratzeburg", {"Spielplatz Nord", "Bürgerbus"}),
    ("ort=insel", {"Spielplatz Nord", "Bürgerbus"}),
    ("ort=nord", {"Spielplatz Nord", "Bürgerbus"}),
    ("phase=laufend", {"Bürgerbus"}),
    ("phase=abgeschlossen", set()),
    ("termintreue=verzoegert", {"Spielplatz Nord"}),
    ("termintreue=kritisch", set()),
    ("fachbereich=soziales", {"Bürgerbus"}),
    ("q=buerger", {"Bürgerbus"}),
    ("q=spielplätze+aktuelles", {"Spielplatz Nord"}),
    ("q=M-7", {"Ohne alles"}),
    ("q=Vorlage+SR/BeVoSr/017/2024", {"Ohne alles"}),
    ("q=bevosr/017/2024", {"Ohne alles"}),
    ("q=7/2024", set()),
    ("q=Entwurf", set()),
    ("q=%3F%21", set()),
    ("q=%25", set()),
    ("ziel=1&ort=nord&phase=in-umsetzung", {"Spielplatz Nord"}),
    ("ziel=1.1.2&phase=in-umsetzung", set()),
    (
        "q=nord&ziel=2&ort=insel&phase=in-umsetzung&termintreue=verzoegert&fachbereich=bauen",
        {"Spielplatz Nord"},
    ),
    ("unbekannt=1&page=-3", {"Spielplatz Nord", "Bürgerbus", "Ohne alles"}),
]


@pytest.mark.parametrize(("query", "titles"), FILTERS)
@pytest.mark.usefixtures("town")
def test_filters(client, query, titles):
    listed = client.get(f"/massnahmen/?{query}").context
    assert {measure.title for measure in listed["object_list"]} == titles
    report = client.get(f"/statusbericht/?{query}").context["report"]
    assert {measure.title for *_, measure in report.lines() if measure} == titles
    assert report.total == len(titles)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ziel", "9"),
        ("ziel", "3"),  # hidden
        ("ziel", "1'--"),
        ("ort", "nirgends"),
        ("ort", "verborgen"),
        ("phase", "fertig"),
        ("termintreue", "in-umsetzung"),
        ("fachbereich", "1"),
        ("fachbereich", "%00"),
        ("q", "%00"),
        ("q", "x" * 201),
    ],
)
@pytest.mark.parametrize("address", ["massnahmen", "statusbericht"])
@pytest.mark.usefixtures("town")
def test_a_value_that_makes_no_sense(client, address, name, value):
    response = client.get(f"/{address}/?{name}={value}&format=xlsx")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert list(response.context["filter"].form.errors) == [name]
    assert list(response.context["object_list"]) == []
    html = response.content.decode()
    assert "Spielplatz Nord" not in html
    assert "keine Maßnahme bekannt</" not in html.partition("</details>")[2]
    assert response.context["filter"].form.errors[name][0] in unescape(html)


@pytest.mark.usefixtures("town")
def test_under_a_goal_the_report_shows_its_family_only(client):
    report = client.get("/statusbericht/?ziel=1.2").context["report"]
    assert {goal.code: goal.rollup.words for goal in report.goals} == {
        "1": "1 Maßnahme in dieser Auswahl: ohne Sachstand",
        "1.2": "1 Maßnahme: ohne Sachstand",
        "1.2.1": "1 Maßnahme: ohne Sachstand",
    }


@pytest.mark.usefixtures("town")
def test_chosen_filters_are_named_as_people_read_them():
    query = {
        "q": "  Nord ", "ziel": "1.1", "ort": "insel", "phase": "in-umsetzung",
        "termintreue": "verzoegert", "fachbereich": "bauen", "page": "2",
    }  # fmt: skip
    chosen = MeasureFilter(query, Measure.objects.public().with_state()).chosen
    assert chosen == [
        ("Suchbegriff", "Nord"),
        ("Ziel", "1.1 Wortlaut von 1.1."),
        ("Ort", "Insel"),
        ("Phase", "in Umsetzung"),
        ("Termintreue", "verzögert"),
        ("Fachbereich", "Bauen"),
    ]


def test_choices_are_read_anew_for_each_request(client):
    goal = make_goal("1.1.1")
    place = make_place("Insel")
    assert client.get("/massnahmen/?ziel=1.1.1&ort=insel").context["filter"].is_valid()
    goal.is_published = place.is_published = False
    goal.save()
    place.save()
    form = client.get("/massnahmen/?ziel=1.1.1&ort=insel").context["filter"].form
    assert set(form.errors) == {"ziel", "ort"}
    assert [key for key, _ in form.fields["ziel"].choices] == ["", "1", "1.1"]
