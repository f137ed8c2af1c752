"""Tables of measures and reports, and what of them whom may bring in."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission

from districts.models import Offer
from districts.resources import OfferResource
from goals.tables import TableError
from measures.models import Department, Measure, ProgressReport
from measures.resources import MeasureResource, ProgressReportResource
from tests.dump import everything
from tests.exchange import bring_in, bring_rows, taken_out
from tests.factories import (
    make_department,
    make_goal,
    make_measure,
    make_member,
    make_offer,
    make_report,
)

pytestmark = pytest.mark.django_db

REPORTS = "Nr.|Maßnahme|Sachstand vom|Phase|Sachstand|Veröffentlichung"


@pytest.fixture
def office():
    return make_member("Verwaltung")


def editor(*departments):
    """Someone of the Redaktion who may bring tables in, which the role does not allow by itself."""
    user = make_member("Redaktion", departments=departments)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="import_"))
    return user


def faults(resource, user, *rows):
    before = everything()
    with pytest.raises(TableError) as caught:
        bring_rows(resource, user, *rows)
    assert everything() == before
    return str(caught.value).split("\n")


class TestMeasures:
    def test_known_by_its_kennung_where_the_address_is_empty(self, office):
        make_measure("Alt", slug="alt", identifier="M-1")
        bring_rows(MeasureResource, office, "Adresse der Seite|Kennung|Titel", "|m-1|Neu")
        assert list(Measure.objects.values_list("slug", "identifier", "title")) == [
            ("alt", "m-1", "Neu")
        ]

    def test_addresses_of_new_ones_differ(self, office):
        make_measure("Kurs", slug="kurs")
        rows = ["|Kurs|1.1.1", "|Kurs|1.1.1", "kurs-2|Anderer|1.1.1", "|Ähre|1.1.1", "|!|1.1.1"]
        bring_rows(MeasureResource, office, "Adresse der Seite|Titel|Handlungsziele", *rows)
        assert sorted(Measure.objects.values_list("slug", flat=True)) == [
            "aehre",
            "eintrag",
            "kurs",
            "kurs-2",
            "kurs-3",
            "kurs-4",
        ]

    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            ("2025", "2025"),
            ("03.2025", "2025-03"),
            ("3/2025", "2025-03"),
            ("2025-03", "2025-03"),
            ("31.3.2025", "2025-03-31"),
            ("2025-03-31", "2025-03-31"),
        ],
    )
    def test_dates_as_exact_as_known(self, office, cell, value):
        make_measure("Kurs")
        bring_rows(MeasureResource, office, "Adresse der Seite|Beginn", f"kurs|{cell}")
        assert Measure.objects.get().actual_start == value

    def test_two_that_swap_their_kennung(self, office):
        """The database cannot take it at once; that is said, not answered by a failure."""
        make_measure("A", identifier="1")
        make_measure("B", identifier="2")
        rows = ("Adresse der Seite|Kennung", "a|2", "b|1")
        [said] = faults(MeasureResource, office, *rows)
        assert "nicht zusammen an" in said

    def test_the_search_finds_what_came_in(self, office):
        make_measure("Alt", slug="kurs")
        bring_rows(MeasureResource, office, "Adresse der Seite|Titel", "kurs|Größe")
        measure = Measure.objects.get()
        assert "groesse" in measure.search
        assert measure.changed_at == Measure.objects.order_by("-changed_at").first().changed_at


class TestReports:
    def test_a_row_without_number_is_a_new_report_of_its_author(self, office):
        make_measure("Kurs")
        bring_rows(
            ProgressReportResource,
            office,
            REPORTS,
            "|kurs|01.02.2025|In Umsetzung|Läuft.|",
        )
        report = ProgressReport.objects.get()
        assert (report.reported_on, report.phase, report.text, report.author) == (
            date(2025, 2, 1),
            "in-umsetzung",
            "Läuft.",
            office,
        )
        assert report.publication == "veroeffentlicht"

    def test_the_same_file_again_adds_nothing(self, office):
        make_measure("Kurs")
        rows = ("Maßnahme|Sachstand vom|Phase|Sachstand", "kurs|01.02.2025|in Planung|Läuft.")
        assert str(bring_rows(ProgressReportResource, office, *rows)).startswith("1 neu")
        again = bring_rows(ProgressReportResource, office, *rows)
        assert str(again) == "0 neu, 0 geändert, 1 unverändert"
        assert ProgressReport.objects.count() == 1

    def test_what_was_published_stands(self, office):
        report = make_report(make_measure("Kurs"), text="Alt")
        row = f"{report.pk}|kurs|01.01.2025|in Umsetzung|Neu|veröffentlicht"
        user = make_member("Verwaltung", "ohne")
        rights = user.groups.get().permissions.exclude(codename="delete_progressreport")
        user.groups.clear()
        user.user_permissions.set(rights)
        [said] = faults(ProgressReportResource, user, REPORTS, row)
        assert said.startswith("Zeile 2: Ein veröffentlichter Sachstand bleibt, wie er ist.")
        bring_rows(ProgressReportResource, office, REPORTS, row)
        report.refresh_from_db()
        assert report.text == "Neu"

    def test_it_stays_with_its_measure(self, office):
        report = make_report(make_measure("Kurs"))
        make_measure("Andere")
        row = f"{report.pk}|andere|01.01.2025|in Umsetzung||veröffentlicht"
        [said] = faults(ProgressReportResource, office, REPORTS, row)
        assert said.startswith("Zeile 2, Spalte B: „Maßnahme“: „andere“ – Das lässt sich an einem")

    def test_the_day_it_was_made_stays_in_the_history(self, office):
        report = make_report(make_measure("Kurs"))
        row = f"{report.pk}|kurs|01.01.2025|in Umsetzung|Neu|veröffentlicht"
        bring_rows(ProgressReportResource, office, REPORTS, row)
        assert ProgressReport.history.first().created_at == report.created_at
        assert ProgressReport.objects.get().created_at == report.created_at


class TestScope:
    """Nothing of another department is read or written by a file."""

    @pytest.fixture
    def own(self):
        return make_department("Eigener")

    @pytest.fixture
    def foreign(self):
        return make_department("Fremder")

    def test_an_existing_row_of_others(self, own, foreign):
        make_measure("Fremd", department=foreign)
        [said] = faults(MeasureResource, editor(own), "Adresse der Seite|Titel", "fremd|Neu")
        assert said.startswith("Zeile 2: Dieser Eintrag gehört zu einem anderen Fachbereich.")

    def test_what_equals_it_is_refused_alike(self, own, foreign):
        """Otherwise a file could guess at drafts."""
        make_measure("Fremd", department=foreign)
        [said] = faults(MeasureResource, editor(own), "Adresse der Seite|Titel", "fremd|Fremd")
        assert said.startswith("Zeile 2: Dieser Eintrag gehört zu einem anderen Fachbereich.")

    @pytest.mark.parametrize("cell", ["fremder", ""])
    def test_into_another_department_or_none(self, own, foreign, cell):
        make_measure("Mein", department=own)
        user = editor(own)
        [said] = faults(MeasureResource, user, "Adresse der Seite|Fachbereich", f"mein|{cell}")
        assert said.startswith("Zeile 2, Spalte B: „Fachbereich“")
        head = "Adresse der Seite|Titel|Handlungsziele|Fachbereich"
        [said] = faults(MeasureResource, user, head, f"|Neu|1.1.1|{cell}")
        assert "„Fachbereich“" in said

    def test_a_report_of_anothers_measure(self, own, foreign):
        report = make_report(make_measure("Fremd", department=foreign), publication="entwurf")
        user = editor(own)
        new = "|fremd|01.02.2025|in Planung|x|Entwurf"
        [said] = faults(ProgressReportResource, user, REPORTS, new)
        assert said.startswith("Zeile 2, Spalte B: „Maßnahme“: „fremd“ – „fremd“ ist hier nicht")
        old = f"{report.pk}|fremd|01.01.2025|in Umsetzung|x|Entwurf"
        assert "einem anderen Fachbereich" in faults(ProgressReportResource, user, REPORTS, old)[0]

    def test_a_new_offer_becomes_the_departments_own(self, own, foreign):
        make_offer("Fremd")
        user = editor(own)
        bring_rows(OfferResource, user, "Adresse der Seite|Name|Art", "|Kurs|Aktivität")
        assert list(own.offers.values_list("name", flat=True)) == ["Kurs"]
        assert (
            "anderen Fachbereich"
            in faults(OfferResource, user, "Adresse der Seite|Name", "fremd|Neu")[0]
        )

    def test_an_own_row(self, own):
        make_measure("Mein", department=own)
        bring_rows(MeasureResource, editor(own), "Adresse der Seite|Titel", "mein|Neu")
        assert Measure.objects.get().title == "Neu"


class TestPublication:
    HEAD = "Adresse der Seite|Titel|Handlungsziele|Fachbereich|Veröffentlichung"

    @pytest.mark.parametrize("word", ["veröffentlicht", "archiviert"])
    def test_not_without_the_right(self, word):
        user = editor(make_department("Eigener"))
        make_goal("1.1.1")
        [said] = faults(MeasureResource, user, self.HEAD, f"|Neu|1.1.1|eigener|{word}")
        assert said.startswith(f"Zeile 2, Spalte E: „Veröffentlichung“: „{word}“ – Das darf nur")

    def test_a_department_may_publish_its_own(self):
        user = editor(make_department("Eigener", may_publish=True))
        make_goal("1.1.1")
        bring_rows(MeasureResource, user, self.HEAD, "|Neu|1.1.1|eigener|veröffentlicht")
        assert Measure.objects.get().publication == "veroeffentlicht"

    def test_a_report_that_says_nothing_waits_for_approval(self):
        own = make_department("Eigener")
        make_measure("Kurs", department=own)
        row = "|kurs|01.02.2025|in Planung|x|"
        bring_rows(ProgressReportResource, editor(own), REPORTS, row)
        assert ProgressReport.objects.get().publication == "zur-freigabe"

    def test_who_may_not_change_may_not_by_a_file(self):
        user = make_member("Rat", is_staff=True)
        user.user_permissions.set(
            Permission.objects.filter(codename__in=["import_measure", "every_department"])
        )
        make_measure("Kurs")
        [said] = faults(MeasureResource, user, "Adresse der Seite|Titel", "kurs|Neu")
        assert said == "Zeile 2: Einträge dürfen Sie hier nicht ändern. Bitte die Zeile löschen."
        rows = ("Adresse der Seite|Titel|Handlungsziele", "neu|Neu|1.1.1")
        [said] = faults(MeasureResource, user, *rows)
        assert (
            said == "Zeile 2: Neue Einträge dürfen Sie hier nicht anlegen. Bitte die Zeile löschen."
        )


def test_a_table_serves_for_another_database(office):
    """Known by codes, not by numbers: what was taken out comes in where nothing of it is."""
    own = make_department("Eigener")
    make_measure("Kurs", department=own, identifier="M-1")
    content = taken_out(MeasureResource, "ods", office)
    Measure.objects.get().goals.clear()
    Measure.objects.all().delete()
    outcome = bring_in(MeasureResource, content, "x.ods", office)
    assert str(outcome) == "1 neu, 0 geändert, 0 unverändert"
    measure = Measure.objects.get()
    assert (measure.slug, measure.department, measure.goals.get().code) == ("kurs", own, "1.1.1")
    assert Department.objects.count() == 1
    assert Offer.objects.count() == 0
