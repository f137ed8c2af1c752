"""What measures lend to pages of goals and places."""

from django import template
from django.utils import timezone

from districts.models import Coverage
from measures.models import Measure, Phase, ProgressReport
from measures.rollup import NO_REPORT, Links, PlaceState, Progress

register = template.Library()

SHOWN = 10  # rows of a list on the page of a goal or a place; the rest is a link away


@register.simple_tag
def progress(goals):
    """The Progress of a list of public goals in tree order."""
    return Progress(list(goals))


@register.simple_tag
def tree(progress):
    """[Branch, …]: the Leitziele with their figures, the rest hanging below them."""
    return progress.tree()


@register.simple_tag
def rollup(progress, goal):
    return progress.of(goal)


@register.simple_tag
def places(progress, goal):
    """[PlaceState, …]: where the Handlungsziel applies."""
    return progress.places_of.get(goal.pk, [])


@register.simple_tag
def goals_in(place, family):
    """[(goal, PlaceState), …] of a place; `family` are the places below, above and it itself."""
    links, touching = Links(), {other.pk for other in family}
    coverages = (
        Coverage.objects.public()
        .filter(district=place.pk)
        .select_related("goal")
        .with_assessment(timezone.localdate())
        .order_by("goal__tree_id", "goal__lft")
    )
    return [
        (c.goal, PlaceState(place, c.assessed, links.covering(c.goal_id, touching)))
        for c in coverages
    ]


@register.simple_tag
def phases():
    """What the key of the bars explains: every phase, and what is not known."""
    known = [(f"phase-{phase.value}", phase.label, None) for phase in Phase]
    return [*known, (*NO_REPORT, None)]


@register.inclusion_tag("measures/_measure_list.html")
def measures_under(goal):
    return _short_list(Measure.objects.public().under(goal), f"ziel={goal.code}")


@register.inclusion_tag("measures/_measures_in.html")
def measures_in(place):
    """What is done in a place, then what counts for it because it is done around it."""
    measures = Measure.objects.public().in_(place).local_first(place)
    return {"place": place, **_short_list(measures, f"ort={place.slug}")}


@register.inclusion_tag("measures/_report_list.html")
def latest_reports(count):
    """What changed lately: the newest public reports."""
    return {"reports": ProgressReport.objects.public().up_to().select_related("measure")[:count]}


def _short_list(measures, query):
    found = list(measures.for_list()[: SHOWN + 1])
    return {"measures": found[:SHOWN], "has_more": len(found) > SHOWN, "query": query}
