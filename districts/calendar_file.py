"""The dates of offers as a calendar to subscribe to (iCalendar, RFC 5545).

At most MOST dates: of more, those that come next. What recurs is one entry with its rule, so
that a file does not grow with the years.
"""

import heapq
import re
from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import Truncator
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from districts.dates import Listed, asked, rows
from districts.models import OfferDate
from districts.models.holiday import holidays_in
from districts.models.recurrence import counted
from districts.models.rule_text import WEEKDAYS, parse
from districts.structured import absolute

ZONE = "Europe/Berlin"
PRODUCT = "-//Stadt Ratzeburg//Demografische Stadtplanung//DE"
MOST = 1000
KEPT = timedelta(days=31)  # what is over stays in the calendars that long
EVERY = timedelta(hours=12)  # how often subscribers shall look
YEARS_OF_HOLIDAYS = 3
LONGEST_TEXT = 1000  # characters; the page has the rest
ALL_DAY = {"VALUE": "DATE"}
FAR = (date.max, date.max)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
SHORTENED = (
    f"Der Kalender ist gekürzt: Er enthält nur die {MOST} Termine, die als nächste stattfinden. "
    "Bitte schränken Sie die Auswahl mit den Filtern ein."
)


def calendar_of(offers, name, request):
    """The calendar of some public offers (a queryset), as bytes; the same as long as they are."""
    calendar = Calendar()
    for key, value in {
        "prodid": PRODUCT,
        "version": "2.0",
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "name": name,
        "x-wr-calname": name,
        "x-wr-timezone": ZONE,
        "x-published-ttl": "PT12H",
    }.items():
        calendar.add(key, value)
    calendar.add("refresh-interval", EVERY, {"VALUE": "DURATION"})
    dates, is_shortened = _dates(offers, timezone.localdate())
    if is_shortened:
        calendar.add("x-wr-caldesc", SHORTENED)
    calendar.add_component(_zone())
    for row in dates:
        if first := _first_day(row):
            calendar.add_component(_event(row, first, request))
    return calendar.to_ical()


def _dates(offers, today):
    """The dates that are not long over, and whether there would be more of them."""
    first, last = today - KEPT, today + KEPT
    found = rows(offers, first, date(today.year + 50, 12, 31))
    if is_shortened := len(found) > MOST:
        nearest = asked(found, first, last, lambda spans: min(spans, default=FAR))
        found = heapq.nsmallest(MOST, [(answer, row) for row, answer in nearest])
        found = [row for _, row in found]
    dates = OfferDate.objects.for_list().filter(pk__in=Listed(row.pk for row in found))
    return [row for row in dates.order_by("pk") if not _is_over(row, first)], is_shortened


def _first_day(row):
    """The first day of a date; None of a rule that can't be read or names no day."""
    if not row.rule:
        return next(iter(row.days(row.start.date(), row.start.date())), None)
    try:
        return parse(row.rule).first_day(row.start.date())
    except ValidationError:
        return None


def _is_over(row, day):
    if not row.rule:
        return False  # not read in the first place
    try:
        last = _last_day(row)
    except ValidationError:
        return True
    return last is not None and last + timedelta(days=row.further_days) < day


def _last_day(row):
    """The last day of what recurs, None where there is no end."""
    rule = parse(row.rule)
    if rule.count:
        days = counted(rule, row.start.date())
        return days[-1] if days else date.min
    return rule.last_day(row.start.time())


def _zone():
    """The rules for summer time as they have been since 1996."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    for kind, name, begin, before, after, month in (
        (TimezoneDaylight, "CEST", datetime(1996, 3, 31, 2), 1, 2, 3),  # noqa: DTZ001
        (TimezoneStandard, "CET", datetime(1996, 10, 27, 3), 2, 1, 10),  # noqa: DTZ001
    ):
        part = kind()
        part.add("tzname", name)
        part.add("dtstart", begin)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("rrule", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        zone.add_component(part)
    return zone


def _event(row, first, request):
    offer = row.offer
    event = Event()
    changed = max(offer.changed_at, row.changed_at).astimezone(UTC).replace(microsecond=0)
    event.add("uid", f"termin-{row.pk}@demografische-stadtplanung-ratzeburg")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("summary", plain(offer.name))
    _add_times(event, row, first)
    if row.rule:
        event.add("rrule", _recurrence(row))
        if skipped := _skipped(row, first):
            event.add("exdate", skipped, ALL_DAY if row.is_all_day else {})
    page = absolute(offer.get_absolute_url(), request)
    about = [row.note, Truncator(offer.text or offer.kind_text).chars(LONGEST_TEXT), page]
    event.add("description", plain("\n\n".join(filter(None, about))))
    event.add("url", page)
    where = [offer.address, offer.district.name if offer.district else offer.district_note]
    if any(where):
        event.add("location", plain(", ".join(filter(None, where))))
    if offer.latitude is not None and offer.longitude is not None:
        event.add("geo", (float(offer.latitude), float(offer.longitude)))
    event.add("categories", [plain(offer.get_kind_display())])
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _add_times(event, row, first):
    more = (row.end.date() - row.start.date() if row.end else timedelta()) // timedelta(days=1)
    if row.is_all_day:
        event.add("dtstart", first)
        if more > 1:
            event.add("dtend", first + timedelta(days=more))
        return
    event.add("dtstart", _at(first, row))
    if row.end and row.end > row.start:
        event.add("dtend", _clock(first + timedelta(days=more), row.end.time()))


def _at(day, row):
    return day if row.is_all_day else _clock(day, row.start.time())


def _clock(day, at):
    """What the clock shows; how to read an hour that is skipped is up to the calendar."""
    return datetime.combine(day, at.replace(fold=0), tzinfo=timezone.get_default_timezone())


def _recurrence(row):
    """The rule with its parts in the forms that the beginning asks for."""
    rule = parse(row.rule)
    parts = {"FREQ": rule.freq}
    if rule.interval > 1:
        parts["INTERVAL"] = rule.interval
    if rule.count:
        parts["COUNT"] = rule.count
    if last := rule.last_day(row.start.time()):
        end_of_day = _clock(last, time(23, 59, 59)).astimezone(UTC)
        parts["UNTIL"] = last if row.is_all_day else end_of_day
    for name in ("bymonth", "bymonthday", "byyearday", "byweekno", "bysetpos"):
        if numbers := getattr(rule, name):
            parts[name.upper()] = list(numbers)
    by_day = rule.byday
    if rule.byweekno and not by_day:
        by_day = ((0, row.start.weekday()),)  # others take all days of such a week
    if by_day:
        parts["BYDAY"] = [f"{number or ''}{WEEKDAYS[day]}" for number, day in by_day]
    if rule.wkst:
        parts["WKST"] = WEEKDAYS[rule.wkst]
    return parts


def _skipped(row, first):
    """The beginnings that don't take place, as the exceptions and the holidays say."""
    days = set(row.exception_days)
    if row.skips_holidays:
        this_year = timezone.localdate().year
        begin = max(first, date(this_year - 1, 1, 1))
        end = date(this_year + YEARS_OF_HOLIDAYS, 12, 31)
        on = parse(row.rule).days(row.start.date(), begin, end)
        days |= {day for day in on if day in holidays_in(day.year)}
    return [_at(day, row) for day in sorted(days) if day >= first]


def plain(text):
    """Without characters that no calendar takes; the library escapes the rest."""
    return CONTROL.sub(" ", text)
