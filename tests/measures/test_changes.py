"""What is different between two days, in live reports and between frozen ones."""

from dataclasses import replace
from datetime import date

import pytest

from goals.models import Goal
from goals.models.content import Publication
from measures.changes import between
from measures.interchange import as_json, from_json
from measures.models import Measure, Phase, Schedule
from measures.reporting import report_for
from tests.factories import (
    make_assessment,
    make_coverage,
    make_goal,
    make_measure,
    make_place,
    make_report,
    make_town,
)

pytestmark = pytest.mark.django_db
BEFORE, NOW = date(2024, 1, 1), date(2024, 6, 30)


def found(changes):
    return [(c.kind, c.title, c.place, c.before, c.after) for c in changes]


def live():
    return found(report_for(NOW, compared_on=BEFORE).compare())


def kept(day):
    return from_json(as_json(report_for(day)))


def both():
    """What the live report says, which two frozen ones must say as well."""
    assert found(between(kept(BEFORE), kept(NOW))) == live()
    return live()


def test_nothing():
    make_report(make_measure("a"), "2023-01-01")
    make_report(Measure.objects.get(), "2024-03-01")
    assert both() == []


def test_without_a_day_to_compare_with():
    make_report(make_measure("a"), "2024-02-01")
    assert found(report_for(NOW).compare()) == []


@pytest.mark.parametrize(
    ("before", "now", "rows"),
    [
        (
            {"phase": Phase.PLANNING}, {"phase": Phase.UNDERWAY},
            [("Phase geändert", "a", "", "in Planung", "in Umsetzung")],
        ),
        (
            {"percent": 90}, {"phase": Phase.COMPLETED},
            [
                ("abgeschlossen", "a", "", "in Umsetzung", "abgeschlossen"),
                ("Fortschritt", "a", "", "90 Prozent", "100 Prozent"),
            ],
        ),
        (
            {}, {"schedule": Schedule.CRITICAL, "schedule_reason": "Eis."},
            [("Termintreue geändert", "a", "", "nicht bewertet", "kritisch")],
        ),
        ({}, {"percent": 10}, [("Fortschritt", "a", "", "ohne Angabe", "10 Prozent")]),
        ({"percent": 10}, {}, []),
        (
            {"phase": Phase.UNDERWAY}, {"phase": Phase.DROPPED},
            [
                ("Phase geändert", "a", "", "in Umsetzung", "nicht weiterverfolgt"),
                (
                    "Lücke entstanden", "Handlungsziel 1.1.1 Wortlaut von 1.1.1.", "Ratzeburg",
                    "in Umsetzung", "Lücke",
                ),
            ],
        ),
    ],
)  # fmt: skip
def test_of_a_measure(before, now, rows):
    measure = make_measure("a", districts=[make_town()])
    make_report(measure, "2023-06-01", **before)
    make_report(measure, "2024-03-01", **now)
    assert both() == rows


def test_the_first_report_of_one_that_was_known():
    make_report(make_measure("a", planned_start="2023"), "2024-03-01")
    assert both() == [("Phase geändert", "a", "", "ohne Sachstand", "in Umsetzung")]


def test_a_new_one_closes_a_gap():
    goal = make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
    make_place("Insel")
    make_report(make_measure("a", [goal], [make_place("Vorstadt")]), "2024-03-01", Phase.PLANNING)
    assert both() == [
        ("neu", "a", "", "", "in Planung"),
        ("Lücke geschlossen", f"Handlungsziel 1.1.1 {goal.text}", "Vorstadt", "Lücke", "geplant"),
    ]


def test_assessments():
    coverage = make_coverage(make_goal("1.1.1"))
    other = make_coverage(make_goal("1.1.2"))
    make_assessment(coverage, "2024-03-01", "erreicht")
    make_assessment(other, "2023-03-01", "erreicht")
    make_assessment(other, "2024-03-01", "begonnen")
    assert [(kind, place, old, new) for kind, _, place, old, new in both()] == [
        ("Lücke geschlossen", "Ratzeburg", "Lücke", "erreicht"),
        ("Ziel erreicht", "Ratzeburg", "Lücke", "erreicht"),
        ("Lücke entstanden", "Ratzeburg", "erreicht", "Lücke"),
        ("Ziel nicht mehr erreicht", "Ratzeburg", "erreicht", "Lücke"),
    ]


def test_filters_leave_only_the_measures_that_are_shown(client):
    for title, place in (("a", "Insel"), ("b", "Vorstadt")):
        make_report(make_measure(title, districts=[make_place(place)]), "2024-03-01")
    query = "ort=insel&stichtag=2024-06-30&vergleich=2024-01-01"
    report = client.get(f"/statusbericht/?{query}").context["report"]
    assert [row[:2] for row in found(report.compare()) if row[0] == "neu"] == [("neu", "a")]


def test_between_frozen_ones_also_what_is_gone():
    make_report(make_measure("a"), "2023-06-01")
    older = kept(BEFORE)
    Measure.objects.update(publication=Publication.ARCHIVED)
    assert found(between(older, kept(NOW))) == [
        ("nicht mehr im Bericht", "a", "", "in Umsetzung", "")
    ]


def test_a_place_that_came_later_did_not_apply_before():
    goal = make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
    older = kept(BEFORE)
    make_place("Neubau")
    text = f"Handlungsziel 1.1.1 {goal.text}"
    assert found(between(older, kept(NOW))) == [
        ("Lücke entstanden", text, "Neubau", "gilt hier nicht", "Lücke")
    ]
    assert found(between(kept(NOW), older)) == [
        ("Lücke geschlossen", text, "Neubau", "Lücke", "gilt hier nicht")
    ]
    renamed = replace(older, places=[replace(p, name="Anders") for p in older.places])
    assert found(between(renamed, older)) == []


def test_a_goal_that_came_or_went():
    make_coverage(make_goal("1.1.1"))
    older = kept(BEFORE)
    make_coverage(make_goal("1.1.2"))
    newer, text = kept(NOW), "Handlungsziel 1.1.2 Wortlaut von 1.1.2."
    assert found(between(older, newer)) == [
        ("Lücke entstanden", text, "Ratzeburg", "gilt hier nicht", "Lücke")
    ]
    assert found(between(newer, older)) == [
        ("Lücke geschlossen", text, "Ratzeburg", "Lücke", "gilt hier nicht")
    ]


def test_a_place_whose_address_changed_is_the_same():
    goal = make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
    place, other = make_place("Markt"), make_place("Insel")
    older = kept(BEFORE)
    place.slug = "am-markt"
    place.save()
    make_report(make_measure("a", [goal], [other]), "2024-03-01")
    assert [row[:3] for row in found(between(older, kept(NOW)))] == [
        ("neu", "a", ""),
        ("Lücke geschlossen", f"Handlungsziel 1.1.1 {goal.text}", "Insel"),
    ]
