"""Whether a text is opening hours in OpenStreetMap's form, and in German what is wrong with one."""

import calendar
import re

from django.core.exceptions import ValidationError

EXAMPLE = (
    "Beispiel: Mo-Fr 09:00-12:00,14:00-18:00; PH off (montags bis freitags, an Feiertagen zu)."
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY_OF_MONTH = re.compile(rf"\b({'|'.join(MONTHS)}) ?(\d\d?)\b", re.IGNORECASE | re.ASCII)
QUOTED = re.compile(r'"[^"]*"')
# What people write instead, and what to tell them.
SLIPS = (
    (r"[‐-―]", "Bitte statt des Gedankenstrichs den einfachen Bindestrich - schreiben."),
    (
        r"\b(Di|Mi|Do|So|Mon|Diens|Mitt|Donners|Frei|Sams|Sonn)(tag|woch)?s?\b",
        "Die Wochentage heißen hier Mo, Tu, We, Th, Fr, Sa, Su.",
    ),
    (r"\b(Mai|Okt|Dez|Mär|Mrz)", "Die Monate heißen hier Jan, Feb, Mar, Apr, May, …, Oct, Dec."),
    (
        r"\d\d?\.\d\d|\bUhr\b|(?<![\d:])\d\d?-\d\d?\b|\b\d\d?-\d\d?\b(?!:)",
        "Uhrzeiten haben hier die Form 09:00-12:00.",
    ),
)


class NotHoursError(ValueError):
    """The text is not in OpenStreetMap's form; says where, in the library's words."""


def hours_of(text, **where):
    """What the library reads, and a semicolon at the end, which means nothing."""
    # A library in Rust, not needed to start the portal.
    from opening_hours import OpeningHours, ParserError

    try:
        return OpeningHours(text.rstrip("; "), auto_country=False, auto_timezone=False, **where)
    except ParserError as error:
        raise NotHoursError(str(error)) from None


def valid_opening_hours(text):
    """The validator of the field."""
    try:
        hours_of(text)
    except NotHoursError as error:
        raise ValidationError(
            f"{_where(str(error), text)} {_hint(text)}{EXAMPLE}", code="opening_hours"
        ) from None
    for month, day in days_that_never_come(text):
        raise ValidationError(
            f"Einen {day}. {month} gibt es nicht. {EXAMPLE}", code="opening_hours"
        )


def days_that_never_come(text):
    """(month, day) as written; the library takes 30 February for any day."""
    for month, day in DAY_OF_MONTH.findall(QUOTED.sub("", text)):
        longest = calendar.monthrange(2024, MONTHS.index(month.title()) + 1)[1]
        if not 1 <= int(day) <= longest and not re.search(rf"{month} ?{day}:", text):
            yield month, int(day)


def _where(message, text):
    column = re.search(r"--> \d+:(\d+)", message)
    rest = text[int(column[1]) - 1 :].strip() if column else ""
    if not rest:
        return "Am Ende der Öffnungszeiten fehlt etwas."
    return f"Die Öffnungszeiten sind ab „{rest[:30]}“ nicht zu verstehen."


def _hint(text):
    bare = QUOTED.sub("", text)
    return next((f"{hint} " for slip, hint in SLIPS if re.search(slip, bare, re.IGNORECASE)), "")
