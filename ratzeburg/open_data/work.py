"""Measures and their reports as tables."""

from django.db.models import Max, Min, Prefetch

from districts.models import District, Organisation
from goals.models import Goal
from goals.models.tree import INTERVAL, PLACE
from measures.models import Measure, Phase, ProgressReport, Schedule
from ratzeburg.open_data.columns import CHANGED, Dataset, choice, column, page, source

CHUNK = 1_000  # rows that are read at once, with all that they are linked to


# Of what rows are linked to, only what stands in a list.
def linked_goals():
    return Goal.objects.public().in_tree_order().only("code", *PLACE, *INTERVAL)


def linked_places():
    return District.objects.public().in_tree_order().only("slug", *PLACE, *INTERVAL)


def linked_organisations():
    """All of them: with this condition SQLite would begin at the organisations each time."""
    return Organisation.objects.only("name", "publication")


def names_of(organisations):
    return [row.name for row in organisations if row.is_published]


def measures():
    rows = (
        Measure.objects.public()
        .with_state()
        .select_related("department")
        .prefetch_related(
            Prefetch("goals", linked_goals(), to_attr="public_goals"),
            Prefetch("districts", linked_places(), to_attr="public_places"),
            Prefetch("partners", linked_organisations(), to_attr="known_partners"),
            "target_groups",
        )
        .order_by("slug")
    )
    return rows.iterator(chunk_size=CHUNK)


def public_reports():
    return ProgressReport.objects.public().up_to()


def reports():
    rows = public_reports().select_related("measure").order_by("reported_on", "pk")
    return rows.iterator(chunk_size=CHUNK)


def days_of_reports():
    first, last = Min("reported_on"), Max("reported_on")
    return tuple(public_reports().order_by().aggregate(first=first, last=last).values())


STATE = (
    choice("phase", "Phase", "phase", Phase),
    choice("termintreue", "Termintreue", "schedule", Schedule),
)
MEASURES = Dataset(
    "massnahmen",
    "Maßnahmen",
    "Was für die Ziele getan wird, mit dem jüngsten Sachstand. Welchen Zielen eine Maßnahme dient, "
    "steht in der Liste der Ziele; wer sie zugeordnet hat, daneben.",
    (
        column("massnahme", "key", "Name in Adressen", "slug", is_required=True),
        column("kennung", "text", "Kennung der Stadt", "identifier"),
        column("titel", "text", "Titel", "title", is_required=True),
        column("kurzfassung", "text", "Kurzfassung", "summary"),
        column("beschreibung", "text", "Beschreibung", "description"),
        column(
            "ziele",
            "list",
            "Nummern der Handlungsziele, denen sie dient",
            lambda row: [goal.code for goal in row.public_goals],
        ),
        column("zuordnung", "text", "wer die Ziele zugeordnet hat", "goals_note"),
        column(
            "orte",
            "list",
            "Orte, an denen sie geschieht",
            lambda row: [place.slug for place in row.public_places],
        ),
        column("hinweis_zum_ort", "text", "Hinweis zum Ort", "districts_note"),
        column(
            "fachbereich",
            "text",
            "zuständiger Fachbereich der Stadt",
            lambda row: row.department.name if row.department else "",
        ),
        column(
            "beteiligte",
            "list",
            "beteiligte Träger und Akteure",
            lambda row: names_of(row.known_partners),
        ),
        column(
            "zielgruppen",
            "list",
            "Zielgruppen",
            lambda row: [group.name for group in row.target_groups.all()],
        ),
        column("beginn_geplant", "partial", "geplanter Beginn", "planned_start"),
        column("ende_geplant", "partial", "geplantes Ende", "planned_end"),
        column("beginn", "partial", "Beginn", "actual_start"),
        column("ende", "partial", "Ende", "actual_end"),
        *STATE,
        column(
            "fortschritt",
            "integer",
            "Fortschritt in Prozent, aus dem jüngsten Sachstand, der einen nennt; "
            "abgeschlossen gilt als 100",
            "percent",
        ),
        column("sachstand_vom", "date", "Datum des jüngsten Sachstands", "reported_on"),
        column("kosten_einmalig", "decimal", "Kosten einmalig in Euro", "cost_once"),
        column("kosten_jaehrlich", "decimal", "Kosten jährlich in Euro", "cost_per_year"),
        column("finanzierung", "text", "Finanzierung", "funding"),
        *source(),
        page(),
        CHANGED,
    ),
    measures,
    ("massnahmen", "sachstaende", "ziele", "orte", "akteure"),
    ("Maßnahmen", "Projekte", "Umsetzung", "Stadtentwicklung"),
    ("GOVE", "REGI", "SOCI"),
)
REPORTS = Dataset(
    "sachstaende",
    "Sachstände der Maßnahmen",
    "Alle veröffentlichten Sachstände. Sie werden nur angefügt: "
    "Ein Irrtum wird durch einen neueren Sachstand berichtigt.",
    (
        column("sachstand", "integer", "Nummer im Portal", "pk", is_required=True),
        column(
            "massnahme",
            "key",
            "Maßnahme, um die es geht",
            lambda row: row.measure.slug,
            is_required=True,
        ),
        column("vom", "date", "Datum des Sachstands", "reported_on", is_required=True),
        *STATE,
        column("begruendung", "text", "Begründung der Termintreue", "schedule_reason"),
        column("fortschritt", "integer", "Fortschritt in Prozent", "percent"),
        column("sachstand_text", "text", "Sachstand in Worten", "text"),
        column("hemmnisse", "text", "Hemmnisse", "obstacles"),
        column("naechster_schritt", "text", "nächster Schritt", "next_step"),
        column("naechster_schritt_bis", "date", "nächster Schritt bis", "next_step_on"),
        column("quelle", "url", "Adresse der öffentlichen Quelle", "source_url"),
        column("erfasst_am", "time", "erfasst am", "created_at", is_required=True),
    ),
    reports,
    ("sachstaende", "massnahmen", "ziele"),
    ("Maßnahmen", "Sachstand", "Fortschritt", "Termintreue"),
    ("GOVE", "REGI"),
    days_of_reports,
)
