"""Recurrence rules from the German words that clerks write, and back where that is exact."""

import re
from datetime import date, datetime, time

from districts.hours_words import DAY_NAMES
from districts.models.rule_text import WEEKDAYS
from districts.rule_words import NUMBER_WORDS, rule_in_words

# The suggestions of the field; where they name no day, it is that of the beginning.
RULES = {
    "täglich": "FREQ=DAILY",
    "jede Woche": "FREQ=WEEKLY",
    "alle zwei Wochen": "FREQ=WEEKLY;INTERVAL=2",
    "montags bis freitags": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "jeden Monat": "FREQ=MONTHLY",
    "jedes Jahr": "FREQ=YEARLY",
}
SAME_WEEKDAY = "jeden Monat am gleichen Wochentag"
SUGGESTIONS = (*RULES, SAME_WEEKDAY)
ALSO = {
    "jeden Tag": "täglich",
    "wöchentlich": "jede Woche",
    "14-tägig": "alle zwei Wochen",
    "monatlich": "jeden Monat",
    "jährlich": "jedes Jahr",
}
KNOWN = {words.casefold(): rule for words, rule in RULES.items()} | {
    words.casefold(): RULES[same] for words, same in ALSO.items()
}
UNTIL = re.compile(r"(.*?),? bis (?:zum )?(\d{1,2}\.\d{1,2}\.\d{4})")
DAYS = {name.casefold(): day for name, day in zip(DAY_NAMES, WEEKDAYS, strict=True)}
DAYS["sonnabend"] = "SA"
NUMBERS = {word: str(number) for number, word in NUMBER_WORDS.items()}
DAY = f"(?:{'|'.join(DAYS)})"
LIST = rf"{DAY}s?(?:(?:, | und ){DAY}s?)*"
EVERY = re.compile(rf"(?:jeden )?({LIST})")
EVERY_FEW = re.compile(rf"alle (\w+) wochen(?:,? (?:jeden )?({LIST}))?")
ORDINALS = {f"{number}.": number for number in range(1, 6)}
ORDINALS |= {"ersten": 1, "zweiten": 2, "dritten": 3, "vierten": 4, "fünften": 5, "letzten": -1}
ORDINAL = f"(?:{'|'.join(map(re.escape, ORDINALS))})"
IN_MONTH = re.compile(rf"jeden ({ORDINAL}(?:(?:, | und ){ORDINAL})*) ({DAY}) im monat")


def rule_from_words(text, start=None):
    """The rule of words like "jeden 2. Dienstag im Monat bis 31.12.2026"; other text as it is.

    start: the local time of the first date, where it is known.
    """
    words, until = " ".join(text.casefold().split()), ""
    if match := UNTIL.fullmatch(words):
        try:
            last = datetime.strptime(match[2], "%d.%m.%Y")  # noqa: DTZ007
        except ValueError:
            return text
        words, until = match[1], f";UNTIL={last:%Y%m%d}"
    rule = KNOWN.get(words) or _of_days(words) or _same_weekday(words, start)
    return f"{rule}{until}" if rule else text


def _of_days(words):
    if match := EVERY.fullmatch(words):
        return f"FREQ=WEEKLY;BYDAY={_days(match[1])}"
    if match := EVERY_FEW.fullmatch(words):
        number = NUMBERS.get(match[1], match[1])
        days = f";BYDAY={_days(match[2])}" if match[2] else ""
        return f"FREQ=WEEKLY;INTERVAL={number}{days}" if number.isdecimal() else None
    if match := IN_MONTH.fullmatch(words):
        days = (f"{ORDINALS[word]}{DAYS[match[2]]}" for word in re.findall(ORDINAL, match[1]))
        return f"FREQ=MONTHLY;BYDAY={','.join(days)}"
    return None


def _days(text):
    return ",".join(DAYS[name] for name in re.findall(DAY, text))


def _same_weekday(words, start):
    """The week of the month counts: what first falls on the 8th is on each second Tuesday."""
    if words != SAME_WEEKDAY.casefold() or start is None:
        return None
    number = (start.day - 1) // 7 + 1
    return f"FREQ=MONTHLY;BYDAY={-1 if number == 5 else number}{WEEKDAYS[start.weekday()]}"


def words_of_rule(text):
    """The words that mean exactly this rule, or the rule itself."""
    base, until, last = text.partition(";UNTIL=")
    if until and not re.fullmatch(r"\d{8}", last, re.ASCII):
        return text
    end = f" bis {last[6:]}.{last[4:6]}.{last[:4]}" if until else ""
    simple = next((words for words, rule in RULES.items() if rule == base), "")
    if not simple and "BYDAY" in base:
        simple = rule_in_words(base, date(2026, 1, 5), time(0))
    words = simple + end
    return words if simple and rule_from_words(words) == text else text
