"""When an offer can be used, in words, for lists and for paper."""

from districts.dates import next_of
from districts.hours_words import in_words
from districts.models import Offer
from districts.rule_words import date_in_words, day_in_words, times_in_words, with_note

DATES = 3  # dates to come that are named one by one


def next_date(offer):
    """When an offer from with_dates() takes place the next time; None where nobody knows."""
    if offer.status != Offer.Status.ACTIVE:
        return None
    return next(iter(next_of(getattr(offer, "known_dates", []), 1)), None)


def when_in_words(offer):
    """Lines about the times of an offer from with_dates(): as staff wrote them, its opening hours,
    its rules, and dates to come that are single ones or of rules that words fail."""
    lines = [offer.times_text] if offer.times_text else []
    if offer.opening_hours:
        lines += in_words(offer.opening_hours) or [offer.opening_hours]
    dates = offer.known_dates if offer.status == Offer.Status.ACTIVE else []
    words = {date: date_in_words(date) for date in dates}
    lines += [with_note(words[date], date) for date in dates if words[date] and next_of([date], 1)]
    for occurrence in next_of([date for date in dates if not words[date]], DATES):
        lines.append(with_note(occurrence_in_words(occurrence), occurrence.date))
    return lines


def occurrence_in_words(occurrence):
    times = times_in_words(occurrence.start, occurrence.end, occurrence.is_all_day)
    return f"{day_in_words(occurrence.day)}, {times}"
