"""Which row of the portal a row of a table means, and everything that is wrong with it at once."""

import io

import openpyxl
import pytest

from districts.models import Offer, Organisation
from districts.resources import OfferResource, OrganisationResource
from goals.tables import TableError
from measures.models import Measure, ProgressReport
from measures.resources import MeasureResource, ProgressReportResource
from tests.exchange import FORMAT, bring_in, bring_rows, taken_out
from tests.factories import (
    make_goal,
    make_measure,
    make_member,
    make_offer,
    make_organisation,
)

pytestmark = pytest.mark.django_db

UNCLEAR = (
    "Das ist nicht eindeutig: Mehrere Einträge heißen so, wenn man von Groß- und Kleinschreibung "
    "absieht. Bitte genau so schreiben, wie es im Portal steht."
)


@pytest.fixture
def office():
    return make_member("Verwaltung")


def faults(call, *given):
    with pytest.raises(TableError) as caught:
        call(*given)
    return str(caught.value).split("\n")


def test_all_that_is_wrong_with_a_row_is_said_at_once(office):
    make_goal("1.1.1")
    head = "Titel|Handlungsziele|Kosten einmalig (Euro)|geplanter Beginn|Quelle (Adresse)"
    row = f"{'x' * 300}|9.9.9|-5|32.01.2025|javascript:alert(1)"
    said = faults(bring_rows, MeasureResource, office, f"Adresse der Seite|{head}", f"|{row}")
    assert [fault.partition(":")[0] for fault in said] == [
        f"Zeile 2, Spalte {column}" for column in "BCDEF"
    ]


class TestKeysThatDifferInCase:
    @pytest.fixture(autouse=True)
    def two(self):
        make_organisation("Kleine", slug="aa", phone="1")
        make_organisation("Große", slug="AA", phone="2")

    def phones(self):
        return dict(Organisation.objects.values_list("slug", "phone"))

    def test_each_is_meant_by_its_own(self, office):
        bring_rows(OrganisationResource, office, "Adresse|Telefon", "aa|111")
        assert self.phones() == {"aa": "111", "AA": "2"}
        bring_rows(OrganisationResource, office, "Adresse|Telefon", "AA|3", "aa|4")
        assert self.phones() == {"aa": "4", "AA": "3"}

    @pytest.mark.parametrize("extension", FORMAT)
    def test_what_goes_out_comes_back(self, office, extension):
        content = taken_out(OrganisationResource, extension, office)
        outcome = bring_in(OrganisationResource, content, f"a.{extension}", office)
        assert str(outcome) == "0 neu, 0 geändert, 2 unverändert"

    def test_any_other_is_not_clear(self, office):
        said = faults(bring_rows, OrganisationResource, office, "Adresse|Telefon", "Aa|111")
        assert said == [f"Zeile 2, Spalte A: „Adresse“: „Aa“ – {UNCLEAR}"]

    def test_where_only_one_is_alike_it_is_meant(self, office):
        make_organisation("Verein", phone="1")
        rows = ("Adresse|Telefon", "VEREIN|5")
        bring_rows(OrganisationResource, office, *rows)
        assert self.phones() == {"aa": "1", "AA": "2", "verein": "5"}
        [said] = faults(bring_rows, OrganisationResource, office, *rows, "Verein|6")
        assert "steht schon in Zeile 2" in said

    def test_a_kennung(self, office):
        make_measure("Kleine", identifier="m-1")
        make_measure("Große", identifier="M-1")
        head = "Adresse der Seite|Kennung|Kurzfassung"
        bring_rows(MeasureResource, office, head, "|m-1|neu")
        assert dict(Measure.objects.values_list("identifier", "summary"))["m-1"] == "neu"
        make_measure("Dritte", identifier="m-2a")
        make_measure("Vierte", identifier="M-2A")
        said = faults(bring_rows, MeasureResource, office, head, "|M-2a|neu")
        assert said == [f"Zeile 2, Spalte B: „Kennung“: „M-2a“ – {UNCLEAR}"]

    def test_what_refers_to_them(self, office):
        make_offer("Kurs")
        head = "Adresse der Seite|Träger"
        for slug in ("aa", "AA"):
            bring_rows(OfferResource, office, head, f"kurs|{slug}")
            assert Offer.objects.get().organisation.slug == slug
        [said] = faults(bring_rows, OfferResource, office, head, "kurs|Aa")
        assert said == (
            "Zeile 2, Spalte B: „Träger“: „Aa“ – „Aa“ ist unter „Träger und Akteure“ nicht "
            "eindeutig. Bitte „Adresse“ genau angeben."
        )


class TestPercent:
    """A cell that a program shows as 50% holds the number 0.5."""

    def file(self, percent):
        book = openpyxl.Workbook()
        book.active.append(["Maßnahme", "Sachstand vom", "Phase", "Fortschritt in Prozent"])
        book.active.append(["kurs", "01.03.2025", "in Umsetzung", percent])
        book.active["D2"].number_format = "0%"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    @pytest.mark.parametrize(("number", "percent"), [(1, 100), (0.5, 50), (0.07, 7), (0, 0)])
    def test_it_counts_as_it_is_shown(self, office, number, percent):
        make_measure("Kurs")
        bring_in(ProgressReportResource, self.file(number), "a.xlsx", office)
        assert ProgressReport.objects.get().percent == percent

    @pytest.mark.parametrize(
        ("number", "said"),
        [
            (0.125, "„12,5%“ – Bitte eine ganze Zahl."),
            (50, "„5000%“ – Mehr als 100 Prozent gibt es nicht."),
        ],
    )
    def test_what_is_wrong_is_named_as_it_is_shown(self, office, number, said):
        make_measure("Kurs")
        content = self.file(number)
        found = faults(bring_in, ProgressReportResource, content, "a.xlsx", office)
        assert found == [f"Blatt „Sheet“, Zeile 2, Spalte D: „Fortschritt in Prozent“: {said}"]
