"""What measures lend to pages of goals and places."""

from django import template
from django.utils import timezone

from districts.models import Assessment, Coverage
from measures.models import Measure, Phase, ProgressReport
from measures.rollup import UNREPORTED, Links, PlaceState, Progress

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
    coverages = list(
        Coverage.objects.public()
        .filter(district=place.pk)
        .select_related("goal")
        .with_assessment(timezone.localdate())
        .order_by("goal__tree_id", "goal__lft")
    )
    links = Links([coverage.goal_id for coverage in coverages])
    touching = {other.pk for other in family}
    return [
        (c.goal, PlaceState(place, c.assessed, links.covering(c.goal_id, touching)))
        for c in coverages
    ]


@register.simple_tag
def phases():
    """What the key of the bars explains: every phase, and what is not known."""
    known = [(f"phase-{phase.value}", phase.label, None) for phase in Phase]
    return [*known, (*UNREPORTED, None)]


@register.inclusion_tag("measures/_measure_list.html")
def measures_under(goal, progress):
    """What serves a goal; where, the Progress knows already."""
    measures = Measure.objects.public().under(goal)
    found = _short_list(measures.for_list().prefetch_related(None), f"ziel={goal.code}")
    for measure in found["measures"]:
        measure.public_places = progress.places_with(measure)
    return found


@register.inclusion_tag("measures/_measures_in.html")
def measures_in(place):
    """What is done in a place, then what counts for it because it is done around it."""
    measures = Measure.objects.public().in_(place).local_first(place)
    return {"place": place, **_short_list(measures.for_list(), f"ort={place.slug}")}


@register.inclusion_tag("measures/_measure_list.html")
def measures_of(organisation):
    """What an organisation takes part in."""
    return {"measures": list(Measure.objects.public().filter(partners=organisation).for_list())}


@register.filter
def in_sum(states):
    """How far a place is with the goals that apply there, from [(goal, PlaceState), …]."""
    meant = [state for _, state in states if not state.is_dropped]
    gaps = sum(not state.is_covered for state in meant)
    reached = sum(state.assessed == Assessment.Status.REACHED for state in meant)
    if len(meant) == 1:
        applies = "Hier gilt ein Handlungsziel."
    else:
        applies = f"Hier gelten {len(meant)} Handlungsziele."
    known = f"Zu {gaps} davon ist noch keine Maßnahme bekannt." if gaps else ""
    judged = f"Als erreicht gilt davon {reached}." if reached else "Als erreicht gilt davon keines."
    return " ".join(filter(None, (applies, known, judged)))


@register.inclusion_tag("measures/_report_list.html")
def latest_reports(count):
    """What changed lately: the newest public reports."""
    return {"reports": ProgressReport.objects.public().up_to().select_related("measure")[:count]}


def _short_list(measures, query):
    found = list(measures[: SHOWN + 1])
    return {"measures": found[:SHOWN], "has_more": len(found) > SHOWN, "query": query}
