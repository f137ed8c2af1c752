"""What of a measure does not fit together, so that somebody should look at it.

Each function narrows a queryset of measures for a day.
"""

from django.db.models import Exists, F, OuterRef, Q, Subquery

from goals.models.content import has_passed
from goals.publication import PREPARING
from measures.models import Measure, Milestone, Phase, ProgressReport

COMING = (Phase.PROPOSED, Phase.NOT_STARTED, Phase.PLANNING, Phase.UNDERWAY)


def open_milestones(measures, day):
    """Finished, but a milestone was not reached."""
    unreached = Milestone.objects.filter(measure=OuterRef("pk"), reached_on=None)
    return measures.with_state(day).filter(Exists(unreached), phase=Phase.COMPLETED)


def over_but_going_on(measures, day):
    """The actual end is past."""
    return measures.with_state(day).filter(has_passed("actual_end", day), phase__in=COMING)


def ends_before_it_starts(measures, day):
    late = Q()
    for start, end in (("planned_start", "planned_end"), ("actual_start", "actual_end")):
        # "2024-03" may well end in "2024".
        within = Q(**{f"{start}__startswith": F(end)})
        late |= Q(**{f"{end}__gt": "", f"{start}__gt": F(end)}) & ~within
    return measures.filter(late)


def without_public_goal(measures, day):
    return measures.published().exclude(pk__in=Measure.objects.public().values("pk"))


def only_reports_are_published(measures, day):
    reports = ProgressReport.objects.published().filter(measure=OuterRef("pk"))
    return measures.filter(Exists(reports), publication__in=PREPARING)


def percent_went_down(measures, day):
    stated = (
        ProgressReport.objects.published()
        .up_to(day)
        .filter(measure=OuterRef("pk"))
        .exclude(percent=None)
        .values("percent")
    )
    return measures.annotate(
        newest_percent=Subquery(stated[:1]), percent_before=Subquery(stated[1:2])
    ).filter(newest_percent__lt=F("percent_before"))


def all_done_but_going_on(measures, day):
    return measures.with_state(day).filter(phase__in=COMING, stated_percent=100)


CONTRADICTIONS = {
    "offene-meilensteine": ("abgeschlossen, aber ein Meilenstein ist offen", open_milestones),
    "ende-vorbei": ("das Ende ist vorbei, die Phase sagt etwas anderes", over_but_going_on),
    "ende-vor-beginn": ("das Ende liegt vor dem Beginn", ends_before_it_starts),
    "ohne-ziel": ("veröffentlicht, aber keines ihrer Ziele", without_public_goal),
    "nur-sachstand": (
        "ein Sachstand ist veröffentlicht, die Maßnahme nicht",
        only_reports_are_published,
    ),
    "prozent-gesunken": ("der Fortschritt ist gesunken", percent_went_down),
    "hundert-prozent": ("100 Prozent, aber nicht abgeschlossen", all_done_but_going_on),
}
