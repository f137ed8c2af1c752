from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Prefetch, Q
from django.db.models.functions import Abs
from django.urls import reverse
from django.utils import timezone

from districts.models.opening_hours import valid_opening_hours
from districts.models.organisation import Organisation, TargetGroup
from districts.models.place import District
from districts.models.position import Positioned
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
from goals.models.easy import InEasyLanguage

# Pages of their own stand at these addresses, where the page of an offer would be.
TAKEN_SLUGS = ("kalender", "melden")


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

    def current(self):
        """What people can use or will be able to use again: all but what has ended."""
        return self.exclude(status=Offer.Status.ENDED)

    def ended_last(self):
        ended = ExpressionWrapper(Q(status=Offer.Status.ENDED), models.BooleanField())
        return self.order_by(ended, *self.model._meta.ordering)

    def in_(self, place):
        return self.filter(district__in=District.objects.touching(place))

    def local_first(self, place):
        """What `in_` the place finds, from near to far: its own, then inside it, then around it."""
        is_around = ExpressionWrapper(Q(district__level__lt=place.level), models.BooleanField())
        steps = Abs(F("district__level") - place.level)
        return self.order_by(is_around, steps, "district__lft", *self.model._meta.ordering)

    def for_group(self, group):
        """Meant for a target group, or for people of every age."""
        meant = Offer.target_groups.through.objects.filter(
            Q(targetgroup=group) | Q(targetgroup__slug=TargetGroup.EVERYONE)
        )
        return self.filter(pk__in=meant.values("offer"))

    def for_goals(self, goals):
        return self.filter(
            pk__in=Offer.goals.through.objects.filter(goal__in=goals).values("offer")
        )

    def for_list(self):
        # An outline may have 20,000 points, and each row would bring that of its place.
        return self.select_related("district", "organisation").defer("district__outline")

    def with_dates(self):
        """Each with its dates as `known_dates`, for lists that say when the next one is."""
        return self.prefetch_related(Prefetch("dates", to_attr="known_dates"))

    def for_page(self):
        return self.for_list().prefetch_related(
            Prefetch("partners", Organisation.objects.published(), to_attr="public_partners"),
            Prefetch("goals", Goal.objects.public().in_tree_order(), to_attr="public_goals"),
            "target_groups",
            "dates",
        )


class Offer(Positioned, InEasyLanguage, Natural, Publishable, Sourced):
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
        validators=[valid_opening_hours],
        help_text=(
            "Schreibweise von OpenStreetMap: Mo-Fr 09:00-12:00,14:00-18:00; PH off "
            "(montags bis freitags, an Feiertagen geschlossen)."
        ),
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
    search_heading = SearchField("name")
    search = SearchField(
        *("name", "kind_text", "text", "easy_text", "address", "organisation_note"),
        *("access_text", "times_text"),
    )

    objects = OfferQuerySet.as_manager()
    history = recorded(partners, goals, target_groups)

    class Meta:
        verbose_name = "Angebot"
        verbose_name_plural = "Angebote"
        ordering = ("name", "pk")
        default_permissions = PUBLISHING_EXCHANGE
        indexes = [models.Index(fields=["publication", "changed_at"], name="newest_offers")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=TAKEN_SLUGS),
                name="offer_address_is_not_taken",
                violation_error_message="Unter „kalender“ und „melden“ stehen andere Seiten des "
                "Portals. Bitte eine andere Adresse der Seite wählen, etwa „kalender-2“.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("offer", args=[self.slug])

    @property
    def public_organisation(self):
        return self.organisation if self.organisation and self.organisation.is_published else None

    @property
    def has_point(self):
        return self.latitude is not None and self.longitude is not None

    @property
    def contact(self):
        """Whom to ask: the offer itself, else the organisation that runs it; None where neither
        says how."""
        asked = (self, self.public_organisation)
        return next((who for who in asked if who and (who.phone or who.email or who.website)), None)

    @property
    def is_outdated(self):
        """Nobody has verified it for longer than the town's rule allows."""
        if self.verified_on is None:
            return False
        return self.verified_on < oldest_verified(timezone.localdate())


keep_links(Offer.goals, "goal")
keep_links(Offer.partners, "organisation")
keep_links(Offer.target_groups, "targetgroup")
