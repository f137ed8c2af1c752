"""What places and offers lend to pages of goals."""

from django import template

from districts.models import Offer

register = template.Library()

SHOWN = 10  # offers on the page of a place; the rest is a link away
MOST = 100  # on that of a goal


@register.inclusion_tag("districts/_offer_list.html")
def offers_for(goal, below):
    """The public offers that serve a goal or one of the goals below it; never thousands."""
    goals = [goal.pk, *(other.pk for other in below)]
    found = list(Offer.objects.public().current().for_goals(goals).for_list()[: MOST + 1])
    return {"offers": found[:MOST], "most": MOST, "is_cut": len(found) > MOST}


@register.inclusion_tag("districts/_offer_list.html")
def offers_in(place):
    """The first public offers of a place, its own first, then what lies in it and around it."""
    offers = Offer.objects.public().current().in_(place).local_first(place).for_list()
    found = list(offers[: SHOWN + 1])
    return {
        "offers": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "query": f"ort={place.slug}",
        "place": place,
    }
