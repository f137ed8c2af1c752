"""When offers take place: the occurrences of their dates, and which offers there are on a day.

Everything here is bounded by the days asked for, and reads each date's rule once.
"""

import heapq
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Func, JSONField, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from districts.hours import is_open_on, open_weekdays
from districts.models import Offer, OfferDate
from districts.models.date import days_of, further_days

A_YEAR = timedelta(days=366)
# How far the next dates are looked for, as long as there are too few: 29 February may need nine.
REACHES = (timedelta(days=31), A_YEAR, 9 * A_YEAR)


@dataclass(frozen=True)
class Occurrence:
    """A date on one of the days on which it takes place; times are those on the clock here."""

    date: OfferDate
    day: date

    @property
    def offer(self):
        return self.date.offer

    @property
    def is_all_day(self):
        return self.date.is_all_day

    @property
    def start(self):
        return on_the_clock(self.day, self.date.start.time())

    @property
    def end(self):
        """The end, or None where nobody said one."""
        if self.date.end is None:
            return None
        days = (self.date.end.date() - self.date.start.date()).days
        return on_the_clock(self.day + timedelta(days=days), self.date.end.time())

    @property
    def last_day(self):
        return self.day + timedelta(days=self.date.further_days)


def on_the_clock(day, time):
    """A local time as the clock shows it: what falls into the hour that is skipped is an hour
    later, in the hour that comes twice it is the first."""
    zone = timezone.get_default_timezone()
    moment = datetime.combine(day, time.replace(fold=0), tzinfo=zone)
    return timezone.localtime(moment.astimezone(timezone.get_fixed_timezone(0)), zone)


class Listed(Func):
    """Values as rows of a subquery, from one parameter: databases limit how many there may be."""

    arity = 1
    template_of = {
        "sqlite": "(SELECT value FROM json_each(%(expressions)s))",
        "postgresql": "(SELECT jsonb_array_elements_text(%(expressions)s)::{type})",
    }

    def __init__(self, values, type="bigint"):
        self.type = type
        super().__init__(Value(list(values), JSONField()))

    def as_sql(self, compiler, connection, **context):
        template = self.template_of[connection.vendor].format(type=self.type)
        return super().as_sql(compiler, connection, template=template, **context)


def offers_on(offers, day):
    """Those of the offers (a queryset) that take place or are open on a day (a date).

    Of a pause, a closing and an end nothing takes place. Two queries here, and one by whoever
    reads the result.
    """
    return offers_between(offers, day, day)


def offers_between(offers, first, last):
    """Those that take place or are open on a day or more from one to another."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    found = asked(rows(offers, first, last), first, last, bool)
    taking_place = {row.offer for row, is_on in found if is_on}
    return _narrowed(offers, taking_place, lambda text: any(is_open_on(text, day) for day in days))


def offers_on_weekday(offers, number, today=None):
    """Those of the offers that take place or are open on a weekday (Monday is 0) within a year."""
    first = today or timezone.localdate()
    last = first + A_YEAR

    def is_on(spans):
        return any(includes(max(begin, first), min(end, last), number) for begin, end in spans)

    found = asked(rows(offers, first, last), first, last, is_on)
    taking_place = {row.offer for row, answer in found if answer}
    return _narrowed(offers, taking_place, lambda text: number in open_weekdays(text, first))


def includes(begin, end, number):
    """Whether there is a weekday between two days, both included."""
    return (number - begin.weekday()) % 7 <= (end - begin).days


def _narrowed(offers, taking_place, is_open):
    offers = offers.filter(status=Offer.Status.ACTIVE)
    texts = offers.exclude(opening_hours="").order_by().values_list("opening_hours", flat=True)
    open_texts = [text for text in set(texts.distinct()) if is_open(text)]
    return offers.filter(
        Q(pk__in=Listed(taking_place)) | Q(opening_hours__in=Listed(open_texts, "text"))
    )


class Row(NamedTuple):
    """What of a date decides when it takes place; there may be 100,000 of them."""

    pk: int
    offer: int
    start: datetime  # local
    more: int  # days after the first
    rule: str
    exceptions: str  # JSON
    skips_holidays: bool

    @property
    def key(self):
        """The same for dates that take place on the same days."""
        may_name_a_time = "UNTIL" in self.rule.upper()
        time = self.start.time() if may_name_a_time else None
        return self.start.date(), time, *self[3:]

    def spans(self, first, last):
        """[(first day, last day), …] of all times that touch the days asked for."""
        more = timedelta(days=self.more)
        exceptions = () if self.exceptions == "[]" else json.loads(self.exceptions)
        days = days_of(self.start, self.rule, exceptions, self.skips_holidays, first - more, last)
        return [(day, day + more) for day in days]


def rows(offers, first, last):
    """The rows of dates of running offers that may take place from a day to another. One query."""
    running = offers.filter(status=Offer.Status.ACTIVE).order_by().values("pk")
    dates = OfferDate.objects.filter(offer__in=running).around(first, last).order_by()
    columns = ("pk", "offer_id", "starts_at", "ends_at", "rule", "json", "skips_holidays")
    zone = timezone.get_default_timezone()
    found = []
    for pk, offer, starts_at, ends_at, *others in dates.annotate(
        json=Cast("exceptions", TextField())
    ).values_list(*columns):
        start = starts_at.astimezone(zone)
        more = further_days(start, ends_at.astimezone(zone)) if ends_at else 0
        found.append(Row(pk, offer, start, more, *others))
    return found


def asked(found, first, last, question):
    """(row, answer) of each row to a question about its spans, which is put once for each key."""
    answers = {}
    for row in found:
        key = row.key
        if key not in answers:
            answers[key] = question(row.spans(first, last))
        yield row, answers[key]


def occurrences(dates, first, last):
    """The occurrences of some dates (with their offers) from a day to another, in their order."""
    found = [
        Occurrence(date, day)
        for date in dates
        for day in date.days(first - timedelta(days=date.further_days), last)
    ]
    return in_order(found)


def in_order(found):
    return sorted(found, key=lambda occurrence: (occurrence.start, occurrence.date.pk))


def next_of(dates, number, today=None):
    """The next occurrences of a few dates; what takes place today counts the whole day."""
    first = today or timezone.localdate()
    found = []
    for reach in REACHES:
        found = occurrences(dates, first, first + reach)
        if len(found) >= number:
            break
    return found[:number]


def next_in(offers, number, today=None):
    """The next occurrences of all dates of some offers (a queryset), in two queries."""
    first = today or timezone.localdate()
    candidates = rows(offers, first, first + A_YEAR)
    found = []
    for reach in REACHES[:2]:
        found = heapq.nsmallest(number, coming(candidates, first, first + reach))
        if len(found) >= number:
            break
    return loaded(found)


def coming(candidates, first, last):
    """(first day, time, pk of the date) of each occurrence of rows, to be sorted cheaply."""
    for row, spans in asked(candidates, first, last, list):
        time = row.start.time()
        for day, _ in spans:
            yield day, time, row.pk


def loaded(found):
    """The occurrences of what `coming` gives, in one query."""
    dates = OfferDate.objects.for_list().in_bulk({pk for *_, pk in found})
    return in_order([Occurrence(dates[pk], day) for day, _, pk in found if pk in dates])
