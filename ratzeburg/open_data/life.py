"""Offers and their dates as tables, without phone numbers and mail addresses of people."""

from django.db.models import Min, Prefetch
from django.utils import timezone

from districts.models import Offer, OfferDate
from ratzeburg.open_data.aims import EASY, POINT, point
from ratzeburg.open_data.columns import CHANGED, Dataset, choice, column, page, source
from ratzeburg.open_data.work import CHUNK, linked_goals, linked_organisations, names_of


def offers():
    rows = (
        Offer.objects.public()
        .select_related("organisation", "district")
        .prefetch_related(
            Prefetch("partners", linked_organisations(), to_attr="known_partners"),
            Prefetch("goals", linked_goals(), to_attr="public_goals"),
            "target_groups",
        )
        .order_by("slug")
    )
    return rows.iterator(chunk_size=CHUNK)


def dates():
    rows = running_dates().select_related("offer").order_by("starts_at", "pk")
    return rows.iterator(chunk_size=CHUNK)


def running_dates():
    """Not of paused, closed and ended offers: as in the calendar, they don't take place."""
    return OfferDate.objects.public().filter(offer__status=Offer.Status.ACTIVE)


def first_date():
    first = running_dates().aggregate(first=Min("starts_at"))["first"]
    return (timezone.localtime(first).date() if first else None), None


OFFERS = Dataset(
    "angebote",
    "Angebote",
    "Räume, Aktivitäten, Beratung, Veranstaltungen und Dienste in der Stadt. "
    "Telefonnummern und E-Mail-Adressen stehen nur auf den Seiten der Angebote.",
    (
        column("angebot", "key", "Name in Adressen", "slug", is_required=True),
        column("name", "text", "Name", "name", is_required=True),
        choice("art", "Art", "kind", Offer.Kind, is_required=True),
        column("art_in_worten", "text", "Art in Worten", "kind_text"),
        choice("betrieb", "ob es das Angebot zurzeit gibt", "status", Offer.Status),
        column("beschreibung", "text", "Beschreibung", "text"),
        *EASY,
        column(
            "traeger",
            "text",
            "Träger",
            lambda row: row.public_organisation.name if row.public_organisation else "",
        ),
        column(
            "weitere_traeger",
            "list",
            "weitere Träger",
            lambda row: names_of(row.known_partners),
        ),
        column("hinweis_zum_traeger", "text", "Hinweis zum Träger", "organisation_note"),
        column(
            "ort",
            "key",
            "Ort; leer heißt: nicht bekannt oder außerhalb der Stadt",
            lambda row: row.district.slug if row.district else "",
        ),
        column("hinweis_zum_ort", "text", "Hinweis zum Ort", "district_note"),
        column("anschrift", "text", "Anschrift", "address"),
        *POINT,
        column(
            "ziele",
            "list",
            "Nummern der Handlungsziele, denen es dient",
            lambda row: [goal.code for goal in row.public_goals],
        ),
        column(
            "zielgruppen",
            "list",
            "Zielgruppen",
            lambda row: [group.name for group in row.target_groups.all()],
        ),
        column("zeiten", "text", "Zeiten in Worten", "times_text"),
        column(
            "oeffnungszeiten",
            "text",
            "Öffnungszeiten in der Schreibweise von OpenStreetMap",
            "opening_hours",
        ),
        column("kostenfrei", "boolean", "kostenfrei; leer heißt: nicht bekannt", "is_free"),
        column("kosten", "text", "Kosten in Worten", "cost_text"),
        column(
            "mit_anmeldung", "boolean", "mit Anmeldung; leer heißt: nicht bekannt",
            "needs_registration",
        ),
        column("anmeldung", "text", "Anmeldung in Worten", "registration_text"),
        choice("barrierefrei", "barrierefrei", "access", Offer.Access),
        column("barrierefreiheit", "text", "Barrierefreiheit in Worten", "access_text"),
        column("website", "url", "Website", "website"),
        column("geprueft_am", "date", "zuletzt geprüft am", "verified_on"),
        *source(),
        page(),
        CHANGED,
    ),
    offers,
    ("angebote", "ziele", "orte", "akteure"),
    ("Angebote", "Treffpunkte", "Beratung", "Freizeit", "Generationen"),
    ("SOCI", "EDUC"),
    geometry=point,
)  # fmt: skip
DATES = Dataset(
    "termine",
    "Termine der Angebote",
    "Einzelne Termine und Regeln, nach denen sie sich wiederholen. Fertig ausgerechnet stehen sie "
    "im Kalender, den man abonnieren kann. Termine von Angeboten, die pausieren, geschlossen oder "
    "beendet sind, stehen nicht darin.",
    (
        column(
            "angebot", "key", "Angebot, zu dem der Termin gehört", lambda row: row.offer.slug,
            is_required=True,
        ),
        column("beginn", "time", "Beginn des ersten Termins", "starts_at", is_required=True),
        column("ende", "time", "Ende des ersten Termins", "ends_at"),
        column(
            "wiederholung",
            "text",
            "Regel nach RFC 5545; sie zählt in Tagen der Ortszeit (Europe/Berlin)",
            "rule",
        ),
        column("ausnahmen", "list", "Tage, an denen es ausfällt (JJJJ-MM-TT)", "exceptions"),
        column(
            "nicht_an_feiertagen",
            "boolean",
            "fällt an gesetzlichen Feiertagen in Schleswig-Holstein aus",
            "skips_holidays",
        ),
        column("hinweis", "text", "Hinweis", "note"),
        CHANGED,
    ),
    dates,
    ("termine", "angebote", "orte"),
    ("Termine", "Veranstaltungen", "Kalender"),
    ("SOCI", "EDUC"),
    first_date,
)  # fmt: skip
