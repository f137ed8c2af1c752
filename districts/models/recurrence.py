"""Recurrence rules (RFC 5545) of dates that last a day or less often: which days they name.

A rule here knows days alone. The time of day comes from the date that it belongs to, so that
14:00 stays 14:00 when the clocks change.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice

from django.utils import timezone

DAILY, WEEKLY, MONTHLY, YEARLY = FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
# The calendar repeats itself after 400 years, to the weekday.
CYCLE = 400
SEARCHED = 300  # years within which a rule has to name a day


@dataclass(frozen=True)
class Rule:
    """The parts of a rule; the lists as tuples, BYDAY as (number or 0, weekday from Monday = 0)."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    wkst: int = 0
    byday: tuple = ()
    bymonth: tuple = ()
    bymonthday: tuple = ()
    byyearday: tuple = ()
    byweekno: tuple = ()
    bysetpos: tuple = ()

    def last_day(self, time):
        """The last local day at which something at this local time is not after UNTIL."""
        if self.until is None or not isinstance(self.until, datetime):
            return self.until
        last = self.until.replace(tzinfo=None)
        if self.until.tzinfo:
            last = timezone.localtime(self.until).replace(tzinfo=None)
        return last.date() if time <= last.time() else last.date() - timedelta(days=1)

    def days(self, start, first, last):
        """The days from `first` to `last`, both included, of the rule that begins on `start`.

        UNTIL is left to `last_day`, as it depends on the time of day.
        """
        if last < start or last < first:
            return ()
        if self.count:
            return tuple(day for day in counted(self, start) if first <= day <= last)
        first = max(first, start)
        return _expanded(self._filled(start), self._period(start, first), first, last)

    def first_day(self, start):
        """The first day at all, or None: a 30 February never comes."""
        return next(self._all(start), None)

    def _all(self, start):
        last = start.replace(year=min(start.year + SEARCHED, date.max.year), day=1)
        return _run(self._filled(start), self._period(start, start), start, last)

    def _filled(self, start):
        """With what the standard takes from the beginning where the rule is silent."""
        byday, bymonth, bymonthday = self.byday, self.bymonth, self.bymonthday
        if not (byday or bymonthday or self.byyearday or self.byweekno):
            if self.freq == WEEKLY:
                byday = ((0, start.weekday()),)
            elif self.freq in (MONTHLY, YEARLY):
                bymonthday = (start.day,)
                if self.freq == YEARLY:
                    bymonth = bymonth or (start.month,)
        elif self.byweekno and not byday:
            byday = ((0, start.weekday()),)
        return (
            self.freq,
            self.interval,
            self.wkst,
            byday,
            bymonth,
            bymonthday,
            self.byyearday,
            self.byweekno,
            self.bysetpos,
        )

    def _period(self, start, first):
        """The beginning of the last period of the rule (day, week, month, year) until `first`.

        Without this a rule that began years ago would be walked through from there.
        """
        step = self.interval
        if self.freq == DAILY:
            return start + (first - start) // timedelta(days=step) * timedelta(days=step)
        if self.freq == WEEKLY:
            week = start - timedelta(days=(start.weekday() - self.wkst) % 7)
            return week + (first - week) // timedelta(weeks=step) * timedelta(weeks=step)
        if self.freq == MONTHLY:
            months = (first.year - start.year) * 12 + first.month - start.month
            months = start.year * 12 + start.month - 1 + months // step * step
            return date(months // 12, months % 12 + 1, 1)
        return date(start.year + (first.year - start.year) // step * step, 1, 1)


@lru_cache(maxsize=4096)
def counted(rule, start):
    """All days of a rule that has a COUNT."""
    return tuple(islice(rule._all(start), rule.count))


@lru_cache(maxsize=4096)
def _expanded(filled, anchor, first, last):
    return tuple(_run(filled, anchor, first, last))


def _run(filled, anchor, first, last):
    """Walk through a rule from the beginning of one of its periods.

    A rule that names no day at all is searched until the year 9999, which takes seconds.
    So the walk is moved as near to that year as the 400 years' cycle of the calendar allows.
    """
    from dateutil import rrule  # not needed to start the portal

    freq, interval, wkst, byday, bymonth, bymonthday, byyearday, byweekno, bysetpos = filled
    years = (date.max.year - last.year) // CYCLE * CYCLE
    days = rrule.rrule(
        getattr(rrule, freq),
        dtstart=datetime(anchor.year + years, anchor.month, anchor.day),  # noqa: DTZ001
        until=datetime(last.year + years, last.month, last.day),  # noqa: DTZ001
        interval=interval,
        wkst=wkst,
        byweekday=[rrule.weekday(day, number or None) for number, day in byday] or None,
        bymonth=bymonth or None,
        bymonthday=bymonthday or None,
        byyearday=byyearday or None,
        byweekno=byweekno or None,
        bysetpos=bysetpos or None,
    )
    for found in days:
        day = date(found.year - years, found.month, found.day)
        if day >= first:
            yield day
