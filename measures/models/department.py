from django.conf import settings
from django.db import models

from districts.models import Document, Offer
from goals.models.content import Natural, NaturalQuerySet, keep_links


class Department(Natural):
    """The unit of the town that is responsible for measures."""

    name = models.CharField("Name", max_length=200, unique=True)
    slug = models.SlugField("Adresse", max_length=100, unique=True)
    email = models.EmailField("E-Mail", blank=True)
    phone = models.CharField("Telefon", max_length=50, blank=True)
    report_every_months = models.PositiveSmallIntegerField(
        "Sachstand alle … Monate", default=6, help_text="Danach gilt eine Maßnahme als überfällig."
    )
    may_publish = models.BooleanField("darf selbst veröffentlichen", default=False)

    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name="Mitglieder",
        related_name="departments",
        blank=True,
        help_text="Wer zur Redaktion gehört, bearbeitet nur, was zum eigenen Fachbereich gehört.",
    )
    offers = models.ManyToManyField(
        Offer,
        verbose_name="betreute Angebote",
        related_name="departments",
        blank=True,
        help_text="Was die Redaktion des Fachbereichs selbst anlegt, kommt von allein hinzu.",
    )
    documents = models.ManyToManyField(
        Document, verbose_name="betreute Dokumente", related_name="departments", blank=True
    )

    objects = NaturalQuerySet.as_manager()

    class Meta:
        verbose_name = "Fachbereich"
        verbose_name_plural = "Fachbereiche"
        ordering = ("name",)
        permissions = [("every_department", "Darf an allen Fachbereichen arbeiten")]

    def __str__(self):
        return self.name


keep_links(Department.members, "user")
for links in (Department.members, Department.offers, Department.documents):
    keep_links(links, "department")
