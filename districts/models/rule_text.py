"""Reads recurrence rules as RFC 5545 writes them, and says in German what is wrong with one."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from django.core.exceptions import ValidationError

from districts.models.recurrence import DAILY, FREQUENCIES, MONTHLY, YEARLY, Rule

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EXAMPLE = "Beispiele: FREQ=WEEKLY;BYDAY=MO oder FREQ=MONTHLY;BYDAY=2TU."
AT_MOST = 1000  # COUNT and INTERVAL
# What a part may number: (greatest, whether counted from the end as well).
NUMBERS = {
    "BYMONTH": (12, False),
    "BYMONTHDAY": (31, True),
    "BYYEARDAY": (366, True),
    "BYWEEKNO": (53, True),
    "BYSETPOS": (366, True),
}
# Where the standard gives a part no meaning, or where calendars disagree about it.
ONLY_WITH = {
    "BYMONTHDAY": (DAILY, MONTHLY, YEARLY),
    "BYYEARDAY": (YEARLY,),
    "BYWEEKNO": (YEARLY,),
    "BYSETPOS": (MONTHLY, YEARLY),
}
SHORTER_THAN_A_DAY = {"BYHOUR", "BYMINUTE", "BYSECOND"}
BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)


def fault(text):
    return ValidationError(f"{text} {EXAMPLE}", code="rule")


@lru_cache(maxsize=4096)
def parse(text):
    """The rule of a text; a ValidationError names what is wrong with it."""
    parts = _parts(text)
    freq = parts.pop("FREQ", None)
    if freq not in FREQUENCIES:
        raise fault(
            f"FREQ={freq} gibt es hier nicht; möglich sind {', '.join(FREQUENCIES)}."
            if freq
            else "In der Regel fehlt FREQ, also wie oft sie gilt."
        )
    given = set(parts)
    rule = {"freq": freq, "byday": _by_day(freq, given, parts.pop("BYDAY", ""))}
    for name, column in (("INTERVAL", "interval"), ("COUNT", "count")):
        if name in parts:
            rule[column] = _number(name, parts.pop(name), AT_MOST)
    if "UNTIL" in parts:
        if "count" in rule:
            raise fault("UNTIL und COUNT gehen nicht zusammen.")
        rule["until"] = _until(parts.pop("UNTIL"))
    if "WKST" in parts:
        rule["wkst"] = _weekday(parts.pop("WKST"))
    for name in NUMBERS.keys() & given:
        rule[name.lower()] = _numbers(name, freq, parts.pop(name))
    if parts:
        raise _unknown(sorted(parts)[0])
    if rule.get("bysetpos") and not any(name.startswith("BY") for name in given - {"BYSETPOS"}):
        raise fault("BYSETPOS wählt aus einer anderen BY-Angabe aus; sie fehlt.")
    return Rule(**rule)


def _parts(text):
    parts = {}
    for part in text.strip().rstrip(";").upper().removeprefix("RRULE:").split(";"):
        name, equals, value = part.strip().partition("=")
        if not (name and equals and value):
            raise fault(f"„{part[:40]}“ ist keine Angabe der Form NAME=WERT.")
        if name in parts:
            raise fault(f"{name[:40]} steht doppelt in der Regel.")
        parts[name] = value
    return parts


def _unknown(name):
    if name in SHORTER_THAN_A_DAY:
        return fault(f"{name} ist nicht möglich: Die Uhrzeit steht in Beginn und Ende.")
    return fault(f"„{name[:40]}“ gehört nicht in eine Regel.")


def _number(name, text, greatest, negative=False):
    if re.fullmatch(r"[+-]?\d{1,4}", text, re.ASCII):
        number = int(text)
        if 1 <= number <= greatest or (negative and -greatest <= number <= -1):
            return number
    least = f"-{greatest} bis -1 oder 1" if negative else "1"
    raise fault(f"{name}={text[:20]} geht nicht; möglich ist eine Zahl von {least} bis {greatest}.")


def _numbers(name, freq, text):
    if freq not in ONLY_WITH.get(name, FREQUENCIES):
        raise fault(f"{name} geht nur mit FREQ={' oder '.join(ONLY_WITH[name])}.")
    return tuple(sorted({_number(name, part, *NUMBERS[name]) for part in text.split(",")}))


def _weekday(text):
    if text not in WEEKDAYS:
        raise fault(f"„{text[:20]}“ ist kein Wochentag; möglich sind {', '.join(WEEKDAYS)}.")
    return WEEKDAYS.index(text)


def _by_day(freq, given, text):
    days = set()
    for part in text.split(",") if text else ():
        match = BY_DAY.fullmatch(part)
        number, day = (match[1] or 0, match[2]) if match else (0, part)
        if number:
            if freq not in (MONTHLY, YEARLY) or "BYWEEKNO" in given:
                raise fault(f"{part} (mit Zahl) geht nur mit FREQ=MONTHLY oder FREQ=YEARLY.")
            number = _number("BYDAY", number, 5 if freq == MONTHLY else 53, negative=True)
        days.add((number, _weekday(day)))
    return tuple(sorted(days))


def _until(text):
    """UNTIL as a day, or as a time that is meant in UTC (with Z) or in local time."""
    try:
        if re.fullmatch(r"\d{8}", text, re.ASCII):
            return _sane(datetime.strptime(text, "%Y%m%d")).date()  # noqa: DTZ007
        if re.fullmatch(r"\d{8}T\d{6}Z?", text, re.ASCII):
            until = _sane(datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S"))  # noqa: DTZ007
            return until.replace(tzinfo=UTC) if text.endswith("Z") else until
    except ValueError:
        pass  # 31 February
    raise fault(f"UNTIL={text[:20]} ist kein Datum; gemeint ist zum Beispiel UNTIL=20261231.")


def _sane(until):
    if not 1900 <= until.year <= 2999:
        raise ValueError("Nobody plans for then, and time zones end at 9999.")
    return until


def a_rule(text):
    """The validator of the field."""
    parse(text)
