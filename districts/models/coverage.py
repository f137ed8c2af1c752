from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from districts.models.place import District
from goals.models import Goal
from goals.models.content import EXCHANGE, not_in_future, recorded

REACH_OF_KIND = {
    District.Kind.TOWN: (Goal.Reach.TOWN,),
    District.Kind.DISTRICT: (Goal.Reach.DISTRICTS, Goal.Reach.BOTH),
    District.Kind.QUARTER: (Goal.Reach.QUARTERS, Goal.Reach.BOTH),
}


def reached():
    """Condition on a Coverage: the goal's reach names this kind of place."""
    condition = Q()
    for kind, reaches in REACH_OF_KIND.items():
        condition |= Q(district__kind=kind, goal__reach__in=reaches)
    return condition


class CoverageQuerySet(models.QuerySet):
    def public(self):
        return self.filter(goal__in=Goal.objects.public(), district__in=District.objects.public())

    def with_assessment(self, day):
        """Annotates `assessed` (a value of Assessment.Status or None) and `assessed_on`."""
        newest = Assessment.objects.of(OuterRef("pk"), day)
        return self.annotate(
            assessed=Subquery(newest.values("status")[:1]),
            assessed_on=Subquery(newest.values("assessed_on")[:1]),
            assessment_text=Subquery(newest.values("text")[:1]),
        )

    def follow_reach(self, goals, places):
        """Make rows for what the reaches ask for and drop rows that they no longer ask for.

        A row that somebody entered or assessed stays, whatever the reach says.
        """
        rows = self.filter(goal__in=goals, district__in=places)
        assessed = Assessment.objects.filter(coverage=OuterRef("pk"))
        rows.filter(by_reach=True).exclude(reached()).exclude(Exists(assessed)).delete()
        known = set(rows.values_list("goal", "district"))
        kinds = list(places.values_list("pk", "kind"))
        self.bulk_create(
            (
                Coverage(goal_id=goal, district_id=place, by_reach=True)
                for goal, reach in goals.objectives().values_list("pk", "reach")
                for place, kind in kinds
                if reach in REACH_OF_KIND[kind] and (goal, place) not in known
            ),
            # Somebody may be entering the same row by hand this moment: then it stands already.
            ignore_conflicts=True,
        )


class Coverage(models.Model):
    """This Handlungsziel is to be reached in this place."""

    goal = models.ForeignKey(
        Goal,
        verbose_name="Handlungsziel",
        on_delete=models.CASCADE,
        related_name="coverages",
        limit_choices_to={"level": Goal.OBJECTIVE},
    )
    district = models.ForeignKey(
        District, verbose_name="Ort", on_delete=models.CASCADE, related_name="coverages"
    )
    by_reach = models.BooleanField("folgt aus der Reichweite", default=False, editable=False)

    objects = CoverageQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "gilt in"
        verbose_name_plural = "gilt in"
        ordering = ("goal__tree_id", "goal__lft", "district__lft")
        default_permissions = EXCHANGE
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "district"],
                name="one_coverage_per_goal_and_place",
                violation_error_message="Dieses Handlungsziel gilt an diesem Ort schon.",
            )
        ]

    def __str__(self):
        return f"{self.goal.label} in {self.district}"


class AssessmentQuerySet(models.QuerySet):
    def of(self, coverage, day):
        """The assessments of a coverage (a row or an OuterRef) not after `day`, newest first."""
        return self.filter(coverage=coverage, assessed_on__lte=day).order_by("-assessed_on", "-pk")


class Assessment(models.Model):
    """A dated judgement of how far a Handlungsziel is reached in a place."""

    class Status(models.TextChoices):
        OPEN = "offen", "offen"
        BEGUN = "begonnen", "begonnen"
        PARTLY = "teilweise-erreicht", "teilweise erreicht"
        REACHED = "erreicht", "erreicht"
        DROPPED = "entfaellt", "entfällt"

    coverage = models.ForeignKey(
        Coverage, verbose_name="gilt in", on_delete=models.PROTECT, related_name="assessments"
    )
    assessed_on = models.DateField("Datum", validators=[not_in_future])
    status = models.CharField("Einschätzung", max_length=20, choices=Status.choices)
    text = models.TextField("Begründung", blank=True)

    objects = AssessmentQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "Einschätzung"
        verbose_name_plural = "Einschätzungen"
        ordering = ("-assessed_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="entfaellt") | ~Q(text=""),
                name="dropped_needs_a_reason",
                violation_error_message="Wo ein Ziel entfällt, bitte begründen.",
            )
        ]

    def __str__(self):
        return f"{self.coverage}: {self.get_status_display()}"
