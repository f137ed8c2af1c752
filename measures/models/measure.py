from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from districts.models import District, Organisation, TargetGroup
from goals.models import Goal
from goals.models.content import (
    PUBLISHING_EXCHANGE,
    Natural,
    PartialDateField,
    Publication,
    Publishable,
    PublishableQuerySet,
    SearchField,
    Sourced,
    keep_links,
    recorded,
)
from measures.models.department import Department
from measures.models.report import InWords, Phase, ProgressReport


class MeasureQuerySet(PublishableQuerySet):
    def public(self):
        """Published and linked to at least one public goal."""
        return self.published().filter(self._for(Goal.objects.public()))

    def coming(self):
        """Published or on the way there."""
        return self.exclude(publication=Publication.ARCHIVED)

    def known_to_council(self):
        """Coming, and linked to at least one public goal."""
        return self.coming().filter(self._for(Goal.objects.public()))

    def under(self, goal):
        """Linked to the goal or one below it; a link to a hidden goal does not count."""
        below = Goal.objects.public().under(goal)
        # From the few goals to their measures; `public` goes the other way, because it means all.
        links = Measure.goals.through.objects.filter(goal__in=below)
        return self.filter(pk__in=links.values("measure"))

    def in_(self, place):
        """What counts for a place: done in it, inside it or around it."""
        return self.filter(Exists(self._places_in(District.objects.public().touching(place))))

    def for_group(self, group):
        """Meant for a target group, or for people of every age."""
        meant = Measure.target_groups.through.objects.filter(
            Q(targetgroup=group) | Q(targetgroup__slug=TargetGroup.EVERYONE)
        )
        return self.filter(pk__in=meant.values("measure"))

    def local_first(self, place):
        """Annotates `is_local`: done in the place or inside it, not only around it."""
        inside = self._places_in(District.objects.public().under(place))
        return self.annotate(is_local=Exists(inside)).order_by("-is_local", "title", "pk")

    def with_state(self, day=None, reports=None):
        """The state at `day` (default today) from the newest of the reports, by default published.

        Annotates `report_pk`, `phase`, `schedule`, `reported_on` (None without a report) and
        `percent`, which a report without percent leaves standing; finished means 100.
        """
        reports = ProgressReport.objects.published() if reports is None else reports
        newest = reports.up_to(day).filter(measure=OuterRef("pk"))
        stated = newest.exclude(percent=None)
        return self.annotate(
            report_pk=Subquery(newest.values("pk")[:1]),
            phase=Subquery(newest.values("phase")[:1]),
            schedule=Subquery(newest.values("schedule")[:1]),
            reported_on=Subquery(newest.values("reported_on")[:1]),
            stated_percent=Subquery(stated.values("percent")[:1]),
        ).annotate(
            percent=models.Case(
                models.When(phase=Phase.COMPLETED, then=100),
                default=F("stated_percent"),
                output_field=models.IntegerField(),
            )
        )

    def for_list(self, reports=None):
        """With all that a row of a list shows: state, Fachbereich and public places."""
        places = District.objects.public().in_tree_order()
        return (
            self.with_state(reports=reports)
            .select_related("department")
            .prefetch_related(Prefetch("districts", places, to_attr="public_places"))
        )

    def for_page(self):
        """With all that the page of one measure shows beside its row in a list."""
        goals = Goal.objects.public().in_tree_order()
        reports = ProgressReport.objects.published().up_to()
        partners = Organisation.objects.published()
        return self.for_list().prefetch_related(
            Prefetch("goals", goals, to_attr="public_goals"),
            Prefetch("reports", reports, to_attr="public_reports"),
            Prefetch("partners", partners, to_attr="public_partners"),
            "resolutions",
            "milestones",
            "target_groups",
        )

    @staticmethod
    def _for(goals):
        # From the measure to its few goals: the other way round, all goals are sought each time.
        return Exists(goals.filter(measures=OuterRef("pk")))

    @staticmethod
    def _places_in(places):
        return Measure.districts.through.objects.filter(
            measure=OuterRef("pk"), district__in=places.values("pk")
        )


