"""When something takes place, in German words: "jeden 2. Dienstag im Monat, 14–16 Uhr".

A rule that words would say inexactly is left without words; its next dates stand on the page.
"""

from datetime import timedelta
from functools import lru_cache
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils import formats, timezone

from districts.hours_words import DAY_NAMES, clock
from districts.models.date import days_of, further_days
from districts.models.recurrence import DAILY, MONTHLY, WEEKLY, counted
from districts.models.rule_text import parse
from districts.seasons import MONTH_NAMES, NoWordsError, joined

NUMBER_WORDS = {2: "zwei", 3: "drei", 4: "vier", 5: "fünf", 6: "sechs"}
EVERY_DAY, WORKING_DAYS = tuple(range(7)), tuple(range(5))
SURE = 28  # days that each month has
LEAP_DAY = (2, 29)
DAY = timedelta(days=1)
MOST_EXCEPTIONS = 10  # that are named


def times_in_words(start, end, is_all_day=False):
    """Of local times: "14–16 Uhr", "14 Uhr", "ganztägig", "18 Uhr bis Sonntag, 6. …, 16 Uhr" or
    "ganztägig bis Sonntag, 6. …"."""
    more = further_days(start, end)
    if is_all_day:
        last = start.date() + more * DAY
        return f"ganztägig bis {day_in_words(last)}" if more else "ganztägig"
    begin = clock(f"{start:%H:%M}")
    if end is None or end == start:
        return f"{begin} Uhr"
    finish = clock(f"{end:%H:%M}")
    if not more and end - start < DAY:
        return f"{begin}–{finish if finish != '0' else '24'} Uhr"
    return f"{begin} Uhr bis {day_in_words(end.date())}, {finish} Uhr"


def day_in_words(day):
    return formats.date_format(day, "l, j. F Y")


def date_in_words(date, today=None):
    """What an OfferDate says by its rule: where that lies ahead its beginning, its end, and what
    it leaves out; "" where words fail."""
    today = today or timezone.localdate()
    words = rule_in_words(date.rule, date.start.date(), date.start.time(), today)
    if not words:
        return ""
    skips = ", nicht an Feiertagen" if date.skips_holidays else ""
    return f"{words}, {_each_time(date)}{skips}{_exceptions(date, today)}"


def with_note(words, date):
    return f"{words} ({date.note})" if date.note else words


def _each_time(date):
    """Without the day of the end, which would be that of the first time only."""
    start, end, more = date.start, date.end, date.further_days
    if date.is_all_day:
        return f"{more + 1} Tage lang" if more else "ganztägig"
    if not more and (end is None or end - start < DAY):
        return times_in_words(start, end)
    begin, finish = clock(f"{start:%H:%M}"), clock(f"{end:%H:%M}")
    if end.date() - start.date() == DAY and (not more or end - start <= DAY):
        return f"{begin}–{finish} Uhr des nächsten Tages"
    return f"ab {begin} Uhr, {more + 1} Tage lang"


def _exceptions(date, today):
    """The exceptions to come on which it would take place otherwise."""
    coming = (
        formats.date_format(day, "j. F Y")
        for day in sorted(date.exception_days)
        if day >= today and days_of(date.start, date.rule, (), date.skips_holidays, day, day)
    )
    days = list(islice(coming, MOST_EXCEPTIONS + 1))
    if len(days) > MOST_EXCEPTIONS:
        days = [*days[:MOST_EXCEPTIONS], "weiteren Tagen"]
    return f", außer am {joined(days)}" if days else ""


@lru_cache(maxsize=4096)
def rule_in_words(text, start, time, today=None):
    """The days of a rule that begins on a day at a time; "" where words fail.

    Where it begins after `today`, that is said too.
    """
    try:
        rule = parse(text)
        days = _days(rule, start) + _months(rule)
        return days + _begin(rule, start, today) + _end(rule, start, time)
    except (ValidationError, NoWordsError):
        return ""


def _days(rule, start):
    if rule.byyearday or rule.byweekno:
        raise NoWordsError
    if rule.freq == DAILY:
        return _daily(rule)
    if rule.freq == WEEKLY:
        return _weekly(rule.interval, [day for _, day in rule.byday] or [start.weekday()])
    if rule.freq == MONTHLY:
        return _monthly(rule, start)
    return _yearly(rule, start)


