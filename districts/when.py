"""When an offer can be used, in words, for lists and for paper."""

from districts.dates import next_of
from districts.hours_words import in_words
from districts.models import Offer
from districts.rule_words import date_in_words, day_in_words, times_in_words

DATES = 3  # single dates to come that are named


def next_date(offer):
    """When an offer from with_dates() takes place the next time; None where nobody knows."""
    if offer.status != Offer.Status.ACTIVE:
        return None
    return next(iter(next_of(getattr(offer, "known_dates", []), 1)), None)


def when_in_words(offer):
    """Lines about the times of an offer from with_dates(): as staff wrote them, its opening hours,
    its rules, and single dates to come."""
    lines = [offer.times_text] if offer.times_text else []
    if offer.opening_hours:
        lines += in_words(offer.opening_hours) or [offer.opening_hours]
    dates = offer.known_dates if offer.status == Offer.Status.ACTIVE else []
    rules = [date for date in dates if date.rule and next_of([date], 1)]
    lines += filter(None, map(date_in_words, rules))
    single = [date for date in dates if not date.rule]
    return [*lines, *map(occurrence_in_words, next_of(single, DATES))]


def occurrence_in_words(occurrence):
    times = times_in_words(occurrence.start, occurrence.end, occurrence.is_all_day)
    return f"{day_in_words(occurrence.day)}, {times}"
