"""What places and offers lend to pages of goals."""

from django import template

from districts.models import Measurement, Offer

register = template.Library()


@register.inclusion_tag("districts/_offer_list.html")
def offers_for(goal, below):
    """The public offers that serve a goal or one of the goals below it."""
    goals = [goal.pk, *(other.pk for other in below)]
    return {"offers": Offer.objects.public().for_goals(goals).for_list()}


@register.inclusion_tag("districts/_figures.html")
def figures_of(place):
    """The newest public value of each indicator in a place."""
    values = Measurement.objects.public().newest().filter(district=place)
    return {"values": values.select_related("indicator").order_by("indicator__name")}
