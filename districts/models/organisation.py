from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.urls import reverse

from goals.models.content import (
    PUBLISHING_EXCHANGE,
    Natural,
    NaturalQuerySet,
    Publishable,
    PublishableQuerySet,
    SearchField,
    Sourced,
    recorded,
)


class TargetGroup(Natural):
    """Whom an offer or a measure is meant for."""

    # What is for all generations is for each of the others too.
    EVERYONE = "alle-generationen"

    name = models.CharField("Name", max_length=100, unique=True)
    slug = models.SlugField("Adresse", max_length=100, unique=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    objects = NaturalQuerySet.as_manager()

    class Meta:
        verbose_name = "Zielgruppe"
        verbose_name_plural = "Zielgruppen"
        ordering = ("position", "name")

    def __str__(self):
        return self.name


@dataclass(frozen=True)
class Activity:
    """A kind of public thing that organisations run or take part in."""

    rows: Callable[[], models.QuerySet]  # with in_(place) and for_group(group)
    actors: tuple[str, ...]  # the fields that name organisations
    place: str  # the field that names where
    one: str
    many: str

    def of(self, organisations):
        condition = Q()
        for actor in self.actors:
            condition |= Q(**{f"{actor}__in": organisations})
        return self.rows().filter(condition).order_by()


ACTIVITIES = []  # each app that has such things adds its own


class OrganisationQuerySet(PublishableQuerySet):
    def active_in(self, place):
        """Who does something that counts for a place: in it, inside it or around it."""
        return self._doing(lambda rows: rows.in_(place))

    def active_for(self, group):
        """Who does something for a target group."""
        return self._doing(lambda rows: rows.for_group(group))

    def _doing(self, narrow):
        condition = Q(pk__in=[])
        for activity in ACTIVITIES:
            rows = narrow(activity.rows()).order_by()
            for actor in activity.actors:
                named = rows.filter(**{f"{actor}__isnull": False})
                condition |= Q(pk__in=named.values(actor))
        return self.filter(condition)


class Organisation(Natural, Publishable, Sourced):
    """Who runs offers or takes part in measures: town, club, church, charity."""

    name = models.CharField("Name", max_length=200, unique=True)
    slug = models.SlugField("Adresse", max_length=100, unique=True)
    text = models.TextField("Beschreibung", blank=True)
    address = models.CharField("Anschrift", max_length=200, blank=True)
    phone = models.CharField("Telefon", max_length=50, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    website = models.URLField("Website", max_length=500, blank=True)
    search_heading = SearchField("name")
    search = SearchField("name", "text", "address")

    objects = OrganisationQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "Träger oder Akteur"
        verbose_name_plural = "Träger und Akteure"
        ordering = ("name",)
        default_permissions = PUBLISHING_EXCHANGE

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisation", args=[self.slug])
