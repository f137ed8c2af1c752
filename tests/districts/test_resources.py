"""Tables of places, coverage, offers and figures."""

from datetime import date
from decimal import Decimal

import pytest

from districts.models import Assessment, Coverage, District, Measurement, Offer, Organisation
from districts.models.position import HERE, TOGETHER
from districts.resources import (
    CoverageResource,
    DistrictResource,
    MeasurementResource,
    OfferResource,
    OrganisationResource,
)
from goals.tables import TableError
from tests.exchange import bring_rows
from tests.factories import (
    make_assessment,
    make_coverage,
    make_goal,
    make_indicator,
    make_measurement,
    make_member,
    make_offer,
    make_organisation,
    make_place,
    make_quarter,
    make_target_group,
    make_town,
)
from tests.trees import tree_faults

pytestmark = pytest.mark.django_db

PLACES = "Adresse|Name|Art|gehört zu"
ASSESSED = "Handlungsziel|Ort|Datum|Einschätzung|Begründung"


@pytest.fixture
def user():
    return make_member("Verwaltung")


def fault(resource, user, *rows):
    with pytest.raises(TableError) as caught:
        bring_rows(resource, user, *rows)
    return str(caught.value)


class TestPlaces:
    def test_parents_of_the_same_file(self, user):
        make_town()
        bring_rows(
            DistrictResource,
            user,
            PLACES,
            "hof|Hof|Stadtquartier|NEU",
            "neu|Neuer Ort|Stadtteil|Ratzeburg",
            "|Größerer Ort|Stadtteil|ratzeburg",
        )
        assert list(District.objects.in_tree_order().values_list("slug", "parent__slug")) == [
            ("ratzeburg", None),
            ("neu", "ratzeburg"),
            ("hof", "neu"),
            ("groesserer-ort", "ratzeburg"),
        ]

    def test_a_move(self, user):
        make_quarter("Hof", make_place("Alt"))
        make_place("Neu")
        outcome = bring_rows(DistrictResource, user, "Adresse|gehört zu", "hof|neu")
        assert outcome.changes == {"2": {"gehört zu": ["alt", "neu"]}}
        assert District.objects.get(slug="hof").parent.slug == "neu"
        assert tree_faults(District) == []

    def test_a_circle(self, user):
        make_quarter("Hof", make_place("Ort"))
        said = fault(
            DistrictResource, user, PLACES, "ort|Ort|Stadtquartier|hof", "hof|Hof|Stadtquartier|ort"
        )
        assert "Zeile 2, Spalte D: „gehört zu“: „hof“ – Ein Stadtquartier gehört unter" in said


class TestCoverage:
    def test_another_day_is_another_assessment(self, user):
        make_assessment(make_coverage(), on="2025-01-01", text="Alt")
        bring_rows(CoverageResource, user, ASSESSED, "1.1.1|ratzeburg|01.02.2025|erreicht|Neu")
        assert list(Assessment.objects.values_list("assessed_on", "status", "text")) == [
            (date(2025, 2, 1), "erreicht", "Neu"),
            (date(2025, 1, 1), "begonnen", "Alt"),
        ]

    def test_the_same_day_corrects_it(self, user):
        make_assessment(make_coverage(), on="2025-01-01", text="Alt")
        bring_rows(CoverageResource, user, ASSESSED, "1.1.1|ratzeburg|1.1.2025|begonnen|Neu")
        assert list(Assessment.objects.values_list("text")) == [("Neu",)]
        assert Assessment.history.first().history_change_reason == "Import tabelle.csv"

    @pytest.mark.parametrize(
        ("cells", "says"),
        [
            ("01.12.2024|erreicht|", "Vor der neuesten Einschätzung"),
            ("|erreicht|", "Eine Einschätzung lässt sich hier nicht löschen"),
            ("01.01.2025||", "Spalte D: „Einschätzung“: Diese Angabe darf nicht leer sein"),
        ],
    )
    def test_none_gets_lost(self, user, cells, says):
        make_assessment(make_coverage(), on="2025-01-01")
        assert says in fault(CoverageResource, user, ASSESSED, f"1.1.1|ratzeburg|{cells}")

    def test_a_new_row_with_and_without_assessment(self, user):
        make_goal("1.1.1")
        make_goal("1.1.2")
        make_place("Ort")
        bring_rows(CoverageResource, user, ASSESSED, "1.1.1|ort|1.1.2025|offen|", "1.1.2|ort|||")
        rows = Coverage.objects.filter(district__slug="ort").order_by("goal__code")
        assert [(row.goal.code, row.assessments.count()) for row in rows] == [
            ("1.1.1", 1),
            ("1.1.2", 0),
        ]


