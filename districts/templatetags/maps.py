"""The maps of places and offers: a drawing that needs nobody else, and the way to the streets."""

from django import template

from districts.map import map_of_offers, map_of_places
from districts.street_map import query_of_pages, street_map_of

register = template.Library()


@register.inclusion_tag("_map.html", takes_context=True)
def places_map(context, places):
    """All these places, numbered where it is known where they lie."""
    return with_streets(map_of_places(places), context, is_town=True)


@register.inclusion_tag("districts/_place_map.html", takes_context=True)
def place_map(context, place, below):
    """A place and what lies in it, in the town; nothing where nobody knows where that is."""
    town_map = map_of_places([place, *below])
    alone = place.name if [row.thing for row in town_map.numbered] == [place] else ""
    return with_streets(town_map, context) | {"place": place, "alone": alone}


@register.inclusion_tag("districts/_offer_map.html", takes_context=True)
def offers_map(context, located, others):
    """Offers with a position, and one page of those without."""
    return with_streets(map_of_offers([*located, *others]), context, is_town=True) | {
        "page_obj": context["page_obj"],
        "query": query_of_pages(context),
        "left_out": context["left_out"],
        "query_of_list": context["query"],
    }


@register.inclusion_tag("districts/_offer_place.html", takes_context=True)
def offer_map(context, offer):
    """Where in the town one offer is; nothing where its position is not known."""
    return with_streets(map_of_offers([offer]), context) | {"offer": offer}


def with_streets(town_map, context, is_town=False):
    """Of one place or offer that nobody knows where it lies there are no streets to show."""
    has_any = is_town or bool(town_map.spots)
    return {"map": town_map, "streets": street_map_of(town_map, context) if has_any else None}
