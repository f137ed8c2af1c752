"""Recurrence rules: which days they name, against dateutil; what is refused, and the words."""

from datetime import date, datetime, time, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from districts.models.rule_text import parse
from districts.rule_from_words import SAME_WEEKDAY, rule_from_words, words_of_rule
from districts.rule_words import rule_in_words

pytestmark = pytest.mark.once

START = date(2026, 12, 1)  # a Tuesday
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def days(rule, first="2026-12-01", last="2027-12-31", start=START):
    found = parse(rule).days(start, date.fromisoformat(first), date.fromisoformat(last))
    return [day.isoformat() for day in found]


@pytest.mark.parametrize(
    ("rule", "first_three"),
    [
        ("FREQ=DAILY;INTERVAL=3", ["2026-12-01", "2026-12-04", "2026-12-07"]),
        ("FREQ=WEEKLY", ["2026-12-01", "2026-12-08", "2026-12-15"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", ["2026-12-14", "2026-12-28", "2027-01-11"]),
        ("FREQ=MONTHLY;BYDAY=2TU", ["2026-12-08", "2027-01-12", "2027-02-09"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["2026-12-25", "2027-01-29", "2027-02-26"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2026-12-31", "2027-01-31", "2027-03-31"]),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            ["2026-12-31", "2027-01-29", "2027-02-26"],
        ),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", ["2027-08-13"]),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", ["2027-03-28"]),
        ("FREQ=WEEKLY;COUNT=2", ["2026-12-01", "2026-12-08"]),
        ("rrule:freq=weekly;byday=we;count=1;", ["2026-12-02"]),
    ],
)
def test_days(rule, first_three):
    assert days(rule)[:3] == first_three


def test_29_february_comes_every_four_years():
    found = days("FREQ=YEARLY", "2024-01-01", "2033-12-31", start=date(2024, 2, 29))
    assert found == ["2024-02-29", "2028-02-29", "2032-02-29"]


def test_long_ago_is_as_quick_and_as_right():
    rule, start = "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TH", date(1990, 1, 3)
    walked = rrulestr(f"{rule};UNTIL=20270228", dtstart=datetime.combine(start, time()))
    expected = [f"{day:%Y-%m-%d}" for day in walked if day.year > 2026]
    assert days(rule, "2027-01-01", "2027-02-28", start) == expected


@st.composite
def rules(draw):
    """Rules of all frequencies, among them some that name no day or only a few."""
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 5))}"]
    months = draw(st.sets(st.integers(1, 12), max_size=3))
    if months:
        parts.append(f"BYMONTH={','.join(map(str, months))}")
    by_days = draw(st.sets(st.sampled_from(WEEKDAYS), max_size=3))
    number = draw(st.sampled_from(["", "1", "2", "-1", "5"])) if freq == "MONTHLY" else ""
    if by_days:
        parts.append("BYDAY=" + ",".join(number + day for day in by_days))
    if freq in ("DAILY", "MONTHLY") and draw(st.booleans()):
        parts.append(f"BYMONTHDAY={draw(st.integers(1, 31))}")
    if freq == "MONTHLY" and len(by_days) > 1 and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from([1, 2, -1]))}")
    parts += draw(st.sampled_from([[], ["COUNT=7"], ["WKST=SU"]]))
    return ";".join(parts)


@settings(deadline=None)
@given(rules(), st.dates(date(2015, 1, 1), date(2026, 6, 1)), st.integers(0, 400))
def test_the_days_are_those_of_dateutil(rule, start, days_later):
    """It walks from the beginning and would not stop at a rule without days: so until 2028."""
    first = start + timedelta(days=days_later)
    last = first + timedelta(days=200)
    until = f";UNTIL={last:%Y%m%d}T235959" if "COUNT" not in rule else ""
    walk = rrulestr(rule + until, dtstart=datetime.combine(start, time()))
    if parse(rule).first_day(start) is None:
        assert parse(rule).days(start, first, last) == ()
        return
    expected = [day.date() for day in takewhile(lambda day: day.date() <= last, walk)]
    assert list(parse(rule).days(start, first, last)) == [day for day in expected if day >= first]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=DAILY;INTERVAL=7;BYDAY=WE",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=5;COUNT=3",
    ],
)
def test_a_rule_without_days_comes_to_an_end(rule):
    assert parse(rule).first_day(START) is None
    assert days(rule) == []


