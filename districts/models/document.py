from pathlib import PurePosixPath
from secrets import token_hex

from django.core.exceptions import SuspiciousFileOperation
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.text import slugify

from districts.models.place import District
from goals.models import Goal
from goals.models.content import (
    PUBLISHING,
    PartialDateField,
    Publishable,
    PublishableQuerySet,
    SearchField,
    Sourced,
    fold,
    keep_links,
    recorded,
)

LONGEST_NAME = 60  # characters before ".pdf"


def upload_path(document, name):
    """Where an upload is kept: a folder of its own, and a name of plain letters.

    Whatever the sender called the file, nothing of it but letters and digits reaches the disk.
    """
    stem = slugify(fold(PurePosixPath(name.replace("\\", "/")).stem))[:LONGEST_NAME].strip("-_")
    return f"dokumente/{token_hex(8)}/{stem or 'dokument'}.pdf"


class DocumentQuerySet(PublishableQuerySet):
    def in_(self, place):
        """What speaks of the place, of what lies in it and around it."""
        return self._linked(Document.districts, District.objects.public().touching(place))

    def under(self, goal):
        """Linked to the goal or one below it; a link to a hidden goal does not count."""
        return self._linked(Document.goals, Goal.objects.public().under(goal))

    def own_first(self, place):
        """Annotates `is_own`: it speaks of the place itself; those first, the newest of them."""
        links = Document.districts.through.objects.filter(
            document=OuterRef("pk"), district=place.pk
        )
        return self.annotate(is_own=Exists(links)).order_by("-is_own", "-dated", "title")

    def for_list(self):
        goals = Goal.objects.public().in_tree_order()
        places = District.objects.public().in_tree_order()
        return self.prefetch_related(
            Prefetch("goals", goals, to_attr="public_goals"),
            Prefetch("districts", places, to_attr="public_places"),
        )

    def _linked(self, links, targets):
        target = links.field.m2m_reverse_field_name()
        found = links.through.objects.filter(
            **{"document": OuterRef("pk"), f"{target}__in": targets.values("pk")}
        )
        return self.filter(Exists(found))


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
    file = models.FileField("Datei", upload_to=upload_path, max_length=120, blank=True)
    goals = models.ManyToManyField(Goal, verbose_name="Ziele", related_name="documents", blank=True)
    districts = models.ManyToManyField(
        District, verbose_name="Orte", related_name="documents", blank=True
    )
    search_heading = SearchField("title")
    search = SearchField("title", "text")

    objects = DocumentQuerySet.as_manager()
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

    def get_absolute_url(self):
        """The file, here or elsewhere."""
        return reverse("document-file", args=[self.pk, self.file_name]) if self.file else self.url

    @property
    def file_name(self):
        return PurePosixPath(self.file.name).name

    @property
    def size(self):
        """Of the upload in bytes; None where it is not on this machine."""
        try:
            return self.file.size
        except (OSError, SuspiciousFileOperation):
            return None


keep_links(Document.goals, "goal")
keep_links(Document.districts, "district")
