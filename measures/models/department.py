from django.db import models

from goals.models.content import Natural, NaturalQuerySet


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

    objects = NaturalQuerySet.as_manager()

    class Meta:
        verbose_name = "Fachbereich"
        verbose_name_plural = "Fachbereiche"
        ordering = ("name",)

    def __str__(self):
        return self.name
