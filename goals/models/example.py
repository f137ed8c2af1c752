from django.db import models

from goals.models.content import (
    PUBLISHING,
    Natural,
    Publishable,
    PublishableQuerySet,
    Sourced,
    keep_links,
    recorded,
)
from goals.models.goal import Goal


class Example(Natural, Publishable, Sourced):
    """What another municipality does and Ratzeburg can learn from."""

    title = models.CharField("Titel", max_length=200)
    slug = models.SlugField("Adresse", max_length=100, unique=True)
    municipality = models.CharField("Kommune", max_length=200)
    text = models.TextField("Beschreibung")
    goals = models.ManyToManyField(Goal, verbose_name="Ziele", related_name="examples", blank=True)

    objects = PublishableQuerySet.as_manager()
    history = recorded(goals)

    class Meta:
        verbose_name = "Praxisbeispiel"
        verbose_name_plural = "Praxisbeispiele"
        ordering = ("title",)
        default_permissions = PUBLISHING

    def __str__(self):
        return self.title


keep_links(Example.goals, "goal")
