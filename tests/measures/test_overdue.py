from datetime import date, timedelta

import pytest

from districts.models import Offer
from goals.models.content import Publication
from measures.models import Measure, Milestone, Phase
from measures.overdue import (
    newest_overdue,
    overdue_measures,
    overdue_milestones,
)
from tests.factories import (
    make_department,
    make_measure,
    make_milestone,
    make_offer,
    make_report,
)

DAY = date(2026, 3, 1)


def titles(rows):
    return [str(row) for row in rows]


@pytest.mark.parametrize(
    ("day", "months", "newest"),
    [
        ("2026-02-28", 6, "2025-08-27"),  # 31.08. + 6 months is this day itself: not yet
        ("2026-03-01", 6, "2025-08-31"),
        ("2024-02-29", 6, "2023-08-28"),  # a leap year has one day more
        ("2024-03-01", 6, "2023-08-31"),
        ("2025-03-01", 12, "2024-02-29"),
        ("2026-01-01", 1, "2025-11-30"),
        ("2026-03-02", 0, "2026-03-01"),
        ("2026-03-02", 40_000, "0001-01-01"),
        ("0001-01-01", 0, "0001-01-01"),
    ],
)
def test_months_are_counted_as_people_count_them(day, months, newest):
    assert newest_overdue(date.fromisoformat(day), months) == date.fromisoformat(newest)


@pytest.mark.django_db
class TestMeasures:
    def test_overdue_is_what_the_rhythm_says(self):
        slow, quick = make_department("a"), make_department("b", report_every_months=3)
        for name, department, on in (
            ("seit sechs Monaten", slow, "2025-09-01"),
            ("länger als sechs", slow, "2025-08-31"),
            ("seit drei Monaten", quick, "2025-12-01"),
            ("länger als drei", quick, "2025-11-30"),
            ("ohne Fachbereich, sechs", None, "2025-09-01"),
            ("ohne Fachbereich, länger", None, "2025-08-31"),
        ):
            make_report(make_measure(name, department=department), on)
        make_measure("nie berichtet", department=slow)
        assert titles(overdue_measures(Measure.objects.all(), DAY)) == [
            "länger als drei",
            "länger als sechs",
            "nie berichtet",
            "ohne Fachbereich, länger",
        ]

    @pytest.mark.parametrize(
        ("begins", "is_overdue"),
        [
            ({}, True),
            ({"planned_start": "2026-03-01"}, True),
            ({"planned_start": "2026-03-02"}, False),
            ({"planned_start": "2026-03"}, True),
            ({"planned_start": "2026-04"}, False),
            ({"planned_start": "2026"}, True),
            ({"planned_start": "2027"}, False),
            ({"planned_start": "2027", "actual_start": "2026-02"}, True),
            ({"planned_start": "2025", "actual_start": "2026-04"}, False),
        ],
    )
    def test_one_never_reported_on_is_overdue_from_its_start(self, begins, is_overdue):
        make_measure(**begins)
        assert overdue_measures(Measure.objects.all(), DAY).exists() == is_overdue

    def test_only_a_published_report_of_the_past_counts(self):
        measure = make_measure("alt")
        make_report(measure, "2025-01-01")
        make_report(measure, "2026-02-01", publication=Publication.REVIEW)
        make_report(measure, DAY + timedelta(days=1))
        found = overdue_measures(Measure.objects.all(), DAY)
        assert [(row, row.reported_on) for row in found] == [(measure, date(2025, 1, 1))]

    @pytest.mark.parametrize("phase", Phase)
    def test_what_has_ended_is_never_overdue(self, phase):
        make_report(make_measure(), "2020-01-01", phase)
        found = overdue_measures(Measure.objects.all(), DAY)
        assert found.exists() == (phase not in (Phase.COMPLETED, Phase.DROPPED))

    def test_what_is_archived_is_never_overdue(self):
        make_measure("nie berichtet", publication=Publication.ARCHIVED)
        assert titles(overdue_measures(Measure.objects.all(), DAY)) == []

    def test_what_stands_before_stays(self):
        own, other = make_department("a"), make_department("b")
        make_measure("eigene", department=own)
        make_measure("fremde", department=other)
        assert titles(overdue_measures(own.measures.all(), DAY)) == ["eigene"]


@pytest.mark.django_db
def test_milestones_past_due_and_not_reached():
    going, ended = make_measure("läuft"), make_measure("zu Ende")
    make_report(ended, "2025-01-01", Phase.COMPLETED)
    make_milestone(going, "gestern", DAY - timedelta(days=1))
    make_milestone(going, "heute", DAY)
    make_milestone(going, "erreicht", "2025-01-01", reached_on=DAY)
    make_milestone(ended, "zu Ende", "2025-01-01")
    make_milestone(make_measure("ab", publication=Publication.ARCHIVED), "archiviert", "2025-01-01")
    assert titles(overdue_milestones(Milestone.objects.all(), DAY)) == ["gestern"]


@pytest.mark.django_db
def test_offers_that_nobody_verified_for_a_year():
    make_offer("nie geprüft")
    make_offer("vor 366 Tagen", verified_on=DAY - timedelta(days=366))
    make_offer("vor 365 Tagen", verified_on=DAY - timedelta(days=365))
    make_offer("beendet", status=Offer.Status.ENDED)
    make_offer("archiviert", publication=Publication.ARCHIVED)
    assert titles(Offer.objects.to_verify(DAY)) == ["nie geprüft", "vor 366 Tagen"]
