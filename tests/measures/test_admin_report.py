"""The page „Sachstand erfassen“."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from goals.models.content import Publication
from measures.models import Measure, Phase, ProgressReport
from tests.factories import (
    make_department,
    make_measure,
    make_report,
    make_staff,
)
from tests.forms import filled, texts

pytestmark = pytest.mark.django_db
REPORTS = "/admin/measures/progressreport/"
ADD = f"{REPORTS}add/"


@pytest.fixture
def measure(department):
    return make_measure(department=department)


def form(client, measure, **changes):
    """What a browser sends from the page after these changes."""
    response = client.get(f"{ADD}?measure={measure.pk}")
    return filled(response, "progressreport_form", **changes)


def record(client, measure, **changes):
    return client.post(ADD, form(client, measure, **REPORT | changes), follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


REPORT = {"reported_on": "01.03.2025", "phase": "in-umsetzung", "percent": 40, "text": "Läuft."}


class TestRecording:
    def test_the_form_starts_from_the_last_report(self, editor, measure):
        make_report(measure, "2024-01-01", Phase.PROPOSED, text="Ganz früher.")
        make_report(
            measure, "2025-01-01", Phase.PLANNING, schedule="im-plan", percent=5, text="Geplant."
        )
        response = editor.get(f"{ADD}?measure={measure.pk}")
        values = filled(response, "progressreport_form")
        assert {name: values[name] for name in ("measure", "phase", "schedule")} == {
            "measure": [str(measure.pk)],
            "phase": ["in-planung"],
            "schedule": ["im-plan"],
        }
        assert [values[name] for name in ("text", "obstacles", "percent", "next_step")] == [
            [""]
        ] * 4
        assert values["reported_on"] == [f"{timezone.localdate():%d.%m.%Y}"]
        assert UUID(values["key"][0])
        aside = texts(response).partition("Bisher zu „Spielplatz“")[2]
        assert aside.index("Sachstand vom 01.01.2025") < aside.index("Sachstand vom 01.01.2024")
        assert "Geplant." in aside

    def test_a_report_of_the_verwaltung_is_the_state_at_once(self, office, measure):
        make_report(measure, "2025-01-01", Phase.PLANNING)
        response = record(office, measure)
        assert response.redirect_chain == [(f"/admin/measures/measure/{measure.pk}/change/", 302)]
        assert said(response)[-1] == "Er ist veröffentlicht."
        newest = Measure.objects.with_state().get()
        assert (newest.phase, newest.percent) == ("in-umsetzung", 40)
        assert measure.reports.first().author.username == "verwaltung"

    def test_one_of_the_redaktion_is_put_forward(self, editor, measure):
        response = record(editor, measure)
        assert said(response)[-1] == "Er liegt zur Freigabe vor und wird danach öffentlich."
        assert measure.reports.get().publication == "zur-freigabe"
        assert Measure.objects.with_state().get().phase is None

    def test_a_department_may_publish_by_itself(self, editor, department, measure):
        department.may_publish = True
        department.save()
        record(editor, measure)
        assert measure.reports.get().publication == "veroeffentlicht"

    @pytest.mark.parametrize("step", ["veroeffentlicht", "archiviert"])
    def test_a_forged_step_is_refused(self, editor, measure, step):
        offered = form(editor, measure)
        assert offered["publication"] == ["zur-freigabe"]
        response = editor.post(ADD, offered | REPORT | {"publication": step})
        assert "darf hier nur, wer freigeben darf" in response.text
        assert ProgressReport.objects.count() == 0

    def test_the_right_of_one_department_is_none_for_another(self, editor, measure):
        other = make_department("Bauamt", may_publish=True)
        other.members.set(measure.department.members.all())
        response = record(editor, measure, publication="veroeffentlicht")
        assert "darf hier nur, wer freigeben darf" in response.text
        assert ProgressReport.objects.count() == 0

    @pytest.mark.parametrize(
        ("values", "error"),
        [
            ({"percent": 101}, "Mehr als 100 Prozent gibt es nicht."),
            ({"schedule": "kritisch"}, "Bei verzögert und kritisch bitte eine Begründung angeben."),
            ({"schedule": "verzoegert"}, "Bei verzögert und kritisch bitte eine Begründung"),
            ({"phase": ""}, "Dieses Feld ist zwingend erforderlich."),
            ({"phase": "fertig"}, "fertig ist keine"),
            ({"measure": ""}, "Dieses Feld ist zwingend erforderlich."),
            (
                {"reported_on": f"{timezone.localdate() + timedelta(days=1):%d.%m.%Y}"},
                "Dieses Datum liegt in der Zukunft.",
            ),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_lost(self, editor, measure, values, error):
        response = editor.post(ADD, form(editor, measure) | REPORT | values)
        assert response.status_code == 200
        assert response.text.count(error) == 1
        assert "Läuft." in response.text
        assert ProgressReport.objects.count() == 0

    def test_the_words_are_explained(self, editor, measure):
        text = texts(editor.get(ADD))
        for phase in Phase:
            assert f"{phase.label[0].upper()}{phase.label[1:]}: " in text
        assert "Kritisch: " in text

    @pytest.mark.parametrize(
        "query",
        ["", "measure=x", "measure=٣", f"measure={'9' * 5_000}", "measure=%00",
         "reported_on=99999-99-99&phase=%00&key=x&publication=veroeffentlicht"],
    )  # fmt: skip
    def test_an_address_that_makes_no_sense_gives_the_empty_form(self, editor, query):
        response = editor.get(f"{ADD}?{query}")
        values = filled(response, "progressreport_form")
        assert (response.status_code, values["phase"], values["publication"]) == (
            200, [""], ["zur-freigabe"],
        )  # fmt: skip

    def test_the_measure_of_another_department_is_not_shown(self, editor):
        foreign = make_measure("Geheim", department=make_department("Bauamt"))
        make_report(foreign, text="Vertraulich.")
        text = editor.get(f"{ADD}?measure={foreign.pk}").text
        assert "Geheim" not in text
        assert "Vertraulich" not in text


class TestTheSameFormTwice:
    def test_makes_one_report_and_leads_to_the_same_page(self, editor, measure):
        data = form(editor, measure, **REPORT)
        first, second = (editor.post(ADD, data, follow=True) for _ in range(2))
        assert first.redirect_chain == second.redirect_chain
        assert said(second) == ["Der Sachstand war schon gespeichert."]
        assert measure.reports.count() == 1

    def test_also_after_it_was_published(self, editor, measure):
        data = form(editor, measure, **REPORT)
        editor.post(ADD, data, follow=True)
        measure.reports.update(publication=Publication.PUBLISHED)
        assert said(editor.post(ADD, data, follow=True)) == ["Der Sachstand war schon gespeichert."]

    def test_with_other_words_it_is_asked_about_and_then_a_second(self, editor, measure):
        data = form(editor, measure, **REPORT)
        editor.post(ADD, data)
        asked = editor.post(ADD, data | {"text": "Doch nicht."})
        assert "hat schon einen Sachstand angelegt" in asked.text
        assert measure.reports.count() == 1
        editor.post(ADD, filled(asked, "progressreport_form"))
        assert [report.text for report in measure.reports.all()] == ["Doch nicht.", "Läuft."]

    def test_a_script_without_key_adds_each_time(self, editor, measure):
        data = form(editor, measure, **REPORT) | {"key": ""}
        for _ in range(2):
            assert editor.post(ADD, data).status_code == 302
        assert measure.reports.count() == 2


class TestCorrecting:
    def test_own_proposals_stay_open(self, editor, measure):
        report = make_report(measure, publication=Publication.REVIEW, text="Alt.")
        page = f"{REPORTS}{report.pk}/change/"
        data = filled(editor.get(page), "progressreport_form", text="Neu.")
        assert editor.post(page, data).status_code == 302
        report.refresh_from_db()
        assert (report.text, report.publication) == ("Neu.", "zur-freigabe")

    def test_a_published_one_is_not_changed_by_the_redaktion(self, editor, measure):
        report = make_report(measure, text="So war es.")
        page = f"{REPORTS}{report.pk}/change/"
        text = editor.get(page).text
        assert "So war es." in text
        assert 'name="text"' not in text
        data = REPORT | {"measure": measure.pk, "schedule": "im-plan", "text": "So war es nie."}
        data["publication"] = "veroeffentlicht"
        assert editor.post(page, data).status_code == 403
        assert editor.post(f"{REPORTS}{report.pk}/delete/", {"post": "yes"}).status_code == 403
        assert measure.reports.get().text == "So war es."

    def test_the_verwaltung_corrects(self, office, measure):
        report = make_report(measure, author=make_staff("andere"), percent=10)
        page = f"{REPORTS}{report.pk}/change/"
        data = filled(office.get(page), "progressreport_form", percent=20, phase="in-planung")
        assert office.post(page, data).status_code == 302
        report.refresh_from_db()
        assert (report.phase, report.percent, report.author.username) == (
            "in-planung", 20, "andere",
        )  # fmt: skip

    def test_none_is_deleted_in_passing(self, office, measure):
        make_report(measure)
        assert "delete_selected" not in office.get(REPORTS).text


def test_searched_for_by_its_measure(editor, department):
    for title in ("Ärztehaus", "Spielplatz"):
        make_report(make_measure(title, department=department))
    make_report(make_measure("Ärztehaus Süd", slug="b", department=make_department("Bauamt")))
    rows = editor.get(REPORTS, {"q": "aerztehaus"}).context["cl"].queryset
    assert [report.measure.title for report in rows] == ["Ärztehaus"]
