from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from goals.models.content import Publication
from measures.models import Phase, ProgressReport, Schedule
from tests.factories import make_goal, make_measure, make_report

pytestmark = pytest.mark.django_db


def refused(**values):
    """{field: messages} with which a report of these values is refused."""
    report = ProgressReport(measure=make_measure(), **{"phase": Phase.UNDERWAY, **values})
    with pytest.raises(ValidationError) as refusal:
        report.full_clean()
    return refusal.value.message_dict


class TestRules:
    @pytest.mark.parametrize("schedule", Schedule)
    def test_a_delay_needs_a_reason(self, schedule):
        if schedule in ("verzoegert", "kritisch"):
            assert refused(schedule=schedule) == {
                "__all__": ["Bei verzögert und kritisch bitte eine Begründung angeben."]
            }
            with pytest.raises(IntegrityError), transaction.atomic():
                make_report(make_measure("b"), schedule=schedule)
            make_report(make_measure("c"), schedule=schedule, schedule_reason="Lieferung.")
        else:
            make_report(schedule=schedule)

    @pytest.mark.parametrize(
        ("values", "messages"),
        [
            ({"percent": 101}, {"__all__": ["Mehr als 100 Prozent gibt es nicht."]}),
            ({"percent": -1}, {"percent": ["Dieser Wert muss größer oder gleich 0 sein."]}),
            ({"phase": "fertig"}, {"phase": ["Wert 'fertig' ist keine gültige Option."]}),
            ({"schedule": "spät"}, {"schedule": ["Wert 'spät' ist keine gültige Option."]}),
        ],
    )
    def test_refused_by_form_and_by_database(self, values, messages):
        assert refused(**values) == messages
        with pytest.raises(IntegrityError), transaction.atomic():
            make_report(make_measure("b"), **values)

    @pytest.mark.parametrize("percent", [None, 0, 100])
    def test_percent_is_optional(self, percent):
        make_report(percent=percent).full_clean()

    def test_it_is_not_dated_in_the_future(self):
        tomorrow = timezone.localdate() + timedelta(days=1)
        assert refused(reported_on=tomorrow) == {
            "reported_on": ["Dieses Datum liegt in der Zukunft."]
        }
        make_report(make_measure("b"), timezone.localdate()).full_clean()


class TestOrder:
    def test_newest_first_the_later_entered_before_others_of_its_day(self):
        measure = make_measure()
        days = ["2025-02-01", "2025-03-01", "2025-01-01", "2025-02-01"]
        first, second, third, fourth = (make_report(measure, day) for day in days)
        assert list(ProgressReport.objects.newest_first()) == [second, fourth, first, third]
        assert list(measure.reports.all()) == [second, fourth, first, third]

    def test_up_to_a_day_counts_the_day_itself(self):
        measure = make_measure()
        reports = [make_report(measure, f"2025-01-0{day}") for day in (1, 2, 3)]
        up_to = ProgressReport.objects.up_to(reports[1].reported_on)
        assert list(up_to) == [reports[1], reports[0]]

    def test_up_to_today(self):
        today = make_report(on=timezone.localdate())
        make_report(today.measure, timezone.localdate() + timedelta(days=1))
        assert list(ProgressReport.objects.up_to()) == [today]


def test_public_when_it_and_its_measure_are():
    shown = make_report(make_measure("a"))
    make_report(shown.measure, publication=Publication.REVIEW)
    make_report(make_measure("b", publication=Publication.ARCHIVED))
    make_report(make_measure("c", [make_goal("2.1.1", is_published=False)]))
    assert list(ProgressReport.objects.public()) == [shown]


def test_what_is_new_shows_no_report_of_tomorrow(client):
    shown = make_report(text="Von heute.")
    make_report(shown.measure, timezone.localdate() + timedelta(days=1), text="Von morgen.")
    make_report(shown.measure, publication=Publication.DRAFT, text="Entwurf.")
    for page in ("/", shown.measure.get_absolute_url()):
        html = client.get(page).content.decode()
        assert "Von heute." in html
        assert "Von morgen." not in html
        assert "Entwurf." not in html