def test_an_offer_with_everything(user):
    make_goal("1.1.1")
    make_place("Vorstadt")
    make_organisation("Verein für alle")
    make_target_group("Familien")
    bring_rows(
        OfferResource,
        user,
        "Adresse der Seite|Name|Art|Träger|weitere Träger|Ort|Handlungsziele|Zielgruppen|"
        "kostenfrei|mit Anmeldung|Breite|Länge|zuletzt geprüft am|Veröffentlichung",
        "|Café Größe|BERATUNG|Verein für alle|verein-fur-alle|vorstadt| 1.1.1 ;|familien,|"
        "ja||53,7|10,77|2025-02-28|veröffentlicht",
    )
    offer = Offer.objects.get()
    assert (offer.slug, offer.kind, offer.organisation.name, offer.district.name) == (
        "cafe-groesse",
        "beratung",
        "Verein für alle",
        "Vorstadt",
    )
    assert (offer.is_free, offer.needs_registration, offer.latitude) == (
        True,
        None,
        Decimal("53.7"),
    )
    assert (offer.verified_on, offer.publication) == (date(2025, 2, 28), "veroeffentlicht")
    links = (offer.partners, offer.goals, offer.target_groups)
    assert [[str(row) for row in rows.all()] for rows in links] == [
        ["Verein für alle"],
        ["Handlungsziel 1.1.1 Wortlaut von 1.1.1."],
        ["Familien"],
    ]
    assert "groesse" in offer.search


@pytest.mark.parametrize(
    ("point", "said"),
    [
        ("999|5", f"B: „Breite“: „999“ – (5 / 999) liegt nicht auf der Erde. {HERE}"),
        ("53,7|181", f"C: „Länge“: „181“ – (181 / 53,7) liegt nicht auf der Erde. {HERE}"),
        (
            "10,77|53,7",
            f"B: „Breite“: „10,77“ – (53,7 / 10,77): Länge und Breite sind vertauscht. {HERE}",
        ),
        ("53,7|", f"C: „Länge“: {TOGETHER}"),
    ],
)
def test_a_position_is_checked(user, point, said):
    make_offer("Kurs")
    make_place("Ort")
    for resource, title, slug in (
        (OfferResource, "Adresse der Seite", "kurs"),
        (DistrictResource, "Adresse", "ort"),
    ):
        found = fault(resource, user, f"{title}|Breite|Länge", f"{slug}|{point}")
        assert found == f"Zeile 2, Spalte {said}"


def test_a_place_lies_in_the_town_an_offer_may_be_elsewhere(user):
    make_offer("Kurs")
    make_place("Ort")
    bring_rows(OfferResource, user, "Adresse der Seite|Breite|Länge", "kurs|53,55|10")
    assert Offer.objects.get().has_point
    said = fault(DistrictResource, user, "Adresse|Breite|Länge", "ort|53,55|10")
    assert said == (
        "Zeile 2, Spalte B: „Breite“: „53,55“ – Der Punkt (10 / 53,55) liegt 50.010 m "
        "außerhalb von Ratzeburg."
    )


def test_an_empty_cell_empties(user):
    make_offer("Kurs", goals=[make_goal("1.1.1")], district=make_place("Ort"), text="Alt")
    bring_rows(
        OfferResource,
        user,
        "Adresse der Seite|Beschreibung|Handlungsziele|Ort|weitere Träger",
        "kurs||||",
    )
    offer = Offer.objects.get()
    assert (offer.text, offer.goals.count(), offer.district, offer.name) == ("", 0, None, "Kurs")


def test_an_organisation_is_known_by_its_name_too(user):
    make_organisation("Verein", phone="1")
    bring_rows(OrganisationResource, user, "Name|Telefon", "Verein|2", "Neuer|3")
    assert list(Organisation.objects.order_by("name").values_list("slug", "phone")) == [
        ("neuer", "3"),
        ("verein", "2"),
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1234.50", "1234.5"),
        ("1 234", "1234"),
        ("−5", "-5"),
        ("0,125", ".125"),
    ],
)
def test_numbers_as_people_write_them(user, cell, value):
    make_indicator("Einwohner")
    make_town()
    bring_rows(
        MeasurementResource,
        user,
        "Kennzahl|Ort|Stichtag|Wert",
        f"Einwohner|Ratzeburg|31.12.2024|{cell}",
    )
    assert Measurement.objects.get().value == Decimal(value)


def test_the_same_day_is_the_same_value(user):
    make_measurement(make_indicator("Einwohner"), on="2024-12-31", value=1)
    bring_rows(
        MeasurementResource, user, "Kennzahl|Ort|Stichtag|Wert", "einwohner|ratzeburg|31.12.2024|2"
    )
    assert list(Measurement.objects.values_list("value")) == [(2,)]
