from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from districts.models.place import District
from goals.models import Goal
from goals.models.content import (
    EXCHANGE,
    PUBLISHING_EXCHANGE,
    Natural,
    PartialDateField,
    Publishable,
    PublishableQuerySet,
    Sourced,
    keep_links,
    not_in_future,
    recorded,
)


class IndicatorQuerySet(PublishableQuerySet):
    def under(self, goal):
        """Linked to the goal or one below it; a link to a hidden goal does not count."""
        goals = Goal.objects.public().under(goal)
        links = Indicator.goals.through.objects.filter(
            indicator=OuterRef("pk"), goal__in=goals.values("pk")
        )
        return self.filter(Exists(links))

    def with_newest(self):
        """Annotates `value`, `measured_on` and `place`: the newest public value of the highest
        place that has one; all None without any.
        """
        known = (
            Measurement.objects.public()
            .filter(indicator=OuterRef("pk"), measured_on__lte=timezone.localdate())
            .order_by("district__level", "-measured_on", "district__lft")
        )
        return self.annotate(
            value=Subquery(known.values("value")[:1]),
            measured_on=Subquery(known.values("measured_on")[:1]),
            place=Subquery(known.values("district__name")[:1]),
        )

    def for_page(self):
        goals = Goal.objects.public().in_tree_order()
        return self.prefetch_related(models.Prefetch("goals", goals, to_attr="public_goals"))


class Indicator(Natural, Publishable):
    """A figure that is measured again and again, such as the number of residents.

    Figures that share a `group`, such as the residents by age, are drawn side by side.
    """

    class Direction(models.TextChoices):
        UP = "mehr", "mehr ist besser"
        DOWN = "weniger", "weniger ist besser"
        NONE = "ohne", "ohne Wertung"

    class Scope(models.TextChoices):
        TOWN = "stadt", "nur für die ganze Stadt"
        PLACE = "ort", "für jeden Ort"

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
    target_on = PartialDateField("Zielwert bis")
    target_scope = models.CharField(
        "Ausgangs- und Zielwert gelten",
        max_length=10,
        choices=Scope.choices,
        default=Scope.TOWN,
        help_text="Eine Zahl von Personen gilt für die Stadt, eine Quote vielleicht überall.",
    )
    group = models.CharField(
        "Gliederung",
        max_length=100,
        blank=True,
        help_text="Gemeinsamer Name von Kennzahlen, die zusammengehören, etwa „Altersstruktur“.",
    )
    part = models.CharField(
        "Teil der Gliederung", max_length=100, blank=True, help_text="Zum Beispiel „0 bis 17“."
    )
    goals = models.ManyToManyField(
        Goal, verbose_name="Ziele", related_name="indicators", blank=True
    )

    objects = IndicatorQuerySet.as_manager()
    history = recorded(goals)

    class Meta:
        verbose_name = "Kennzahl"
        verbose_name_plural = "Kennzahlen"
        ordering = ("name",)
        default_permissions = PUBLISHING_EXCHANGE
        constraints = [
            models.CheckConstraint(
                condition=Q(group="", part="") | (~Q(group="") & ~Q(part="")),
                name="figures_of_a_group_are_parts",
                violation_error_message="Gliederung und Teil der Gliederung gehören zusammen: "
                "bitte beide angeben oder keines.",
            ),
            models.UniqueConstraint(
                fields=["group", "part"],
                condition=~Q(group=""),
                name="one_figure_per_part",
                violation_error_message="Diesen Teil der Gliederung gibt es schon.",
            ),
            models.CheckConstraint(
                condition=Q(target_on="") | ~Q(target=None),
                name="a_day_needs_a_target",
                violation_error_message="Ein Datum braucht einen Zielwert.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("indicator", args=[self.slug])

    def aims_at(self, place):
        """Baseline and target are meant for this place."""
        return self.target_scope == self.Scope.PLACE or place.is_town

    def is_reached(self, value):
        """Whether a value reaches the target; None where that cannot be said."""
        if self.target is None or self.direction == self.Direction.NONE:
            return None
        return value >= self.target if self.direction == self.Direction.UP else value <= self.target


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

    def of_group(self, indicator):
        """Of the indicator and of those that form a group with it."""
        if indicator.group:
            return self.filter(indicator__group=indicator.group)
        return self.filter(indicator=indicator)


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
