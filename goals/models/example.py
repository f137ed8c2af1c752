from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse

from goals.models.content import (
    PUBLISHING,
    Natural,
    Publishable,
    PublishableQuerySet,
    SearchField,
    Sourced,
    keep_links,
    recorded,
)
from goals.models.goal import Goal


class ExampleQuerySet(PublishableQuerySet):
    def under(self, goal):
        """Linked to the goal or one below it; a link to a hidden goal does not count."""
        goals = Goal.objects.public().under(goal)
        links = Example.goals.through.objects.filter(
            example=OuterRef("pk"), goal__in=goals.values("pk")
        )
        return self.filter(Exists(links))

    def for_page(self):
        goals = Goal.objects.public().in_tree_order()
        return self.prefetch_related(models.Prefetch("goals", goals, to_attr="public_goals"))


class Example(Natural, Publishable, Sourced):
    """What another municipality does and Ratzeburg can learn from."""

    title = models.CharField("Titel", max_length=200)
    slug = models.SlugField("Adresse", max_length=100, unique=True)
    municipality = models.CharField("Kommune", max_length=200)
    text = models.TextField("Beschreibung")
    goals = models.ManyToManyField(Goal, verbose_name="Ziele", related_name="examples", blank=True)
    search_heading = SearchField("title")
    search = SearchField("title", "municipality", "text")

    objects = ExampleQuerySet.as_manager()
    history = recorded(goals)

    class Meta:
        verbose_name = "Praxisbeispiel"
        verbose_name_plural = "Praxisbeispiele"
        ordering = ("title",)
        default_permissions = PUBLISHING

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("example", args=[self.slug])


keep_links(Example.goals, "goal")
