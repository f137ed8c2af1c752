from django import template

from districts.models import District, Offer
from goals.models import Goal
from measures.models import Measure

register = template.Library()


@register.simple_tag
def last_change():
    """When public content was last changed, or None; for the foot of every page."""
    kinds = (Goal, District, Offer, Measure)
    first, *others = (
        kind.objects.public().order_by().values_list("changed_at", flat=True) for kind in kinds
    )
    return first.union(*others, all=True).order_by("-changed_at").first()
