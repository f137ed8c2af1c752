"""The next dates and the opening hours, for the pages of offers, of places and for the start."""

from django import template

from districts.dates import next_in, next_of
from districts.hours_words import clock, in_words
from districts.models import Offer
from districts.rule_words import date_in_words, day_in_words, times_in_words, with_note

register = template.Library()

SHOWN = 5
NO_WORDS = "Wiederkehrender Termin"


@register.inclusion_tag("districts/_dates_of_offer.html")
def next_dates_of(offer):
    """When an offer takes place: its dates in words, the next ones and its calendar. One query."""
    dates = list(offer.dates.all()) if offer.status == Offer.Status.ACTIVE else []
    for date in dates:
        date.offer = offer
    rules = [date for date in dates if date.rule]
    return {
        "offer": offer,
        "rules": [with_note(date_in_words(date) or NO_WORDS, date) for date in rules],
        "occurrences": next_of(dates, SHOWN),
        "has_dates": bool(dates),
    }


@register.inclusion_tag("districts/_dates.html")
def next_dates(place):
    """The next dates in a place, in what lies in it and around it. Two queries."""
    offers = Offer.objects.public().in_(place)
    return {"occurrences": next_in(offers, SHOWN), "query": f"ort={place.slug}"}


@register.inclusion_tag("districts/_dates.html")
def next_dates_in_town():
    """The next dates of all offers. Two queries."""
    return {"occurrences": next_in(Offer.objects.public(), SHOWN)}


@register.inclusion_tag("districts/_hours.html")
def opening_hours_of(offer):
    """Opening hours in words, or as they are written where words would not be exact."""
    return {"lines": in_words(offer.opening_hours), "text": offer.opening_hours}


@register.filter
def times(occurrence):
    return times_in_words(occurrence.start, occurrence.end, occurrence.is_all_day)


@register.filter
def time_on(occurrence, day):
    """The time as a cell of the month has room for it."""
    if occurrence.is_all_day:
        return "ganztägig"
    if occurrence.day != day:
        return "weiter"
    return f"{clock(f'{occurrence.start:%H:%M}')} Uhr"


@register.filter
def weekday_and_day(day):
    return day_in_words(day)
