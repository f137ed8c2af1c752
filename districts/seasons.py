"""The seasons of opening hours ("May-Sep", "2026 Dec 24", "week01-53/2") in German words."""

import re

from districts.models.opening_hours import MONTHS

MONTH_NAMES = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
MONTH = f"(?:{'|'.join(MONTHS)})"
SOME_DAY = rf"(?:\d{{4}} )?{MONTH}(?: \d\d?)?"
DAYS = rf"{SOME_DAY}(?:-{SOME_DAY})?"
WEEKS = r"week\d\d(?:-\d\d(?:/2)?)?"
YEARS = r"\d{4}(?:-\d{4})?"
SEASON = rf"{DAYS}(?:,{DAYS})*|{WEEKS}|{YEARS}"
PARTS = re.compile(rf"(?:(\d{{4}}) )?({MONTH})(?: (\d\d?))?")
FOREVER = "9999"


class NoWordsError(Exception):
    """The rule can't be said without saying something else."""


def joined(words):
    """A list as people say it: "a, b und c"."""
    *others, last = words
    return f"{', '.join(others)} und {last}" if others else last


def is_one_day(season):
    return bool(re.fullmatch(rf"(\d{{4}} )?{MONTH} \d\d?", season))


def months_of(season):
    """The numbers of the months, or an empty set where it is not made of whole months."""
    found = set()
    for part in season.split(","):
        if not re.fullmatch(f"{MONTH}(-{MONTH})?", part):
            return set()
        first, _, last = part.partition("-")
        begin, end = MONTHS.index(first), MONTHS.index(last or first)
        found |= {(begin + more) % 12 for more in range((end - begin) % 12 + 1)}
    return found


def season_in_words(season):
    if season.startswith("week"):
        return _weeks(season)
    if re.fullmatch(YEARS, season):
        first, _, last = season.partition("-")
        if last == FOREVER:
            return f"ab {first}"
        return f"{first} bis {last}" if last else first
    return joined([_days(part) for part in season.split(",")])


def _weeks(season):
    first, _, last = season.removeprefix("week").partition("-")
    if season.endswith("/2"):
        words = {"01-53/2": "ungerade Kalenderwochen", "02-52/2": "gerade Kalenderwochen"}
        weeks = f"{first}-{last}".replace("02-53", "02-52")
        if weeks not in words:
            raise NoWordsError
        return words[weeks]
    if not last:
        return f"Kalenderwoche {int(first)}"
    if int(last) < int(first):
        raise NoWordsError
    return f"Kalenderwochen {int(first)} bis {int(last)}"


def _days(part):
    first, _, last = part.partition("-")
    year, month, day = PARTS.fullmatch(first).groups()
    if not last:
        return _day(year, month, day)
    last_year, last_month, last_day = PARTS.fullmatch(last).groups()
    if bool(day) != bool(last_day):
        raise NoWordsError  # from a day to a month: the last day may be meant, or the first
    if year and not last_year:
        if (MONTHS.index(last_month), int(last_day or 0)) < (MONTHS.index(month), int(day or 0)):
            raise NoWordsError
        year, last_year = None, year
    elif last_year and not year:
        raise NoWordsError
    if year == last_year:
        year = None
    begin = f"{day}." if day and month == last_month and not year else _day(year, month, day)
    return f"{begin} bis {_day(last_year, last_month, last_day)}"


def _day(year, month, day):
    name = MONTH_NAMES[MONTHS.index(month)]
    return " ".join(filter(None, (day and f"{int(day)}.", name, year)))
