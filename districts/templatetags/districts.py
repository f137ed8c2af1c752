"""What places and offers lend to pages of goals."""

from django import template

from districts.models import Measurement, Offer

register = template.Library()

SHOWN = 10  # offers on the page of a place; the rest is a link away


@register.inclusion_tag("districts/_offer_list.html")
def offers_for(goal, below):
    """The public offers that serve a goal or one of the goals below it."""
    goals = [goal.pk, *(other.pk for other in below)]
    return {"offers": Offer.objects.public().for_goals(goals).for_list()}


@register.inclusion_tag("districts/_offer_list.html")
def offers_in(place):
    """The first public offers of a place, of what lies in it and around it."""
    found = list(Offer.objects.public().in_(place).for_list()[: SHOWN + 1])
    return {"offers": found[:SHOWN], "has_more": len(found) > SHOWN, "query": f"ort={place.slug}"}


@register.inclusion_tag("districts/_figures.html")
def figures_of(place):
    """The newest public value of each indicator in a place."""
    values = Measurement.objects.public().newest().filter(district=place)
    return {"values": values.select_related("indicator").order_by("indicator__name")}
