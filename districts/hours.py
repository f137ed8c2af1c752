"""When an offer is open, from opening hours in OpenStreetMap's form."""

from datetime import datetime, timedelta
from functools import lru_cache

from districts.models.date import MIDNIGHT, NIGHT_ENDS
from districts.models.holiday import holiday
from districts.models.opening_hours import NotHoursError, days_that_never_come, hours_of

DAY = timedelta(days=1)
# The library knows holidays of the whole of Germany. On those of Schleswig-Holstein alone it is
# asked for a country that keeps them: Slovenia, too, keeps 31 October.
GERMANY, ELSEWHERE = "DE", "SI"


def is_open_on(text, day):
    """Whether it opens on a day; what is open until the small hours belongs to the day before.

    School holidays (SH) are not known here: rules for them are taken as not in force.
    """
    return bool(times_on(text, day))


@lru_cache(maxsize=4096)
def times_on(text, day):
    """((start, end), …), local times without zone: when it opens on a day; () if it doesn't."""
    country = ELSEWHERE if holiday(day) and not is_german(day) else GERMANY
    return tuple(
        (start, end)
        for start, end in _opened(text, day - DAY, day + DAY + DAY, country=country)
        if opens_on(start, end, day)
    )


def opens_on(start, end, day):
    if start.date() == day:
        return True
    return start.date() < day and end > datetime.combine(day, NIGHT_ENDS)


@lru_cache(maxsize=4096)
def open_weekdays(text, first):
    """The weekdays (Monday is 0) on which it opens within a year from a day, holidays aside."""
    found = set()
    for start, end in _opened(text, first, first + 53 * 7 * DAY):
        days = min((end - start) // DAY, 6) + 1
        for day in (start.date() + more * DAY for more in range(days + 1)):
            if opens_on(start, end, day) and end > datetime.combine(day, MIDNIGHT):
                found.add(day.weekday())
        if len(found) == 7:
            break
    return frozenset(found)


def _opened(text, first, last, **where):
    """(start, end) of what is open from one day until another; nothing of a text that is none."""
    try:
        hours = hours_of(text, **where)
    except NotHoursError:
        return
    if next(days_that_never_come(text), None):
        return
    begin, end = datetime.combine(first, MIDNIGHT), datetime.combine(last, MIDNIGHT)
    for start, stop, state, comment in hours.intervals(begin, end):
        # "nach Absprache" without times is no promise to find the door open.
        if str(state) == "open" and not (comment and stop - start >= DAY):
            yield start, stop


@lru_cache(maxsize=1024)
def is_german(day):
    """Whether a holiday is one of all states, as far as the library knows."""
    return hours_of("PH", country=GERMANY).is_open(datetime.combine(day, MIDNIGHT))