class Measure(InWords, Natural, Publishable, Sourced):
    """Something concrete that is done for one or more Handlungsziele.

    Its state, also in words, is there after `with_state()`.
    """

    class Priority(models.TextChoices):
        HIGH = "hoch", "hoch"
        MEDIUM = "mittel", "mittel"
        LOW = "niedrig", "niedrig"

    identifier = models.CharField("Kennung", max_length=30, blank=True)
    title = models.CharField("Titel", max_length=200)
    slug = models.SlugField("Adresse der Seite", max_length=100, unique=True)
    summary = models.CharField("Kurzfassung", max_length=500, blank=True)
    description = models.TextField("Beschreibung", blank=True)
    goals = models.ManyToManyField(
        Goal,
        verbose_name="Handlungsziele",
        related_name="measures",
        limit_choices_to={"level": Goal.OBJECTIVE},
    )
    goals_note = models.CharField(
        "Hinweis zur Zuordnung",
        max_length=200,
        blank=True,
        help_text="Wer die Ziele zugeordnet hat.",
    )
    districts = models.ManyToManyField(
        District, verbose_name="Orte", related_name="measures", blank=True
    )
    districts_note = models.CharField("Hinweis zum Ort", max_length=200, blank=True)
    department = models.ForeignKey(
        Department,
        verbose_name="Fachbereich",
        on_delete=models.PROTECT,
        related_name="measures",
        null=True,
        blank=True,
    )
    partners = models.ManyToManyField(
        Organisation, verbose_name="Beteiligte", related_name="measures", blank=True
    )
    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name="Zielgruppen", related_name="measures", blank=True
    )
    planned_start = PartialDateField("geplanter Beginn")
    planned_end = PartialDateField("geplantes Ende")
    actual_start = PartialDateField("Beginn")
    actual_end = PartialDateField("Ende")
    priority = models.CharField("Priorität", max_length=10, choices=Priority.choices, blank=True)
    cost_once = models.DecimalField(
        "Kosten einmalig (Euro)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    cost_per_year = models.DecimalField(
        "Kosten jährlich (Euro)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    funding = models.CharField("Finanzierung", max_length=300, blank=True)
    budget_item = models.CharField("Haushaltsprodukt", max_length=100, blank=True)
    contact = models.CharField("Kontaktstelle", max_length=300, blank=True)
    note = models.TextField("Anmerkung", blank=True)
    search_heading = SearchField("identifier", "title")
    search = SearchField("identifier", "title", "summary", "description")

    objects = MeasureQuerySet.as_manager()
    history = recorded(goals, districts, partners, target_groups)

    class Meta:
        verbose_name = "Maßnahme"
        verbose_name_plural = "Maßnahmen"
        ordering = ("title", "pk")
        default_permissions = PUBLISHING_EXCHANGE
        permissions = [
            ("see_unpublished", "Sieht Unveröffentlichtes im Statusbericht"),
        ]
        indexes = [models.Index(fields=["publication", "changed_at"], name="newest_measures")]
        constraints = [
            models.UniqueConstraint(
                fields=["identifier"],
                condition=~Q(identifier=""),
                name="identifier_is_unique",
                violation_error_message="Diese Kennung trägt schon eine andere Maßnahme.",
            ),
            models.CheckConstraint(
                condition=Q(cost_once=None) | Q(cost_once__gte=0),
                name="cost_once_not_negative",
                violation_error_message="Kosten sind nicht negativ.",
            ),
            models.CheckConstraint(
                condition=Q(cost_per_year=None) | Q(cost_per_year__gte=0),
                name="cost_per_year_not_negative",
                violation_error_message="Kosten sind nicht negativ.",
            ),
        ]

    def __str__(self):
        return f"{self.identifier} {self.title}".strip()

    def get_absolute_url(self):
        return reverse("measure", args=[self.slug])

    @property
    def start(self):
        return self.actual_start or self.planned_start

    @property
    def end(self):
        return self.actual_end or self.planned_end

    def clean(self):
        super().clean()
        for start, end in (("planned_start", "planned_end"), ("actual_start", "actual_end")):
            first, last = getattr(self, start), getattr(self, end)
            # Compared as far as both are known: "2024-03" may well end in "2024".
            common = min(len(first), len(last))
            if first[:common] > last[:common]:
                raise ValidationError({end: "Das Ende liegt vor dem Beginn."})


class Resolution(models.Model):
    """A decision of the council or one of its committees on a measure."""

    measure = models.ForeignKey(
        Measure, verbose_name="Maßnahme", on_delete=models.CASCADE, related_name="resolutions"
    )
    body = models.CharField("Gremium", max_length=200)
    resolved_on = models.DateField("Datum")
    paper = models.CharField("Vorlagen-Nr.", max_length=50, blank=True)
    url = models.URLField("Adresse", max_length=500, blank=True)

    history = recorded()

    class Meta:
        verbose_name = "Beschluss"
        verbose_name_plural = "Beschlüsse"
        ordering = ("-resolved_on",)

    def __str__(self):
        return f"{self.body}, {self.resolved_on:%d.%m.%Y}"


class Milestone(models.Model):
    """A due date within a measure."""

    measure = models.ForeignKey(
        Measure, verbose_name="Maßnahme", on_delete=models.CASCADE, related_name="milestones"
    )
    title = models.CharField("Titel", max_length=200)
    due_on = models.DateField("fällig am")
    reached_on = models.DateField("erreicht am", null=True, blank=True)

    history = recorded()

    class Meta:
        verbose_name = "Meilenstein"
        verbose_name_plural = "Meilensteine"
        ordering = ("due_on",)

    def __str__(self):
        return self.title

    @property
    def is_overdue(self):
        return self.reached_on is None and self.due_on < timezone.localdate()


keep_links(Measure.goals, "goal")
keep_links(Measure.districts, "district")
keep_links(Measure.partners, "organisation")
keep_links(Measure.target_groups, "targetgroup")
