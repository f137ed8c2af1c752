"""Figures with their values as a table."""

from django.db.models import Max, Min, Prefetch
from django.utils import timezone

from districts.models import Indicator, Measurement
from ratzeburg.open_data.columns import Dataset, choice, column, source
from ratzeburg.open_data.work import CHUNK, linked_goals


def public_values():
    return Measurement.objects.public().filter(measured_on__lte=timezone.localdate())


def values():
    goals = Prefetch("indicator__goals", linked_goals(), to_attr="public_goals")
    rows = (
        public_values()
        .select_related("indicator", "district")
        .prefetch_related(goals)
        .order_by("indicator__slug", "district__tree_id", "district__lft", "measured_on")
    )
    return rows.iterator(chunk_size=CHUNK)


def days_of_values():
    found = public_values().order_by().aggregate(first=Min("measured_on"), last=Max("measured_on"))
    return found["first"], found["last"]


FIGURES = Dataset(
    "kennzahlen",
    "Kennzahlen mit ihren Werten",
    "Je Kennzahl, Ort und Stichtag eine Zeile. Kennzahlen, zu denen noch kein Wert bekannt ist, "
    "fehlen hier.",
    (
        column(
            "kennzahl", "key", "Kennzahl: Name in Adressen", lambda row: row.indicator.slug,
            is_required=True,
        ),
        column("name", "text", "Name", lambda row: row.indicator.name, is_required=True),
        column("einheit", "text", "Einheit", lambda row: row.indicator.unit),
        column("was_gezaehlt_wird", "text", "was gezählt wird", lambda row: row.indicator.text),
        choice(
            "richtung",
            "welche Richtung besser ist",
            lambda row: row.indicator.direction,
            Indicator.Direction,
        ),
        column("ausgangswert", "decimal", "Ausgangswert", lambda row: row.indicator.baseline),
        column("zielwert", "decimal", "Zielwert", lambda row: row.indicator.target),
        column("zielwert_bis", "partial", "Zielwert bis", lambda row: row.indicator.target_on),
        choice(
            "zielwert_gilt",
            "wofür Ausgangs- und Zielwert gelten",
            lambda row: row.indicator.target_scope,
            Indicator.Scope,
        ),
        column(
            "gliederung",
            "text",
            "gemeinsamer Name von Kennzahlen, die zusammengehören",
            lambda row: row.indicator.group,
        ),
        column("teil", "text", "Teil der Gliederung", lambda row: row.indicator.part),
        column(
            "ziele",
            "list",
            "Nummern der Ziele, zu denen sie gehört",
            lambda row: [goal.code for goal in row.indicator.public_goals],
        ),
        column(
            "ort", "key", "Ort, für den der Wert gilt", lambda row: row.district.slug,
            is_required=True,
        ),
        column("stichtag", "date", "Stichtag des Werts", "measured_on", is_required=True),
        column("wert", "decimal", "Wert in der Einheit", "value", is_required=True),
        column("anmerkung", "text", "Anmerkung zum Wert", "note"),
        *source(),
    ),
    values,
    ("kennzahlen", "messwerte", "ziele", "orte"),
    ("Kennzahlen", "Statistik", "Bevölkerung"),
    ("SOCI", "REGI"),
    days_of_values,
)  # fmt: skip
