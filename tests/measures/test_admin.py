from datetime import timedelta

import pytest
from django.utils import timezone

from measures.models import Measure, Phase, ProgressReport
from tests.factories import (
    make_department,
    make_measure,
    make_member,
    make_milestone,
    make_report,
    make_resolution,
    make_staff,
)

pytestmark = pytest.mark.django_db
MEASURES = "/admin/measures/measure/"


@pytest.fixture
def department():
    return make_department()


@pytest.fixture
def staff(client, department):
    """Someone of the Redaktion, who may record but not correct."""
    client.force_login(make_member("Redaktion", departments=[department]))
    return client


@pytest.fixture
def office(client):
    """Someone of the Verwaltung."""
    client.force_login(make_member("Verwaltung"))
    return client


def form(measure, reports=(), **values):
    """What a browser sends from the measure's page, with `reports` filled in below it."""
    there = measure.reports.count()
    data = {
        "title": measure.title,
        "slug": measure.slug,
        "publication": measure.publication,
        "department": measure.department_id or "",
        "goals": [goal.pk for goal in measure.goals.all()],
        "reports-TOTAL_FORMS": there + len(reports),
        "reports-INITIAL_FORMS": there,
        **{
            f"{prefix}-{count}_FORMS": 0
            for prefix in ("milestones", "resolutions")
            for count in ("TOTAL", "INITIAL")
        },
        **values,
    }
    for number, report in enumerate(reports, there):
        report = {"schedule": "im-plan", "publication": "veroeffentlicht", **report}
        data |= {f"reports-{number}-{name}": value for name, value in report.items()}
    return data


def page(measure):
    return f"{MEASURES}{measure.pk}/change/"


def state(measure):
    newest = Measure.objects.with_state().get(pk=measure.pk)
    return newest.phase, newest.percent


REPORT = {"reported_on": "01.03.2025", "phase": "in-umsetzung", "percent": 40, "text": "Läuft."}


class TestReports:
    def test_a_new_report_is_the_state_at_once(self, staff, department):
        measure = make_measure(department=department)
        make_report(measure, "2025-01-01", Phase.PLANNING)
        assert staff.post(page(measure), form(measure, [REPORT])).status_code == 302
        assert state(measure) == ("in-umsetzung", 40)
        assert measure.reports.first().author.username == "redaktion"
        text = staff.get(MEASURES).text
        assert "in Umsetzung" in text
        assert "1. März 2025" in text

    def test_the_empty_form_that_stands_ready_is_no_report(self, staff, department):
        measure = make_measure(department=department)
        empty = {"reported_on": f"{timezone.localdate():%d.%m.%Y}", "schedule": "nicht-bewertet"}
        data = form(measure, [empty])
        data["initial-reports-0-reported_on"] = empty["reported_on"]
        assert staff.post(page(measure), data).status_code == 302
        assert measure.reports.count() == 0

    def test_what_stands_is_not_changed_by_the_redaktion(self, staff, department):
        measure = make_measure(department=department)
        old = make_report(measure, text="So war es.", percent=10)
        text = staff.get(page(measure)).text
        assert "So war es." in text
        assert 'name="reports-0-text"' not in text
        assert 'name="reports-1-text"' in text
        data = form(measure, [REPORT]) | {
            "reports-0-id": old.pk,
            "reports-0-text": "So war es nie.",
            "reports-0-DELETE": "on",
        }
        staff.post(page(measure), data)
        old.refresh_from_db()
        assert (old.text, measure.reports.count()) == ("So war es.", 2)

    def test_the_verwaltung_corrects(self, office):
        measure = make_measure()
        old = make_report(measure, "2025-01-01", percent=10, author=make_staff("andere"))
        data = form(measure) | {
            "reports-0-id": old.pk,
            "reports-0-measure": measure.pk,
            "reports-0-reported_on": "01.01.2025",
            "reports-0-phase": "in-planung",
            "reports-0-schedule": "im-plan",
            "reports-0-percent": 20,
            "reports-0-publication": "veroeffentlicht",
        }
        assert office.post(page(measure), data).status_code == 302
        assert state(measure) == ("in-planung", 20)
        assert measure.reports.get().author.username == "andere"

    def test_nobody_deletes_a_report_in_passing(self, office):
        measure = make_measure()
        make_report(measure)
        assert "reports-0-DELETE" not in office.get(page(measure)).text

    @pytest.mark.parametrize(
        ("values", "error"),
        [
            ({"percent": 101}, "Mehr als 100 Prozent gibt es nicht."),
            ({"schedule": "kritisch"}, "Bei verzögert und kritisch bitte eine Begründung angeben."),
            ({"schedule": "verzoegert"}, "Bei verzögert und kritisch bitte eine Begründung"),
            ({"phase": ""}, "Dieses Feld ist zwingend erforderlich."),
            ({"phase": "fertig"}, "fertig ist keine"),
            (
                {"reported_on": f"{timezone.localdate() + timedelta(days=1):%d.%m.%Y}"},
                "Dieses Datum liegt in der Zukunft.",
            ),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_saved(self, staff, department, values, error):
        measure = make_measure(department=department)
        response = staff.post(page(measure), form(measure, [REPORT | values], title="Neu"))
        assert response.status_code == 200
        assert error in response.text
        assert ProgressReport.objects.count() == 0
        assert Measure.objects.get().title == "Spielplatz"

    def test_the_words_are_explained(self, staff, department):
        text = staff.get(page(make_measure(department=department))).text
        for phase in Phase:
            assert f"{phase.label[0].upper()}{phase.label[1:]}: " in text
        assert "Kritisch: " in text


class TestList:
    def test_a_measure_without_report(self, staff, department):
        make_measure(department=department)
        row = staff.get(MEASURES).context["cl"].result_list[0]
        assert (row.phase, row.reported_on) == (None, None)

    def test_sorted_by_its_state(self, staff, department):
        late, early = (
            make_measure("Spät", department=department),
            make_measure("Früh", department=department),
        )
        make_report(late, "2025-02-01"), make_report(early, "2025-01-01")
        rows = staff.get(MEASURES, {"o": "3"}).context["cl"].result_list
        assert list(rows) == [early, late]

    def test_filters_and_search(self, staff, department):
        other = make_department("Bauamt")
        other.members.set(department.members.all())
        shown = make_measure("Ärztehaus", department=other)
        make_measure("Spielplatz", department=department)
        for query in ({"department__id__exact": other.pk}, {"q": "ÄRZTEHAUS"}):
            assert list(staff.get(MEASURES, query).context["cl"].queryset) == [shown]


def test_milestones_and_resolutions_stand_below(office):
    measure = make_measure()
    make_milestone(measure, "Eröffnung"), make_resolution(measure, "Bauausschuss")
    text = office.get(page(measure)).text
    assert 'value="Eröffnung"' in text
    assert 'value="Bauausschuss"' in text


def test_a_measure_with_reports_is_not_deleted(office):
    measure = make_measure()
    make_report(measure)
    response = office.post(f"{MEASURES}{measure.pk}/delete/", {"post": "yes"})
    assert "in Umsetzung, 01.01.2025" in " ".join(response.context["protected"])
    assert Measure.objects.get() == measure
