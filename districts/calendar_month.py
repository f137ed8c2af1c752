"""A month of dates: as a table of weeks with the first few of each day, or as a list."""

import re
from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import formats, timezone

from districts.dates import Listed, Occurrence, asked, rows
from districts.models import OfferDate
from districts.models.holiday import holiday

SHOWN = 4  # dates in a cell of the table; the rest stands in the list of the day
FIRST_YEAR, LAST_YEAR = 2000, 2100
# Links to other months end here, so that programs which follow each link come to an end.
YEARS_BACK, YEARS_AHEAD = 1, 2


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, day):
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text, today):
        """From "2026-12"; of what is no month comes this one, of one too far off the nearest."""
        match = re.fullmatch(r"(\d{4,9})-(\d{1,2})", text.strip(), re.ASCII)
        if not match or not 1 <= int(match[2]) <= 12:
            return cls.of(today)
        month = cls(int(match[1]), int(match[2]))
        return min(max(month, cls(FIRST_YEAR, 1)), cls(LAST_YEAR, 12))

    def __str__(self):
        return formats.date_format(self.first, "F Y")

    @property
    def address(self):
        return f"{self.year}-{self.number:02}"

    @property
    def first(self):
        return date(self.year, self.number, 1)

    @property
    def last(self):
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    def next(self, today):
        """The month after it, or None where the links end."""
        month = Month.of(self.last + timedelta(days=1))
        return month if month <= Month(today.year + YEARS_AHEAD, 12) else None

    def previous(self, today):
        month = Month.of(self.first - timedelta(days=1))
        return month if month >= Month(today.year - YEARS_BACK, 1) else None


@dataclass
class Day:
    """A day with what takes place on it; of what lasts longer, with what goes on."""

    day: date
    is_today: bool
    occurrences: list = field(default_factory=list)
    more: int = 0

    @property
    def holiday(self):
        return holiday(self.day)


def weeks(offers, month):
    """[[Day or None, …], …] from Monday to Sunday; None outside of the month. Two queries."""
    on = _starts_on(offers, month.first, month.last)
    shown = {day: sorted(starts)[:SHOWN] for day, starts in on.items()}
    dates = _dates(start for starts in shown.values() for start in starts)
    today = timezone.localdate()

    def cell(day):
        if day.month != month.number:
            return None
        return Day(
            day,
            is_today=day == today,
            occurrences=_occurrences(shown.get(day, ()), dates),
            more=max(len(on.get(day, ())) - SHOWN, 0),
        )

    return [
        [cell(day) for day in week]
        for week in Calendar().monthdatescalendar(month.year, month.number)
    ]


def _starts_on(offers, first, last):
    """{day: [(first day, time, pk of the date), …]} of all days on which something goes on."""
    on = defaultdict(list)
    for row, spans in asked(rows(offers, first, last), first, last, list):
        for begin, end in spans:
            start, day = (begin, row.start.time(), row.pk), max(begin, first)
            while day <= min(end, last):
                on[day].append(start)
                day += timedelta(days=1)
    return on


def _dates(starts):
    """{pk: OfferDate}, in one query."""
    pks = {pk for *_, pk in starts}
    found = OfferDate.objects.for_list().filter(pk__in=Listed(pks)) if pks else ()
    return {row.pk: row for row in found}


def _occurrences(starts, dates):
    return [Occurrence(dates[pk], day) for day, _, pk in starts if pk in dates]


class Listing:
    """The occurrences between two days in their order, for a paginator: loaded for its page only.

    What began before the first day stands on top.
    """

    def __init__(self, offers, first, last):
        self.first = first
        self.starts = sorted(
            {start for starts in _starts_on(offers, first, last).values() for start in starts}
        )

    def __len__(self):
        return len(self.starts)

    def __getitem__(self, page):
        starts = self.starts[page]
        return _occurrences(starts, _dates(starts))

    def by_day(self, found):
        """[Day, …] of the occurrences of a page."""
        today, days = timezone.localdate(), {}
        for occurrence in found:
            day = max(occurrence.day, self.first)
            days.setdefault(day, Day(day, is_today=day == today)).occurrences.append(occurrence)
        return list(days.values())
