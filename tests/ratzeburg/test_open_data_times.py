"""When a table of the open data was last changed: it never goes back, and drafts don't move it."""

import operator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.utils import timezone

from goals.models.content import Publication
from tests.factories import (
    make_assessment,
    make_goal,
    make_indicator,
    make_measure,
    make_measurement,
    make_offer,
    make_organisation,
    make_place,
    make_report,
)
from tests.ratzeburg.test_open_data import document, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def time_of(client, name):
    return datetime.fromisoformat(document(client, name)["changed_at"])


@pytest.fixture
def clock(monkeypatch):
    """Each look at it is a minute later: the tables name seconds."""
    minutes = count(1)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: start + timedelta(minutes=next(minutes)))


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("massnahmen", make_measure),
        ("sachstaende", make_report),
        ("angebote", make_offer),
        ("kennzahlen", make_indicator),
    ],
)
@pytest.mark.parametrize("publication", [Publication.DRAFT, Publication.ARCHIVED])
def test_what_leaves_a_table_changes_it(client, name, make, publication):
    row = make()
    published = time_of(client, name)
    row.publication = publication
    row.save()
    taken_back = time_of(client, name)
    row.save()
    assert published < taken_back == time_of(client, name)


def test_what_leaves_a_tree_changes_its_tables(client):
    goal, place = make_goal("1.1.1"), make_place()
    make_offer(), make_measure(goals=[goal])
    for row, names in ((goal, ("ziele", "massnahmen")), (place, ("orte", "angebote", "termine"))):
        before = [time_of(client, name) for name in names]
        row.is_published = False
        row.save()
        assert all(map(operator.lt, before, [time_of(client, name) for name in names])), row


def test_a_deletion_changes_a_table(client):
    value, assessment, offer = make_measurement(), make_assessment(), make_offer()
    for row, name in ((value, "kennzahlen"), (assessment, "abdeckung"), (offer, "angebote")):
        before = time_of(client, name)
        row.delete()
        assert before < time_of(client, name)


def test_a_report_that_waited_changes_the_table_when_it_comes_out(client):
    waiting = make_report(publication=Publication.REVIEW)
    make_report(waiting.measure)
    before = time_of(client, "sachstaende")
    waiting.publication = Publication.PUBLISHED
    waiting.save()
    assert before < time_of(client, "sachstaende")


def test_a_new_name_of_an_organisation_changes_the_tables_that_name_it(client):
    organisation = make_organisation()
    make_offer(organisation=organisation), make_measure(partners=[organisation])
    names = ("angebote", "massnahmen")
    before = [time_of(client, name) for name in names]
    organisation.name = "Verein für mehr"
    organisation.save()
    after = [time_of(client, name) for name in names]
    assert [row["traeger"] for row in rows(client, "angebote")] == ["Verein für mehr"]
    assert all(map(operator.lt, before, after))


@pytest.mark.parametrize(
    ("name", "make"),
    [("massnahmen", make_measure), ("angebote", make_offer), ("kennzahlen", make_indicator)],
)
def test_what_was_never_shown_changes_no_table(client, name, make):
    make()
    before = time_of(client, name)
    draft = make("Anderes", publication=Publication.DRAFT)
    draft.publication = Publication.ARCHIVED
    draft.save()
    draft.delete()
    assert time_of(client, name) == before
