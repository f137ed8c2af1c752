from django.db import models
from django.db.models import Q

from districts.models.place import District
from goals.models import Goal
from goals.models.content import (
    PUBLISHING,
    PartialDateField,
    Publishable,
    PublishableQuerySet,
    Sourced,
    keep_links,
    recorded,
)


class Document(Publishable, Sourced):
    """A paper about goals or places, as an upload or by its address."""

    class Kind(models.TextChoices):
        STRUCTURE = "strukturanalyse", "Strukturanalyse"
        NEEDS = "bedarfsanalyse", "Bedarfsanalyse"
        CONCEPT = "konzept", "Konzept"
        MINUTES = "protokoll", "Protokoll"
        OTHER = "sonstiges", "Sonstiges"

    title = models.CharField("Titel", max_length=200)
    kind = models.CharField("Art", max_length=20, choices=Kind.choices)
    dated = PartialDateField("Datum")
    text = models.TextField("Inhalt in Kürze", blank=True)
    url = models.URLField("Adresse", max_length=500, blank=True)
    file = models.FileField("Datei", upload_to="dokumente/", blank=True)
    goals = models.ManyToManyField(Goal, verbose_name="Ziele", related_name="documents", blank=True)
    districts = models.ManyToManyField(
        District, verbose_name="Orte", related_name="documents", blank=True
    )

    objects = PublishableQuerySet.as_manager()
    history = recorded(goals, districts)

    class Meta:
        verbose_name = "Dokument"
        verbose_name_plural = "Dokumente"
        ordering = ("-dated", "title")
        default_permissions = PUBLISHING
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(file=""),
                name="documents_stand_somewhere",
                violation_error_message="Bitte eine Datei hochladen oder eine Adresse angeben.",
            )
        ]

    def __str__(self):
        return self.title


keep_links(Document.goals, "goal")
keep_links(Document.districts, "district")
