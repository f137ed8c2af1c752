"""The goals, the places and what is to be reached where, as tables."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from districts.models import Assessment, Coverage, District
from goals.models import Goal
from measures.cover import AROUND
from measures.report import Cell
from measures.reporting import report_for
from ratzeburg.open_data.columns import CHANGED, Dataset, choice, column, page, source

CHUNK = 1_000  # rows that are read at once
LEVELS = {"leitziel": "Leitziel", "mittlerziel": "Mittlerziel", "handlungsziel": "Handlungsziel"}
EASY = (
    column("leichte_sprache", "text", "Text in Leichter Sprache", "easy_text"),
    column(
        "leichte_sprache_geprueft_am",
        "date",
        "Text in Leichter Sprache geprüft am; leer heißt: Entwurf, noch nicht geprüft",
        "easy_checked_on",
    ),
)
POINT = (
    column("breite", "decimal", "geografische Breite (WGS 84)", "latitude"),
    column("laenge", "decimal", "geografische Länge (WGS 84)", "longitude"),
)


def goals():
    return Goal.objects.public().in_tree_order().iterator(chunk_size=CHUNK)


def places():
    rows = District.objects.public().defer(None).select_related("parent").in_tree_order()
    return rows.iterator(chunk_size=CHUNK)


def outline_or_point(place):
    return geometry_of(place.outline) or point(place)


def geometry_of(outline):
    """The geometry of what the town uploaded as an outline."""
    if isinstance(outline, dict):
        outline = outline.get("geometry", outline)
    is_area = isinstance(outline, dict) and outline.get("type") in ("Polygon", "MultiPolygon")
    return outline if is_area else None


def point(row):
    if row.latitude is None or row.longitude is None:
        return None
    return {"type": "Point", "coordinates": [float(row.longitude), float(row.latitude)]}


@dataclass(slots=True)
class Line:
    """A Handlungsziel in a place where it applies."""

    goal: str
    place: str
    by_reach: bool
    cell: str
    assessed: str | None
    assessed_on: date | None
    text: str | None


def coverage():
    today = timezone.localdate()
    report = report_for(today)
    numbers = {place.slug: number for number, place in enumerate(report.places)}
    cells = [cell.value for cell in Cell]
    rows = (
        Coverage.objects.public()
        .with_assessment(today)
        .order_by("goal__tree_id", "goal__lft", "district__tree_id", "district__lft")
        .values_list(
            "goal__code",
            "district__slug",
            "by_reach",
            "assessed",
            "assessed_on",
            "assessment_text",
        )
    )
    for code, slug, by_reach, *assessment in rows.iterator(chunk_size=CHUNK):
        if code in report.matrix and slug in numbers:  # else it came in this moment
            cell = cells[report.matrix[code][numbers[slug]]]
            yield Line(code, slug, by_reach, cell, *assessment)


GOALS = Dataset(
    "ziele",
    "Ziele der Demografischen Stadtplanung",
    "Leitziele, Mittlerziele und Handlungsziele im beschlossenen Wortlaut.",
    (
        column("nummer", "key", "Nummer, zum Beispiel 1.1.1", "code", is_required=True),
        column(
            "ebene",
            "key",
            "Ebene in der Zielpyramide",
            lambda goal: [*LEVELS][goal.level],
            choices=LEVELS,
            is_required=True,
        ),
        column(
            "uebergeordnet",
            "key",
            "Nummer des Ziels darüber; leer bei einem Leitziel",
            lambda goal: goal.code.rpartition(".")[0],
        ),
        column("kurzname", "text", "Kurzname, beim Leitziel der Handlungsschwerpunkt", "title"),
        column("wortlaut", "text", "Wortlaut, wie beschlossen", "text", is_required=True),
        column(
            "wortlaut_uebersicht",
            "text",
            "Wortlaut in der Übersicht der Stadt, wo er anders lautet",
            "overview_text",
        ),
        choice("reichweite", "wo ein Handlungsziel erreicht werden soll", "reach", Goal.Reach),
        *EASY,
        page(),
        CHANGED,
    ),
    goals,
    ("ziele",),
    ("Ziele", "Leitziele", "Zielpyramide", "Demografie", "Stadtplanung"),
    ("GOVE", "SOCI"),
)
PLACES = Dataset(
    "orte",
    "Stadt, Stadtteile und Stadtquartiere",
    "Die Orte, für die Ziele gelten und in denen Maßnahmen und Angebote liegen.",
    (
        column("ort", "key", "Name in Adressen", "slug", is_required=True),
        column("name", "text", "Name", "name", is_required=True),
        choice("art", "Art des Ortes", "kind", District.Kind, is_required=True),
        column(
            "uebergeordnet",
            "key",
            "Ort, in dem er liegt; leer bei der Stadt",
            lambda place: place.parent.slug if place.parent else "",
        ),
        column("weitere_namen", "text", "weitere Namen, mit Komma getrennt", "aliases"),
        column("beschreibung", "text", "Beschreibung", "text"),
        *EASY,
        *POINT,
        *source(),
        page(),
        CHANGED,
    ),
    places,
    ("orte",),
    ("Stadtteile", "Stadtquartiere", "Orte", "Gliederung"),
    ("REGI", "GOVE"),
    geometry=outline_or_point,
)
COVERAGE = Dataset(
    "abdeckung",
    "Abdeckung: was wo erreicht werden soll und was dort geschieht",
    "Je Handlungsziel und Ort, an dem es gilt, eine Zeile mit dem Stand von heute. " + AROUND,
    (
        column("ziel", "key", "Nummer des Handlungsziels", "goal", is_required=True),
        column("ort", "key", "Ort, an dem es gilt", "place", is_required=True),
        column(
            "folgt_aus_reichweite",
            "boolean",
            "„ja“: gilt hier wegen der Reichweite des Ziels; „nein“: für diesen Ort eingetragen",
            "by_reach",
            is_required=True,
        ),
        choice("stand", "was heute bekannt ist", "cell", Cell, is_required=True),
        choice("einschaetzung", "jüngste Einschätzung der Stadt", "assessed", Assessment.Status),
        column("eingeschaetzt_am", "date", "Datum der Einschätzung", "assessed_on"),
        column("begruendung", "text", "Begründung der Einschätzung", "text"),
    ),
    coverage,
    ("ziele", "orte", "einschaetzungen", "massnahmen", "sachstaende"),
    ("Ziele", "Stadtteile", "Abdeckung", "Lücken", "Umsetzung"),
    ("GOVE", "REGI"),
)
