"""Opening hours in German words, and only where the words say exactly what the rule says.

What the grammar here does not know, or what one rule says against another in a way that words
would blur, is left as it was written.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from districts.models.opening_hours import (
    QUOTED,
    NotHoursError,
    days_that_never_come,
    hours_of,
)
from districts.seasons import SEASON, NoWordsError, is_one_day, joined, months_of, season_in_words

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY_NAMES = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
CLOSED = "geschlossen"
HOLIDAYS = {"PH": "Feiertage", "SH": "Schulferien"}

WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
DAY = rf"(?:PH|SH|{WEEKDAY}(?:-{WEEKDAY}|\[-?\d(?:,-?\d)*\])?)"
SPAN = r"\d\d:\d\d(?:\+|-\d\d:\d\d\+?)"
RULE = re.compile(
    rf"(?:24/7|(?P<season>{SEASON})?(?:(?:^| )(?P<days>{DAY}(?:,{DAY})*))?"
    rf"(?:(?:^| )(?P<times>{SPAN}(?:,{SPAN})*))?)"
    r"(?: ?(?P<state>closed|unknown))?(?: ?(?P<comment>\"[^\"]*\"))?"
)
SEPARATOR = re.compile(r'((?:"[^"]*"|[^";,|]|,(?! ))+)(; |, | \|\| |$)')


@lru_cache(maxsize=4096)
def in_words(text):
    """Lines like "Montag bis Freitag 9–12 Uhr, Feiertage geschlossen"; () where words fail."""
    try:
        return tuple(_lines(_rules(_canonical(text))))
    except (NotHoursError, NoWordsError):
        return ()


def _lines(rules):
    """One line for each season, as later rules of the same season replace earlier ones."""
    parts, last_word = [], ""
    for rule in rules:
        if last_word:
            raise NoWordsError
        if rule.joint == " || ":
            last_word = f"sonst {rule.phrase}"
            continue
        if not parts or parts[-1].season != rule.season:
            _check_next(parts, rule)
            parts.append(Part(rule.season))
        elif any(part.blurs(rule) for part in parts[:-1]):
            raise NoWordsError
        parts[-1].add(rule)
    for number, part in enumerate(parts):
        yield part.line(differs=any(not part.is_apart_from(other) for other in parts[:number]))
    if last_word:
        yield last_word


def _check_next(parts, rule):
    """Another season may follow; what holds all year only for holidays, as it goes before all."""
    if parts and (rule.joint == ", " or any(part.blurs(rule) for part in parts)):
        raise NoWordsError
    if parts and not rule.season and (rule.days or rule.numbered or rule.is_for_all):
        raise NoWordsError


def _canonical(text):
    """As the library writes it, unless it would read it differently or takes it for another."""
    hours = hours_of(text)
    bare = QUOTED.sub("", text)
    # "PH Mo" means holidays that are Mondays; the library takes it for holidays and Mondays.
    both = re.search(rf"\b(PH|SH):? +{WEEKDAY}\b|\b{WEEKDAY}(\[.*?\])? +(PH|SH)\b", bare)
    # "24/7" with a comment would lose its meaning: the comment alone is written the same.
    always = "24/7" in bare and QUOTED.search(text)
    if both or always or next(days_that_never_come(text), None):
        raise NoWordsError
    if str(hours_of(str(hours))) != str(hours):
        raise NoWordsError
    return str(hours)


@dataclass
class Rule:
    joint: str  # how it follows on the one before: "; ", ", " or " || "
    season: str
    days: list  # weekdays
    numbered: list  # (weekday, number in the month)
    holidays: list  # PH, SH
    phrase: str
    closes: bool

    @property
    def is_for_all(self):
        """Names no day at all, so it holds on holidays as well."""
        return not (self.days or self.numbered or self.holidays)


def _rules(text):
    joint, found, at = "; ", [], 0
    for match in SEPARATOR.finditer(text):
        if match.start() != at:
            raise NoWordsError
        found.append(_rule(joint, match[1].strip()))
        joint, at = match[2], match.end()
    if at != len(text) or not found:
        raise NoWordsError
    return found


def _rule(joint, text):
    match = RULE.fullmatch(text)
    if not match:
        raise NoWordsError
    days, numbered, holidays = days_in(match["days"])
    comment = (match["comment"] or "").strip('"').strip()
    if joint == " || " and text != f"24/7 {match['comment']}":
        raise NoWordsError  # a comment alone is a last word: "sonst nach Absprache"
    return Rule(
        joint=joint,
        season=match["season"] or "",
        days=days,
        numbered=numbered,
        holidays=holidays,
        phrase=_phrase(match["times"], match["state"], comment),
        closes=match["state"] == "closed",
    )


def days_in(text):
    """The weekdays, those numbered in the month, and the holidays that a rule names."""
    days, numbered, holidays = [], [], []
    for part in re.findall(DAY, text or ""):
        if part in HOLIDAYS:
            holidays.append(part)
        elif "[" in part:
            day = WEEKDAYS.index(part[:2])
            numbered += [(day, int(number)) for number in part[3:-1].split(",")]
        else:
            first, _, last = part.partition("-")
            begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
            days += [(begin + more) % 7 for more in range((end - begin) % 7 + 1)]
    return days, numbered, holidays


def _phrase(times, state, comment):
    if state == "closed":
        if times:
            raise NoWordsError  # closes some hours of a day that others open
        return f"{CLOSED} ({comment})" if comment else CLOSED
    if comment and not times:
        return comment
    said = joined([_span(span) for span in times.split(",")]) if times else "durchgehend"
    said = f"möglicherweise {said}" if state == "unknown" else said
    return f"{said} ({comment})" if comment else said


def _span(text):
    first, _, last = text.partition("-")
    if not last:
        return f"ab {clock(first.rstrip('+'))} Uhr"
    longer = " oder länger" if last.endswith("+") else ""
    last = last.rstrip("+")
    hour, minute = int(last[:2]), last[3:]
    if last == "00:00":
        hour = 24
    if hour > 24 or (hour == 24 and minute != "00"):
        hour -= 24
    end = clock(f"{hour:02}:{minute}")
    night = " des nächsten Tages" if f"{hour:02}:{minute}" <= first else ""
    return f"{clock(first)}–{end} Uhr{night}{longer}"


def clock(time):
    hour, minute = time.split(":")
    return f"{int(hour)}" if minute == "00" else f"{int(hour)}:{minute}"


@dataclass
class Part:
    """What the rules of one season, one after the other, come to."""

    season: str
    week: list = field(default_factory=lambda: [()] * 7)  # the phrases of each weekday
    numbered: dict = field(default_factory=dict)  # (weekday, number): phrase
    holidays: dict = field(default_factory=dict)  # PH, SH: phrase
    closes: bool = True  # nothing but "geschlossen"

    def add(self, rule):
        """Later rules replace what earlier ones say of a day, those after ", " add to it."""
        adds = rule.joint == ", "
        if self.blurs(rule) or (adds and (rule.holidays or rule.numbered or rule.closes)):
            raise NoWordsError
        for day in range(7) if rule.is_for_all else rule.days:
            if any(other == day for other, _ in self.numbered):
                raise NoWordsError
            if adds and any(said.startswith(CLOSED) for said in self.week[day]):
                raise NoWordsError  # "geschlossen und 9–12 Uhr"
            self.week[day] = (*self.week[day], rule.phrase) if adds else (rule.phrase,)
        for day, number in rule.numbered:
            known = [other for weekday, other in self.numbered if weekday == day]
            if any(other == number or other * number < 0 for other in known):
                raise NoWordsError
            self.numbered[day, number] = rule.phrase
        for name in rule.holidays:
            if name in self.holidays:
                raise NoWordsError
            self.holidays[name] = rule.phrase
        self.closes = self.closes and rule.closes

    def blurs(self, rule):
        """On a holiday that is a Monday a later rule for Mondays would win."""
        if not (self.holidays and (rule.days or rule.numbered or rule.is_for_all)):
            return False
        return not (rule.closes and all(said == "geschlossen" for said in self.holidays.values()))

    def is_apart_from(self, other):
        """No day belongs to both, or it goes without saying which of them holds."""
        if self.closes or not self.season:
            return True
        mine, others = months_of(self.season), months_of(other.season)
        return bool(mine and others and not mine & others)

    def line(self, differs):
        if not self.season:
            return self.words()
        season = season_in_words(self.season)
        start = f"abweichend {season}" if differs else season
        words = self.words()
        if re.fullmatch(r"geschlossen( \(.*\))?", words):
            return f"{start} {words}"
        return f"{start}: {words}"

    def words(self):
        return ", ".join([*self._of_week(), *self._of_numbered(), *self._of_holidays()])

    @property
    def is_daily(self):
        return all(self.week) and len(set(self.week)) == 1

    def _of_week(self):
        said = dict.fromkeys(phrases for phrases in self.week if phrases)
        if self.is_daily:
            (phrases,) = said
            yield joined(phrases) if is_one_day(self.season) else _everyday(joined(phrases))
            return
        for phrases in said:
            days = [day for day in range(7) if self.week[day] == phrases]
            names = [*_day_names(days), *self._holidays_with(joined(phrases))]
            yield f"{joined(names)} {joined(phrases)}"

    def _holidays_with(self, phrase):
        return [HOLIDAYS[name] for name, other in self.holidays.items() if other == phrase]

    def _of_numbered(self):
        for phrase in dict.fromkeys(self.numbered.values()):
            days = [key for key, other in self.numbered.items() if other == phrase]
            names = [
                f"{joined([_ordinal(number) for _, number in group])} {DAY_NAMES[day]}"
                for day, group in groupby(days, key=lambda key: key[0])
            ]
            yield f"{joined(names)} im Monat {phrase}"

    def _of_holidays(self):
        of_week = set() if self.is_daily else {joined(said) for said in self.week if said}
        for phrase in dict.fromkeys(self.holidays.values()):
            if phrase not in of_week:
                yield f"{joined(self._holidays_with(phrase))} {phrase}"


def _everyday(phrase):
    if phrase == "durchgehend":
        return "rund um die Uhr"
    starts = ("ab ", "durchgehend", "möglicherweise", *"0123456789")
    return f"täglich {phrase}" if phrase.startswith(starts) else phrase


def _ordinal(number):
    if number > 0:
        return f"{number}."
    return "letzter" if number == -1 else f"{-number}.-letzter"


def _day_names(days):
    """Names of weekdays, three and more in a row as a range; a row may go over Sunday."""
    rows = []
    for day in days:
        if rows and rows[-1][-1] + 1 == day:
            rows[-1].append(day)
        else:
            rows.append([day])
    if len(rows) > 1 and rows[0][0] == 0 and rows[-1][-1] == 6 and len(rows[0] + rows[-1]) > 2:
        rows = [*rows[1:-1], rows[-1] + rows[0]]
    names = []
    for row in rows:
        if len(row) > 2:
            names.append(f"{DAY_NAMES[row[0]]} bis {DAY_NAMES[row[-1]]}")
        else:
            names += [DAY_NAMES[day] for day in row]
    return names
