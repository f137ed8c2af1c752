from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from goals.models.content import (
    PUBLISHING_EXCHANGE,
    Publication,
    PublishableQuerySet,
    not_in_future,
    recorded,
)


class Phase(models.TextChoices):
    PROPOSED = "vorschlag", "Vorschlag"
    NOT_STARTED = "nicht-begonnen", "nicht begonnen"
    PLANNING = "in-planung", "in Planung"
    UNDERWAY = "in-umsetzung", "in Umsetzung"
    ONGOING = "laufend", "laufende Aufgabe"
    COMPLETED = "abgeschlossen", "abgeschlossen"
    ON_HOLD = "zurueckgestellt", "zurückgestellt"
    DROPPED = "nicht-weiterverfolgt", "nicht weiterverfolgt"


# Counted, but no part of the mean percent: nobody works towards their end.
RESTING = (Phase.ON_HOLD, Phase.DROPPED)
# Nothing more is to be reported about these.
ENDED = (Phase.COMPLETED, Phase.DROPPED)
NO_REPORT = "ohne Sachstand"


class Schedule(models.TextChoices):
    """Termintreue: how a measure keeps to its dates."""

    ON_TRACK = "im-plan", "im Plan"
    DELAYED = "verzoegert", "verzögert"
    CRITICAL = "kritisch", "kritisch"
    NOT_RATED = "nicht-bewertet", "nicht bewertet"


NEEDS_REASON = (Schedule.DELAYED, Schedule.CRITICAL)


class InWords:
    """What a page says of a measure's `phase` and `schedule`, which are None without a report."""

    @property
    def phase_label(self):
        return Phase(self.phase).label if self.phase else NO_REPORT

    @property
    def phase_css(self):
        return f"phase-{self.phase or 'unbekannt'}"

    @property
    def schedule_label(self):
        return Schedule(self.schedule).label if self.schedule else ""

    @property
    def has_ended(self):
        return self.phase in ENDED


class ProgressReportQuerySet(PublishableQuerySet):
    def public(self):
        """Published reports of public measures."""
        measures = apps.get_model("measures", "Measure").objects.public()
        return self.published().filter(measure__in=measures)

    def up_to(self, day=None):
        """Not after `day` (default today), newest first."""
        return self.filter(reported_on__lte=day or timezone.localdate()).newest_first()

    def known_to_council(self):
        """Published; of a measure that is itself on the way there, also what was put forward."""
        steps = (Publication.DRAFT, Publication.REVIEW)
        coming = Q(publication=Publication.REVIEW, measure__publication__in=steps)
        return self.filter(Q(publication=Publication.PUBLISHED) | coming)

    def current(self):
        """What staff go on from, newest first: published, or put forward and not yet seen."""
        steps = (Publication.PUBLISHED, Publication.REVIEW)
        return self.filter(publication__in=steps).up_to()

    def newest_first(self):
        return self.order_by("-reported_on", "-pk")


class ProgressReport(models.Model):
    """The dated state of a measure; a mistake is corrected by a newer report."""

    measure = models.ForeignKey(
        "measures.Measure",
        verbose_name="Maßnahme",
        on_delete=models.PROTECT,
        related_name="reports",
    )
    reported_on = models.DateField(
        "Sachstand vom", default=timezone.localdate, validators=[not_in_future]
    )
    phase = models.CharField("Phase", max_length=30, choices=Phase.choices)
    schedule = models.CharField(
        "Termintreue", max_length=20, choices=Schedule.choices, default=Schedule.NOT_RATED
    )
    schedule_reason = models.TextField(
        "Begründung der Termintreue",
        blank=True,
        help_text="Nötig bei verzögert und kritisch.",
    )
    percent = models.PositiveSmallIntegerField(
        "Fortschritt in Prozent",
        null=True,
        blank=True,
        help_text="Leer lassen, wenn unbekannt: der letzte Wert bleibt stehen.",
    )
    text = models.TextField("Sachstand", blank=True)
    obstacles = models.TextField("Hemmnisse", blank=True)
    next_step = models.CharField("nächster Schritt", max_length=300, blank=True)
    next_step_on = models.DateField("nächster Schritt bis", null=True, blank=True)
    publication = models.CharField(
        "Veröffentlichung",
        max_length=20,
        choices=Publication.choices,
        default=Publication.PUBLISHED,
    )
    source_url = models.URLField("Quelle (Adresse)", max_length=500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="erfasst von",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
    )
    created_at = models.DateTimeField("erfasst am", auto_now_add=True)

    key = models.UUIDField(
        "Schlüssel des Formulars",
        unique=True,
        null=True,
        editable=False,
        help_text="Wer dasselbe Formular noch einmal abschickt, legt keinen zweiten Sachstand an.",
    )

    objects = ProgressReportQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "Sachstand"
        verbose_name_plural = "Sachstände"
        ordering = ("-reported_on", "-pk")
        default_permissions = PUBLISHING_EXCHANGE
        indexes = [models.Index(fields=["measure", "-reported_on", "-id"], name="newest_report")]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100),
                name="percent_at_most_100",
                violation_error_message="Mehr als 100 Prozent gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=~Q(schedule__in=[*map(str, NEEDS_REASON)]) | ~Q(schedule_reason=""),
                name="delay_needs_a_reason",
                violation_error_message="Bei verzögert und kritisch bitte eine Begründung angeben.",
            ),
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values),
                name="phase_is_known",
                violation_error_message="Diese Phase gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(schedule__in=Schedule.values),
                name="schedule_is_known",
                violation_error_message="Diese Termintreue gibt es nicht.",
            ),
        ]

    def __str__(self):
        return f"{self.get_phase_display()}, {self.reported_on:%d.%m.%Y}"

    @property
    def is_published(self):
        return self.publication == Publication.PUBLISHED

    @property
    def phase_css(self):
        return f"phase-{self.phase}"
