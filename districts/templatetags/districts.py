"""What places and offers lend to pages of goals."""

from django import template

from districts.models import Offer

register = template.Library()

SHOWN = 10  # offers on the page of a place; the rest is a link away


@register.inclusion_tag("districts/_offer_list.html")
def offers_for(goal, below):
    """The public offers that serve a goal or one of the goals below it."""
    goals = [goal.pk, *(other.pk for other in below)]
    return {"offers": Offer.objects.public().current().for_goals(goals).for_list()}


@register.inclusion_tag("districts/_offer_list.html")
def offers_in(place):
    """The first public offers of a place, of what lies in it and around it."""
    found = list(Offer.objects.public().current().in_(place).for_list()[: SHOWN + 1])
    return {
        "offers": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "query": f"ort={place.slug}",
        "place": place,
    }
