from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from districts.models.organisation import Organisation, TargetGroup
from districts.models.place import District
from goals.models import Goal
from goals.models.content import (
    PUBLISHING_EXCHANGE,
    Natural,
    Publication,
    Publishable,
    PublishableQuerySet,
    SearchField,
    Sourced,
    keep_links,
    not_in_future,
    recorded,
)


def oldest_verified(day):
    """When an offer must have been verified at the latest, to be up to date on a day."""
    return day - timedelta(days=settings.OFFER_OUTDATED_AFTER_DAYS)


class OfferQuerySet(PublishableQuerySet):
    def public(self):
        """Published and not in a place that is hidden."""
        return self.published().filter(Q(district=None) | Q(district__in=District.objects.public()))

    def to_verify(self, day):
        """Not verified for 12 months (a setting), or ever; ended and archived ones don't count."""
        ended = Q(publication=Publication.ARCHIVED) | Q(status=Offer.Status.ENDED)
        late = Q(verified_on=None) | Q(verified_on__lt=oldest_verified(day))
        return self.filter(late).exclude(ended)

    def in_(self, place):
        return self.filter(district__in=District.objects.touching(place))

    def for_goals(self, goals):
        return self.filter(
            pk__in=Offer.goals.through.objects.filter(goal__in=goals).values("offer")
        )

    def for_list(self):
        return self.select_related("district", "organisation")

    def for_page(self):
        return self.for_list().prefetch_related(
            Prefetch("partners", Organisation.objects.published(), to_attr="public_partners"),
            Prefetch("goals", Goal.objects.public().in_tree_order(), to_attr="public_goals"),
            "target_groups",
        )


class Offer(Natural, Publishable, Sourced):
    """Something residents can use in a district, run by the town or a club."""

    class Kind(models.TextChoices):
        ROOM = "raum", "Raum"
        ACTIVITY = "aktivitaet", "Aktivität"
        ADVICE = "beratung", "Beratung"
        EVENT = "veranstaltung", "Veranstaltung"
        SERVICE = "dienst", "Dienst"

    class Status(models.TextChoices):
        ACTIVE = "aktiv", "aktiv"
        PAUSED = "pausiert", "pausiert"
        CLOSED = "voruebergehend-geschlossen", "vorübergehend geschlossen"
        ENDED = "beendet", "beendet"

    class Access(models.TextChoices):
        YES = "ja", "ja"
        PARTLY = "teilweise", "teilweise"
        NO = "nein", "nein"
        UNKNOWN = "unbekannt", "unbekannt"

    name = models.CharField("Name", max_length=200)
    slug = models.SlugField("Adresse der Seite", max_length=100, unique=True)
    kind = models.CharField("Art", max_length=20, choices=Kind.choices)
    kind_text = models.CharField("Art in Worten", max_length=200, blank=True)
    status = models.CharField("Betrieb", max_length=30, choices=Status.choices, default="aktiv")
    text = models.TextField("Beschreibung", blank=True)
    easy_text = models.TextField("Leichte Sprache", blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="Träger",
        on_delete=models.PROTECT,
        related_name="offers",
        null=True,
        blank=True,
    )
    partners = models.ManyToManyField(
        Organisation, verbose_name="weitere Träger", related_name="partner_offers", blank=True
    )
    organisation_note = models.CharField("Hinweis zum Träger", max_length=200, blank=True)
    district = models.ForeignKey(
        District,
        verbose_name="Ort",
        on_delete=models.PROTECT,
        related_name="offers",
        null=True,
        blank=True,
        help_text="Leer heißt: nicht bekannt oder außerhalb der Stadt.",
    )
    district_note = models.CharField("Hinweis zum Ort", max_length=200, blank=True)
    address = models.CharField("Anschrift", max_length=200, blank=True)
    latitude = models.DecimalField("Breite", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("Länge", max_digits=9, decimal_places=6, null=True, blank=True)
    goals = models.ManyToManyField(
        Goal,
        verbose_name="Handlungsziele",
        related_name="offers",
        blank=True,
        limit_choices_to={"level": Goal.OBJECTIVE},
    )
    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name="Zielgruppen", related_name="offers", blank=True
    )
    times_text = models.CharField("Zeiten in Worten", max_length=300, blank=True)
    opening_hours = models.CharField(
        "Öffnungszeiten",
        max_length=300,
        blank=True,
        help_text="Schreibweise von OpenStreetMap, zum Beispiel Mo-Fr 09:00-12:00.",
    )
    is_free = models.BooleanField("kostenfrei", null=True, blank=True)
    cost_text = models.CharField("Kosten", max_length=200, blank=True)
    needs_registration = models.BooleanField("mit Anmeldung", null=True, blank=True)
    registration_text = models.CharField("Anmeldung", max_length=200, blank=True)
    access = models.CharField(
        "barrierefrei", max_length=20, choices=Access.choices, default=Access.UNKNOWN
    )
    access_text = models.CharField("Barrierefreiheit in Worten", max_length=300, blank=True)
    phone = models.CharField("Telefon", max_length=50, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    website = models.URLField("Website", max_length=500, blank=True)
    note = models.TextField("Anmerkung", blank=True)
    verified_on = models.DateField(
        "zuletzt geprüft am", null=True, blank=True, validators=[not_in_future]
    )
    search = SearchField("name", "kind_text", "text", "address", "organisation_note")

    objects = OfferQuerySet.as_manager()
    history = recorded(partners, goals, target_groups)

    class Meta:
        verbose_name = "Angebot"
        verbose_name_plural = "Angebote"
        ordering = ("name", "pk")
        default_permissions = PUBLISHING_EXCHANGE

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("offer", args=[self.slug])

    @property
    def public_organisation(self):
        return self.organisation if self.organisation and self.organisation.is_published else None

    @property
    def is_outdated(self):
        """Nobody has verified it for longer than the town's rule allows."""
        if self.verified_on is None:
            return False
        return self.verified_on < oldest_verified(timezone.localdate())


class OfferDate(models.Model):
    """One date of an offer, or a rule by which it recurs."""

    offer = models.ForeignKey(
        Offer, verbose_name="Angebot", on_delete=models.CASCADE, related_name="dates"
    )
    starts_at = models.DateTimeField("Beginn")
    ends_at = models.DateTimeField("Ende", null=True, blank=True)
    rule = models.CharField(
        "Wiederholung",
        max_length=300,
        blank=True,
        help_text="Regel nach RFC 5545, zum Beispiel FREQ=WEEKLY;BYDAY=MO.",
    )
    exceptions = models.JSONField("Ausnahmen", default=list, blank=True)
    note = models.CharField("Hinweis", max_length=200, blank=True)

    class Meta:
        verbose_name = "Termin"
        verbose_name_plural = "Termine"
        ordering = ("starts_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=models.F("starts_at")),
                name="dates_end_after_they_start",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            )
        ]

    def __str__(self):
        return f"{self.offer} {timezone.localtime(self.starts_at):%d.%m.%Y %H:%M}"


keep_links(Offer.goals, "goal")
keep_links(Offer.partners, "organisation")
keep_links(Offer.target_groups, "targetgroup")
