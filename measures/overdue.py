"""What is overdue on a day: for the reminders and for the first page of the admin.

Each function narrows a queryset, so that a user's scope or a department can stand before it.
"""

from calendar import monthrange
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from goals.models.content import Publication
from measures.models import Department, Milestone, ProgressReport
from measures.models.report import ENDED

DEFAULT_RHYTHM = Department._meta.get_field("report_every_months").default


def overdue_measures(measures, day):
    """Measures without a published report for longer than their department's rhythm.

    One that was never reported on is overdue from its start, or at once where nobody knows that;
    one without a department has the usual rhythm; one that has ended or is archived is never
    overdue. Annotates what `with_state(day)` does, so `reported_on` says since when nothing came.
    """
    late = Q(reported_on=None, begins__lte=day.isoformat())
    rhythms = Department.objects.order_by().values_list("report_every_months", flat=True)
    for months in rhythms.distinct():
        of_rhythm = Q(department__report_every_months=months)
        late |= of_rhythm & Q(reported_on__lte=newest_overdue(day, months))
    late |= Q(department=None, reported_on__lte=newest_overdue(day, DEFAULT_RHYTHM))
    return (
        measures.exclude(publication=Publication.ARCHIVED)
        .with_state(day)
        .annotate(begins=Coalesce(NullIf("actual_start", Value("")), "planned_start"))
        .filter(Q(phase=None) | ~Q(phase__in=ENDED), late)
    )


def overdue_milestones(milestones, day):
    """Milestones past due and not reached; those of ended or archived measures don't count."""
    reports = ProgressReport.objects.published().up_to(day)
    newest = reports.filter(measure=OuterRef("measure")).values("phase")[:1]
    return (
        milestones.filter(reached_on=None, due_on__lt=day)
        .exclude(measure__publication=Publication.ARCHIVED)
        .annotate(measure_phase=Subquery(newest))
        .filter(Q(measure_phase=None) | ~Q(measure_phase__in=ENDED))
    )


def with_overdue_milestones(measures, day):
    """Measures that have such a milestone."""
    overdue = overdue_milestones(Milestone.objects.all(), day)
    return measures.filter(pk__in=overdue.values("measure"))


def newest_overdue(day, months):
    """The newest date from which `day` is more than `months` away; 31.08. + 6 months is 28.02."""
    if day == date.min:
        return day
    before = day - timedelta(days=1)
    month = before.year * 12 + before.month - 1 - months
    if month < 12:  # before the year 1: no date is that far away
        return date.min
    year, month = month // 12, month % 12 + 1
    length = monthrange(year, month)[1]
    is_last = before.day == monthrange(before.year, before.month)[1]
    return date(year, month, length if is_last else min(before.day, length))
