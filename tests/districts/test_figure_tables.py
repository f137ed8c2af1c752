"""Figures as they come in: their rules, and the tables that staff bring."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from districts.models import Indicator, Measurement
from districts.resources import IndicatorResource, MeasurementResource
from goals.tables import TableError
from tests.exchange import bring_rows
from tests.factories import make_indicator, make_member, make_place

pytestmark = pytest.mark.django_db


class TestRules:
    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"group": "Alter"}, "gehören zusammen"),
            ({"part": "0 bis 5"}, "gehören zusammen"),
            ({"group": "Alter", "part": "6 bis 17"}, "gibt es schon"),
            ({"target_on": "2030"}, "Ein Datum braucht einen Zielwert."),
            ({"target": 1, "target_on": "bald"}, "Bitte ein Datum wie 2024"),
        ],
    )
    def test_refused(self, values, says):
        make_indicator("Kinder", group="Alter", part="6 bis 17")
        wrong = Indicator(name="Neu", slug="neu", unit="Personen", **values)
        with pytest.raises(ValidationError, match=says):
            wrong.full_clean()

    def test_figures_without_a_group_do_not_get_in_each_others_way(self):
        for name in ("Eins", "Zwei"):
            Indicator(name=name, slug=name.lower(), unit="Personen").full_clean()
            make_indicator(name)


class TestTables:
    def fault(self, *table):
        with pytest.raises(TableError) as caught:
            bring_rows(MeasurementResource, make_member("Verwaltung"), *table)
        return str(caught.value)

    def test_a_group_of_figures_and_its_values(self):
        user = make_member("Verwaltung")
        make_place("Insel")
        bring_rows(
            IndicatorResource,
            user,
            "Name|Einheit|Gliederung|Teil der Gliederung|Zielwert|Zielwert bis|Richtung",
            "Kinder|Personen|Altersstruktur|0 bis 17|100|2030-06|mehr ist besser",
            "Ältere|Personen|Altersstruktur|65 und älter|||",
        )
        bring_rows(
            MeasurementResource,
            user,
            "Kennzahl|Ort|Stichtag|Wert|Anmerkung",
            "kinder|Insel|31.12.2024|1.234,5|geschätzt",
            "Ältere|insel|2024-12-31|-3|",
        )
        found = Measurement.objects.order_by("value").values_list(
            "indicator__slug", "indicator__group", "indicator__target_on", "value", "note"
        )
        assert list(found) == [
            ("aeltere", "Altersstruktur", "", Decimal(-3), ""),
            ("kinder", "Altersstruktur", "2030-06", Decimal("1234.5"), "geschätzt"),
        ]

    @pytest.mark.parametrize(
        ("cells", "says"),
        [
            ("Einwohner|Insel|31.12.2024|viele", "Zeile 2, Spalte D: „Wert“"),
            ("Einwohner|Insel|31.12.2024|1,2345", "Zeile 2, Spalte D: „Wert“"),
            ("Einwohner|Insel|31.12.2024|", "Zeile 2, Spalte D: „Wert“"),
            ("Einwohner|Atlantis|31.12.2024|1", "Zeile 2, Spalte B: „Ort“"),
            ("Haushalte|Insel|31.12.2024|1", "Zeile 2, Spalte A: „Kennzahl“"),
            ("Einwohner|Insel|31.02.2024|1", "Zeile 2, Spalte C: „Stichtag“"),
            ("Einwohner|Insel|01.01.2999|1", "Zeile 2, Spalte C: „Stichtag“"),
            ("Einwohner|Insel|31.12.2024|9" + "9" * 20, "Zeile 2, Spalte D: „Wert“"),
        ],
    )
    def test_what_is_wrong_is_named(self, cells, says):
        make_indicator("Einwohner")
        make_place("Insel")
        assert says in self.fault("Kennzahl|Ort|Stichtag|Wert", cells)
        assert Measurement.objects.count() == 0
