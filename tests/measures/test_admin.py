"""The pages on which editor keep measures."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from goals.models.content import Publication
from measures.models import Measure, Phase
from tests.factories import (
    make_department,
    make_measure,
    make_milestone,
    make_organisation,
    make_report,
    make_resolution,
    make_staff,
)
from tests.forms import filled, texts

pytestmark = pytest.mark.django_db
MEASURES = "/admin/measures/measure/"


def page(measure):
    return f"{MEASURES}{measure.pk}/change/"


def unchanged(client, measure, **values):
    """The one click; what it says."""
    response = client.post(f"{MEASURES}{measure.pk}/unveraendert/", values, follow=True)
    return [str(message) for message in response.context["messages"]]


class TestList:
    def test_a_measure_without_report(self, editor, department):
        make_measure(department=department)
        row = editor.get(MEASURES).context["cl"].result_list[0]
        assert (row.phase, row.reported_on) == (None, None)

    def test_sorted_by_its_state(self, editor, department):
        late, early = (
            make_measure("Spät", department=department),
            make_measure("Früh", department=department),
        )
        make_report(late, "2025-02-01"), make_report(early, "2025-01-01")
        rows = editor.get(MEASURES, {"o": "4"}).context["cl"].result_list
        assert list(rows) == [early, late]

    def test_filters_and_search(self, editor, department):
        other = make_department("Bauamt")
        other.members.set(department.members.all())
        shown = make_measure("Ärztehaus", department=other)
        make_measure("Spielplatz", department=department)
        make_resolution(shown, paper="SR/BeVoSr/017/2024")
        make_resolution(make_measure("Fremd", slug="fremd"), paper="SR/BeVoSr/017/2024")
        for query in (
            {"department__id__exact": other.pk},
            {"q": "ÄRZTEHAUS"},
            {"q": "SR/BeVoSr/017/2024"},
            {"q": "Vorlage 017/2024"},
        ):
            assert list(editor.get(MEASURES, query).context["cl"].queryset) == [shown]

    def test_what_is_due_or_contradicts_itself(self, office):
        today = timezone.localdate()
        late, waiting, fine = (make_measure(title) for title in ("Spät", "Wartet", "Gut"))
        make_report(late, "2020-01-01", percent=100)
        for measure in (waiting, fine):
            make_report(measure, today)
        make_milestone(waiting, due_on=today - timedelta(days=1))
        queries = {
            "faellig=sachstand": [late],
            "faellig=meilenstein": [waiting],
            "widerspruch=hundert-prozent": [late],
            "faellig=quatsch": [fine, late, waiting],
            "widerspruch=": [fine, late, waiting],
        }
        for query, expected in queries.items():
            assert list(office.get(f"{MEASURES}?{query}").context["cl"].queryset) == expected

    def test_a_button_stands_where_something_may_be_unchanged(self, editor, department):
        reported, new = (make_measure(title, department=department) for title in ("Alt", "Neu"))
        make_report(reported)
        text = editor.get(MEASURES).text
        assert f"{MEASURES}{reported.pk}/unveraendert/" in text
        assert f"{MEASURES}{new.pk}/unveraendert/" not in text
        assert f"/admin/measures/progressreport/add/?measure={new.pk}" in text


class TestPage:
    def test_the_newest_reports_stand_there_to_read(self, editor, department):
        measure = make_measure(department=department)
        for month in range(1, 8):
            make_report(measure, f"2025-0{month}-01", text=f"Stand {month}.")
        response = editor.get(page(measure))
        shown = [month for month in range(1, 8) if f"Stand {month}." in response.text]
        assert shown == [3, 4, 5, 6, 7]
        assert f"progressreport/?measure__id__exact={measure.pk}" in response.text
        assert 'name="reports-0-text"' not in response.text
        everything = editor.get(f"/admin/measures/progressreport/?measure__id__exact={measure.pk}")
        assert everything.context["cl"].result_count == 7

    def test_milestones_and_resolutions_stand_below(self, office):
        measure = make_measure()
        make_milestone(measure, "Eröffnung"), make_resolution(measure, "Bauausschuss")
        text = office.get(page(measure)).text
        assert 'value="Eröffnung"' in text
        assert 'value="Bauausschuss"' in text

    def test_the_redaktion_chooses_who_takes_part(self, editor, department):
        measure, partner = make_measure(department=department), make_organisation("Kirche")
        found = editor.get(
            "/admin/autocomplete/",
            {
                "app_label": "measures",
                "model_name": "measure",
                "field_name": "partners",
                "term": "kirche",
            },
        ).json()["results"]
        assert [row["text"] for row in found] == ["Kirche"]
        data = filled(editor.get(page(measure)), "measure_form", partners=[partner.pk])
        assert editor.post(page(measure), data).status_code == 302
        assert list(measure.partners.all()) == [partner]

    def test_one_with_reports_is_not_deleted(self, office):
        measure = make_measure()
        make_report(measure)
        response = office.post(f"{MEASURES}{measure.pk}/delete/", {"post": "yes"})
        assert "in Umsetzung, 01.01.2025" in texts(response)
        assert Measure.objects.get() == measure


class TestUnchanged:
    def test_a_report_of_today_says_what_the_last_one_said(self, editor, department):
        measure = make_measure(department=department)
        last = make_report(
            measure,
            "2025-01-01",
            Phase.UNDERWAY,
            schedule="verzoegert",
            schedule_reason="Lieferung.",
            percent=40,
            text="Die Hälfte.",
            obstacles="Frost.",
            next_step="Bau",
            next_step_on="2025-06-01",
        )
        make_report(measure, "2025-02-01", Phase.DROPPED, publication=Publication.DRAFT)
        assert unchanged(editor, measure) == ["„Spielplatz“: Sachstand von heute, zur Freigabe."]
        new = measure.reports.get(reported_on=timezone.localdate())
        kept = ("phase", "schedule", "schedule_reason", "next_step", "next_step_on")
        last.refresh_from_db()
        assert [getattr(new, name) for name in kept] == [getattr(last, name) for name in kept]
        assert (new.text, new.percent, new.obstacles, new.publication) == (
            "Unverändert, geprüft.", None, "", "zur-freigabe",
        )  # fmt: skip
        assert (new.author.username, new.history.get().history_user.username) == (
            "redaktion", "redaktion",
        )  # fmt: skip

    def test_who_may_publish_publishes_with_it(self, office):
        measure = make_measure()
        make_report(measure, percent=40)
        assert unchanged(office, measure) == ["„Spielplatz“: Sachstand von heute, veröffentlicht."]
        state = Measure.objects.with_state().get()
        assert (state.reported_on, state.percent) == (timezone.localdate(), 40)

    def test_the_same_click_twice_makes_one(self, office):
        measure, key = make_measure(), uuid4()
        make_report(measure)
        said = [unchanged(office, measure, key=key) for _ in range(2)]
        assert said[1] == ["Der Sachstand war schon gespeichert."]
        assert measure.reports.count() == 2
        unchanged(office, measure, key=uuid4()), unchanged(office, measure, key="quatsch")
        assert measure.reports.count() == 4

    def test_without_an_earlier_report_it_says_so(self, office):
        assert unchanged(office, make_measure()) == [
            (
                "„Spielplatz“ hat noch keinen Sachstand, der unverändert sein könnte. "
                "Bitte einen erfassen."
            )
        ]

    def test_it_leads_back_to_where_the_button_was(self, office):
        measure = make_measure()
        make_report(measure)
        address = f"{MEASURES}{measure.pk}/unveraendert/"
        for referer, target in (
            ("http://testserver/admin/", "http://testserver/admin/"),
            ("http://example.org/admin/", MEASURES),
            ("", MEASURES),
        ):
            assert office.post(address, HTTP_REFERER=referer).url == target

    def test_for_others_there_is_no_such_address(self, client, editor):
        foreign = make_measure(department=make_department("Bauamt"))
        make_report(foreign)
        address = f"{MEASURES}{foreign.pk}/unveraendert/"
        assert editor.post(address).status_code == 404
        assert editor.post(f"{MEASURES}99999999999999999999/unveraendert/").status_code == 404
        assert editor.get(address).status_code == 405
        without_rights = make_staff("leer", is_superuser=False)
        foreign.department.members.add(without_rights)
        client.force_login(without_rights)
        assert client.post(address).status_code == 403
        client.logout()
        assert client.post(address).url.startswith("/admin/login/")
        assert foreign.reports.count() == 1