@pytest.mark.parametrize(
    ("until", "at", "last"),
    [
        ("20261215", "14:00", "2026-12-15"),
        ("20261215T140000", "14:00", "2026-12-15"),
        ("20261215T135959", "14:00", "2026-12-14"),
        ("20261215T130000Z", "14:00", "2026-12-15"),
        ("20261215T125959Z", "14:00", "2026-12-14"),
        ("20260615T120000Z", "14:00", "2026-06-15"),
        ("20261231T233000Z", "00:30", "2027-01-01"),  # already the next day here
        ("20261231T225959Z", "23:30", "2026-12-31"),
    ],
)
def test_until_is_read_in_local_time(until, at, last):
    rule = parse(f"FREQ=DAILY;UNTIL={until}")
    assert rule.last_day(time.fromisoformat(at)) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("jeden Montag", "„JEDEN MONTAG“ ist keine Angabe der Form NAME=WERT."),
        ("BYDAY=MO", "In der Regel fehlt FREQ, also wie oft sie gilt."),
        ("FREQ=SECONDLY", "FREQ=SECONDLY gibt es hier nicht;"),
        ("FREQ=HOURLY;COUNT=3", "FREQ=HOURLY gibt es hier nicht;"),
        ("FREQ=DAILY;BYHOUR=9", "BYHOUR ist nicht möglich: Die Uhrzeit steht in Beginn und Ende."),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ steht doppelt in der Regel."),
        ("FREQ=DAILY;COUNT=0", "COUNT=0 geht nicht; möglich ist eine Zahl von 1 bis 1000."),
        ("FREQ=DAILY;COUNT=99999999999", "COUNT=99999999999 geht nicht;"),
        ("FREQ=DAILY;COUNT=٣", "COUNT=٣ geht nicht;"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "UNTIL und COUNT gehen nicht zusammen."),
        ("FREQ=DAILY;UNTIL=20260231", "UNTIL=20260231 ist kein Datum;"),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "UNTIL=99991231T235959Z ist kein Datum;"),
        ("FREQ=WEEKLY;BYDAY=DI", "„DI“ ist kein Wochentag;"),
        ("FREQ=WEEKLY;BYDAY=2TU", "2TU (mit Zahl) geht nur mit FREQ=MONTHLY oder FREQ=YEARLY."),
        ("FREQ=MONTHLY;BYDAY=6TU", "BYDAY=6 geht nicht;"),
        ("FREQ=WEEKLY;BYSETPOS=1;BYDAY=MO", "BYSETPOS geht nur mit FREQ=MONTHLY oder YEARLY."),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS wählt aus einer anderen BY-Angabe aus; sie fehlt."),
        ("FREQ=DAILY;BYEASTER=1", "„BYEASTER“ gehört nicht in eine Regel."),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH=13 geht nicht;"),
    ],
)
def test_what_is_wrong_is_named(rule, said):
    with pytest.raises(ValidationError) as error:
        parse(rule)
    (message,) = error.value.messages
    assert message.startswith(said)
    assert "Beispiele: FREQ=WEEKLY;BYDAY=MO" in message


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "täglich"),
        ("FREQ=DAILY;INTERVAL=2", "alle zwei Tage"),
        ("FREQ=WEEKLY", "jeden Dienstag"),
        ("FREQ=WEEKLY;BYDAY=MO,TH", "jeden Montag und Donnerstag"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "montags bis freitags"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "alle zwei Wochen donnerstags"),
        ("FREQ=MONTHLY;BYDAY=2TU", "jeden 2. Dienstag im Monat"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "jeden 2. Dienstag im Monat"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "jeden letzten Freitag im Monat"),
        ("FREQ=MONTHLY", "jeden Monat am 1."),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "jeden Monat am 31. (wo es ihn gibt)"),
        ("FREQ=YEARLY", "jedes Jahr am 1. Dezember"),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=1SU", "jedes Jahr am 1. Sonntag im Mai"),
        ("FREQ=WEEKLY;BYMONTH=5,6", "jeden Dienstag, nur im Mai und Juni"),
        ("FREQ=WEEKLY;COUNT=10", "jeden Dienstag, bis 2. Februar 2027"),
        ("FREQ=WEEKLY;UNTIL=20261231T225900Z", "jeden Dienstag, bis 31. Dezember 2026"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ""),
        ("FREQ=YEARLY;BYWEEKNO=20", ""),
        ("FREQ=YEARLY;BYDAY=20MO", ""),
        ("FREQ=DAILY;INTERVAL=3;BYDAY=MO", ""),
        ("FREQ=SECONDLY", ""),
    ],
)
def test_words(rule, words):
    assert rule_in_words(rule, START, time(14)) == words


@pytest.mark.parametrize(
    ("written", "rule", "shown"),
    [
        ("jede Woche", "FREQ=WEEKLY", "jede Woche"),
        ("Wöchentlich", "FREQ=WEEKLY", "jede Woche"),
        ("14-tägig", "FREQ=WEEKLY;INTERVAL=2", "alle zwei Wochen"),
        ("montags und donnerstags", "FREQ=WEEKLY;BYDAY=MO,TH", "jeden Montag und Donnerstag"),
        (
            "alle 3 Wochen freitags",
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=FR",
            "alle drei Wochen freitags",
        ),
        (
            "jeden letzten Freitag im Monat bis 31.12.2026",
            "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20261231",
            "jeden letzten Freitag im Monat bis 31.12.2026",
        ),
        (
            "jeden ersten und 3. Sonnabend im Monat",
            "FREQ=MONTHLY;BYDAY=1SA,3SA",
            "jeden 1. und 3. Samstag im Monat",
        ),
        ("jeden Sonnabend", "FREQ=WEEKLY;BYDAY=SA", "jeden Samstag"),
        ("sonnabends", "FREQ=WEEKLY;BYDAY=SA", "jeden Samstag"),
        (SAME_WEEKDAY, "FREQ=MONTHLY;BYDAY=2TU", "jeden 2. Dienstag im Monat"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("ab und zu", "ab und zu", "ab und zu"),
        ("jede Woche bis 31.02.2026", "jede Woche bis 31.02.2026", "jede Woche bis 31.02.2026"),
    ],
)
def test_rules_from_words_and_back(written, rule, shown):
    assert rule_from_words(written, datetime.fromisoformat("2026-12-08T14:00")) == rule
    assert words_of_rule(rule) == shown


@settings(deadline=None)
@given(rules())
def test_words_that_a_clerk_sees_mean_the_rule_to_the_letter(rule):
    assert rule_from_words(words_of_rule(rule)) == rule
