from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from districts.models.place import District
from goals.models import Goal
from goals.models.content import (
    EXCHANGE,
    PUBLISHING_EXCHANGE,
    Natural,
    Publishable,
    PublishableQuerySet,
    Sourced,
    keep_links,
    not_in_future,
    recorded,
)


class Indicator(Natural, Publishable):
    """A figure that is measured again and again, such as the number of residents."""

    class Direction(models.TextChoices):
        UP = "mehr", "mehr ist besser"
        DOWN = "weniger", "weniger ist besser"
        NONE = "ohne", "ohne Wertung"

    name = models.CharField("Name", max_length=200, unique=True)
    slug = models.SlugField("Adresse", max_length=100, unique=True)
    unit = models.CharField("Einheit", max_length=50)
    text = models.TextField("Was gezählt wird", blank=True)
    direction = models.CharField(
        "Richtung", max_length=10, choices=Direction.choices, default=Direction.NONE
    )
    baseline = models.DecimalField(
        "Ausgangswert", max_digits=14, decimal_places=3, null=True, blank=True
    )
    target = models.DecimalField("Zielwert", max_digits=14, decimal_places=3, null=True, blank=True)
    goals = models.ManyToManyField(
        Goal, verbose_name="Ziele", related_name="indicators", blank=True
    )

    objects = PublishableQuerySet.as_manager()
    history = recorded(goals)

    class Meta:
        verbose_name = "Kennzahl"
        verbose_name_plural = "Kennzahlen"
        ordering = ("name",)
        default_permissions = PUBLISHING_EXCHANGE

    def __str__(self):
        return self.name


class MeasurementQuerySet(models.QuerySet):
    def public(self):
        return self.filter(
            indicator__in=Indicator.objects.published(), district__in=District.objects.public()
        )

    def newest(self, day=None):
        """Of each indicator in each place the newest value not after `day` (default today)."""
        known = Q(measured_on__lte=day or timezone.localdate())
        newer = Measurement.objects.filter(
            known,
            indicator=OuterRef("indicator"),
            district=OuterRef("district"),
            measured_on__gt=OuterRef("measured_on"),
        )
        return self.filter(known).exclude(Exists(newer))


class Measurement(Sourced):
    """The value of an indicator in a place on a day."""

    indicator = models.ForeignKey(
        Indicator, verbose_name="Kennzahl", on_delete=models.PROTECT, related_name="measurements"
    )
    district = models.ForeignKey(
        District, verbose_name="Ort", on_delete=models.PROTECT, related_name="measurements"
    )
    measured_on = models.DateField("Stichtag", validators=[not_in_future])
    value = models.DecimalField("Wert", max_digits=14, decimal_places=3)
    note = models.CharField("Anmerkung", max_length=300, blank=True)

    objects = MeasurementQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "Messwert"
        verbose_name_plural = "Messwerte"
        ordering = ("-measured_on",)
        default_permissions = EXCHANGE
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "district", "measured_on"],
                name="one_value_per_day_and_place",
                violation_error_message="Für diesen Ort und Tag gibt es schon einen Wert.",
            )
        ]

    def __str__(self):
        return f"{self.indicator}, {self.district}, {self.measured_on:%d.%m.%Y}"


keep_links(Indicator.goals, "goal")
