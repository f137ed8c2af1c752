"""What the research does not say stays empty."""

import pytest
from django.conf import settings

from tests.content.fixture_files import (
    RESEARCHED_ON,
    by_slug,
    numbers,
    own_words,
    rows,
)


def test_no_number_that_the_research_does_not_have(research, reports):
    researched_on = numbers(RESEARCHED_ON)
    stray = {}
    for model, entries in (
        ("districts.district", research["districts"]),
        ("districts.offer", research["offers"]),
        ("measures.measure", research["measures"]),
    ):
        for entry in entries:
            row = by_slug(model)[entry["id"]]
            said = numbers(own_words(row))
            known = numbers(entry)
            if model == "measures.measure":
                report = reports[entry["id"]][0]
                said |= numbers(report["text"], report["next_step"])
                known |= researched_on
            if said - known:
                stray[entry["id"]] = said - known
    assert stray == {}


@pytest.mark.parametrize(
    ("model", "empty"),
    [
        ("districts.district", {"confirmed_on": None, "outline": None, "contact": ""}),
        ("districts.organisation", {"confirmed_on": None, "address": "", "phone": ""}),
        (
            "districts.offer",
            {
                "confirmed_on": None,
                "verified_on": None,
                "is_free": None,
                "needs_registration": None,
                "opening_hours": "",
                "latitude": None,
            },
        ),
        ("districts.measurement", {"confirmed_on": None}),
        (
            "measures.measure",
            {
                "confirmed_on": None,
                "identifier": "",
                "department": None,
                "cost_once": None,
                "cost_per_year": None,
                "budget_item": "",
                "contact": "",
            },
        ),
        (
            "measures.progressreport",
            {"percent": None, "schedule": "nicht-bewertet", "next_step_on": None, "author": None},
        ),
    ],
)
def test_nothing_is_invented(model, empty):
    found = {field: {row[field] for row in rows(model)} for field in empty}
    assert found == {field: {value} for field, value in empty.items()}


def test_content_is_published_on_one_day():
    models = ("organisation", "offer", "indicator")
    content = [row for model in models for row in rows(f"districts.{model}")]
    content += rows("measures.measure")
    assert {row["publication"] for row in content} == {"veroeffentlicht"}
    assert {row["publication"] for row in rows("measures.progressreport")} == {"veroeffentlicht"}
    nodes = rows("goals.goal") + rows("districts.district")
    assert {row["is_published"] for row in nodes} == {True}
    assert {row["changed_at"] for row in content + nodes} == {"2026-11-24T11:00:00Z"}


def test_no_name_that_the_town_has_to_confirm_first():
    text = "".join(path.read_text() for path in settings.BASE_DIR.glob("fixtures/*.json"))
    assert [word for word in ("Stüvkamp", "kandidat", "Kandidat") if word in text] == []
