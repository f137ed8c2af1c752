from django.db import models

from goals.models.content import (
    PUBLISHING_EXCHANGE,
    Natural,
    NaturalQuerySet,
    Publishable,
    PublishableQuerySet,
    Sourced,
    recorded,
)


class TargetGroup(Natural):
    """Whom an offer or a measure is meant for."""

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


class Organisation(Natural, Publishable, Sourced):
    """Who runs offers or takes part in measures: town, club, church, charity."""

    name = models.CharField("Name", max_length=200, unique=True)
    slug = models.SlugField("Adresse", max_length=100, unique=True)
    text = models.TextField("Beschreibung", blank=True)
    address = models.CharField("Anschrift", max_length=200, blank=True)
    phone = models.CharField("Telefon", max_length=50, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    website = models.URLField("Website", max_length=500, blank=True)

    objects = PublishableQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "Träger oder Akteur"
        verbose_name_plural = "Träger und Akteure"
        ordering = ("name",)
        default_permissions = PUBLISHING_EXCHANGE

    def __str__(self):
        return self.name