def _daily(rule):
    if rule.bymonthday:
        raise NoWordsError
    if rule.byday:
        return _weekly(1, [day for _, day in rule.byday]) if rule.interval == 1 else _fail()
    return "täglich" if rule.interval == 1 else f"alle {number(rule.interval)} Tage"


def _weekly(interval, days):
    if interval > 1:
        names = joined([DAY_NAMES[day].lower() + "s" for day in days])
        return f"alle {number(interval)} Wochen {names}"
    if tuple(days) == EVERY_DAY:
        return "täglich"
    if tuple(days) == WORKING_DAYS:
        return "montags bis freitags"
    return f"jeden {joined([DAY_NAMES[day] for day in days])}"


def _monthly(rule, start):
    if rule.byday and rule.bymonthday:
        return _friday_13th(rule)
    if rule.byday and not rule.bysetpos and not any(which for which, _ in rule.byday):
        return _weekly(1, [day for _, day in rule.byday]) if rule.interval == 1 else _fail()
    days = _numbered(rule) if rule.byday else _days_of_month(rule.bymonthday or (start.day,))
    if rule.bysetpos and not rule.byday:
        raise NoWordsError
    if rule.interval > 1:
        return f"alle {number(rule.interval)} Monate am {days}"
    return f"jeden {days} im Monat" if rule.byday else f"jeden Monat am {days}"


def _friday_13th(rule):
    if len(rule.byday) > 1 or len(rule.bymonthday) > 1 or rule.interval > 1 or rule.bysetpos:
        raise NoWordsError
    (which, day), (of_month,) = rule.byday[0], rule.bymonthday
    if which or of_month < 1:
        raise NoWordsError
    return f"jeden {DAY_NAMES[day]}, der ein {of_month}. ist"


def _numbered(rule):
    """ "2. Dienstag", "1. und 3. Montag": in a month, after "am" or "jeden"."""
    days = rule.byday
    if rule.bysetpos:
        (first, *others) = days
        if others or first[0]:
            raise NoWordsError
        days = [(which, first[1]) for which in rule.bysetpos]
    if not all(which for which, _ in days):
        raise NoWordsError
    of_weekday = {}
    for which, day in days:
        of_weekday.setdefault(day, []).append(_ordinal(which))
    return joined([f"{joined(which)} {DAY_NAMES[day]}" for day, which in of_weekday.items()])


def _ordinal(which):
    if which > 0:
        return f"{which}."
    return "letzten" if which == -1 else _fail()


def _days_of_month(days):
    words = ["letzten Tag" if day == -1 else f"{day}." if day > 0 else _fail() for day in days]
    few = any(day > SURE for day in days)
    return joined(words) + (" (wo es ihn gibt)" if few else "")


def _yearly(rule, start):
    if not rule.byday and len(rule.bymonth) <= 1 and not rule.bysetpos:
        month = rule.bymonth[0] if rule.bymonth else start.month
        if len(rule.bymonthday) > 1 or (rule.bymonthday and not rule.bymonth):
            raise NoWordsError
        day = rule.bymonthday[0] if rule.bymonthday else start.day
        if day < 1:
            raise NoWordsError
        leap = " (wo es ihn gibt)" if (month, day) == LEAP_DAY else ""
        return f"{_years(rule)} am {day}. {MONTH_NAMES[month - 1]}{leap}"
    if rule.byday and len(rule.bymonth) == 1 and not rule.bymonthday:
        return f"{_years(rule)} am {_numbered(rule)} im {MONTH_NAMES[rule.bymonth[0] - 1]}"
    raise NoWordsError


def _years(rule):
    return "jedes Jahr" if rule.interval == 1 else f"alle {number(rule.interval)} Jahre"


def _months(rule):
    if not rule.bymonth or rule.freq not in (DAILY, WEEKLY, MONTHLY):
        return ""
    return f", nur im {joined([MONTH_NAMES[month - 1] for month in rule.bymonth])}"


def _begin(rule, start, today):
    first = rule.first_day(start) if today else None
    return f", ab {formats.date_format(first, 'j. F Y')}" if first and first > today else ""


def _end(rule, start, time):
    last = rule.last_day(time)
    if rule.count:
        days = counted(rule, start)
        last = days[-1] if days else None
    return f", bis {formats.date_format(last, 'j. F Y')}" if last else ""


def number(interval):
    return NUMBER_WORDS.get(interval, str(interval))


def _fail():
    raise NoWordsError
