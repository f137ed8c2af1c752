"""Opening hours: in German words that say no more and no less, on a day, and what is refused."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from districts.hours import is_open_on, open_weekdays, times_on
from districts.hours_words import DAY_NAMES, WEEKDAYS, in_words
from districts.models import Offer
from districts.models.opening_hours import valid_opening_hours
from tests.factories import make_offer, make_offer_date

pytestmark = pytest.mark.once

WORDS = {
    "24/7": ["rund um die Uhr"],
    "24/7; PH off": ["rund um die Uhr, Feiertage geschlossen"],
    "Mo-Fr 09:00-12:00; PH off": ["Montag bis Freitag 9–12 Uhr, Feiertage geschlossen"],
    "Mo-Fr 9:00-12:00,14:30-18:00": ["Montag bis Freitag 9–12 Uhr und 14:30–18 Uhr"],
    "Mo-Fr,PH 09:00-12:00": ["Montag bis Freitag und Feiertage 9–12 Uhr"],
    "Mo,We,Fr 09:00-12:00": ["Montag, Mittwoch und Freitag 9–12 Uhr"],
    "Sa-Mo 10:00-12:00": ["Samstag bis Montag 10–12 Uhr"],
    "Mo-Su 10:00-12:00": ["täglich 10–12 Uhr"],
    "Su,PH off": ["Sonntag und Feiertage geschlossen"],
    "SH off": ["Schulferien geschlossen"],
    "off": ["geschlossen"],
    "Mo": ["Montag durchgehend"],
    "Mo 18:00+": ["Montag ab 18 Uhr"],
    "Mo 22:00-02:00": ["Montag 22–2 Uhr des nächsten Tages"],
    "Mo 10:00-00:00": ["Montag 10–24 Uhr"],
    "Sa[1,3] 10:00-14:00": ["1. und 3. Samstag im Monat 10–14 Uhr"],
    "Fr[-1] 18:00-20:00": ["letzter Freitag im Monat 18–20 Uhr"],
    "Sa 10:00-14:00; Sa[1] off": ["Samstag 10–14 Uhr, 1. Samstag im Monat geschlossen"],
    # A later rule takes the place of an earlier one, after a comma it comes on top.
    "Mo-Fr 08:00-12:00; We 14:00-18:00": [
        "Montag, Dienstag, Donnerstag und Freitag 8–12 Uhr, Mittwoch 14–18 Uhr"
    ],
    "Mo-We 08:00-12:00, We 14:00-18:00": [
        "Montag und Dienstag 8–12 Uhr, Mittwoch 8–12 Uhr und 14–18 Uhr"
    ],
    "May-Sep Mo 10:00-18:00": ["Mai bis September: Montag 10–18 Uhr"],
    "Apr-Sep Mo 9:00-18:00; Oct-Mar Mo 10:00-16:00; PH off": [
        "April bis September: Montag 9–18 Uhr",
        "Oktober bis März: Montag 10–16 Uhr",
        "Feiertage geschlossen",
    ],
    "Mo-Fr 8:00-12:00; Jul-Aug Mo-Fr 9:00-11:00": [
        "Montag bis Freitag 8–12 Uhr",
        "abweichend Juli bis August: Montag bis Freitag 9–11 Uhr",
    ],
    "Mo-Fr 9:00-12:00; Dec 24-26 off": [
        "Montag bis Freitag 9–12 Uhr",
        "24. bis 26. Dezember geschlossen",
    ],
    "2026 Dec 24-2027 Jan 6 off": ["24. Dezember 2026 bis 6. Januar 2027 geschlossen"],
    "week 1-53/2 Mo 10:00-12:00": ["ungerade Kalenderwochen: Montag 10–12 Uhr"],
    "week 10-20 Mo 10:00-12:00": ["Kalenderwochen 10 bis 20: Montag 10–12 Uhr"],
    '"nach Absprache"': ["nach Absprache"],
    'Mo 10:00-12:00 "mit Anmeldung; bitte, ja"': ["Montag 10–12 Uhr (mit Anmeldung; bitte, ja)"],
    'Mo 10:00-12:00 unknown "x"': ["Montag möglicherweise 10–12 Uhr (x)"],
    'Mo 10:00-12:00 || "nach Absprache"': ["Montag 10–12 Uhr", "sonst nach Absprache"],
}
# Words would say something else, so these stand as they were written.
WITHOUT_WORDS = [
    "PH off; Mo-Fr 9:00-12:00",  # the later rule wins on a holiday
    "Mo-Fr 9:00-12:00; PH off; Jul-Aug Mo-Fr 10:00-11:00",
    "May-Sep Mo 9:00-12:00; Mo-Fr 8:00-12:00",
    "Mo-Fr 09:00-17:00; We 12:00-13:00 off",
    "Mo off, Mo 06:00-08:30",
    "PH Mo-Fr 10:00-12:00",
    "Sa[1] off; Sa 10:00-12:00",
    "Mo[1] 9:00-10:00; Mo[-1] 10:00-11:00",
    "Mo[-1] +1 day 10:00-12:00",
    "week 1-51/2 Mo 10:00-12:00",
    "Mo 10:00-16:00/02:00",
    '24/7 "klingeln"',
    "sunrise-sunset",
    "easter off",
    "Feb 30 09:00-12:00",
    "montags",
]


@pytest.mark.parametrize("text", WORDS)
def test_words(text):
    assert list(in_words(text)) == WORDS[text]


@pytest.mark.parametrize("text", WITHOUT_WORDS)
def test_no_words_rather_than_wrong_ones(text):
    assert in_words(text) == ()


@st.composite
def weekly(draw):
    """Some rules for weekdays and holidays, one after the other."""
    rules = []
    for _ in range(draw(st.integers(1, 4))):
        first, last = draw(st.sampled_from(WEEKDAYS)), draw(st.sampled_from(["", *WEEKDAYS]))
        days = f"{first}-{last}" if last and last != first else first
        days = draw(st.sampled_from([days, f"{days},PH", "PH", f"{days},{'We'}"]))
        hour = draw(st.integers(6, 18))
        times = draw(
            st.sampled_from(["off", f"{hour:02}:00-{hour + 2:02}:30", f"{hour:02}:15-20:45"])
        )
        rules.append(f"{days} {times}")
    return draw(st.sampled_from(["; ", "; ", ", "])).join(rules)


NAME = f"(?:{'|'.join([*DAY_NAMES, 'Feiertage'])})"
SPAN = r"\d+(?::\d\d)?–\d+(?::\d\d)? Uhr"
SAID = re.compile(
    rf"(?:täglich )?((?:{NAME}(?: bis {NAME})?(?:, | und | ))*)"
    rf"(geschlossen|{SPAN}(?:(?:, | und ){SPAN})*)(?:, |$)"
)


def read(words):
    """{day or "Feiertage": [(start, end), …]} of a line of words, as a reader takes it."""
    said, at = {}, 0
    for match in SAID.finditer(words):
        assert match.start() == at, words  # nothing is left over
        at = match.end()
        times = re.findall(r"(\d+)(?::(\d\d))?–(\d+)(?::(\d\d))? Uhr", match[2])
        spans = sorted(
            (f"{int(a):02}:{b or '00'}", f"{int(c):02}:{d or '00'}") for a, b, c, d in times
        )
        said |= dict.fromkeys(_days(match[1]), spans)
    assert at == len(words), words
    return said


def _days(text):
    days = []
    for name in filter(None, re.split(r", | und | (?!bis|\w)", text.strip())):
        first, _, last = name.partition(" bis ")
        if first in DAY_NAMES:
            begin, end = DAY_NAMES.index(first), DAY_NAMES.index(last or first)
            days += [DAY_NAMES[(begin + n) % 7] for n in range((end - begin) % 7 + 1)]
        else:
            days.append(first)
    return days or DAY_NAMES


# A Monday, and holidays: a Monday, two Fridays and a Saturday.
WEEK = date(2026, 6, 15)
HOLIDAYS = [date(2026, 5, 25), date(2026, 5, 1), date(2026, 12, 25), date(2026, 10, 3)]


@settings(deadline=None, max_examples=300)
@given(weekly())
def test_a_reader_of_the_words_comes_at_the_times_of_the_rule(text):
    lines = in_words(text)
    if not lines:
        return
    said = read(", ".join(lines))
    for day in [WEEK + timedelta(days=number) for number in range(7)] + HOLIDAYS:
        name = DAY_NAMES[day.weekday()]
        if day in HOLIDAYS and "Feiertage" in said:
            name = "Feiertage"
        assert merged(said.get(name, [])) == library(text, day), (text, lines, day)


def merged(spans):
    """Times that overlap or touch, as the door knows them."""
    found = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def library(text, day):
    begin = datetime.combine(day, datetime.min.time())
    intervals = OpeningHours(text, country="DE").intervals(begin, begin + timedelta(days=1))
    return [
        (f"{start:%H:%M}", f"{end:%H:%M}")
        for start, end, state, _ in intervals
        if str(state) == "open"
    ]


class TestDays:
    @pytest.mark.parametrize(
        ("text", "day", "is_open"),
        [
            ("Mo-Fr 09:00-12:00", "2026-12-04", True),
            ("Mo-Fr 09:00-12:00", "2026-12-05", False),
            ("Mo-Fr 09:00-12:00; PH off", "2026-12-25", False),
            ("Sa 09:00-12:00; PH off", "2026-10-31", False),  # a holiday in the north alone
            ("Sa 09:00-12:00; PH off", "2026-10-24", True),
            ("PH 10:00-12:00", "2026-10-31", True),
            ("Th 09:00-12:00; PH off", "2026-06-04", True),  # a holiday in the south alone
            ("Fr 20:00-02:00", "2026-12-04", True),
            ("Fr 20:00-02:00", "2026-12-05", False),  # that night belongs to Friday
            ("Fr 20:00-09:00", "2026-12-05", True),
            ("Mo-Su 22:00-24:00", "2027-03-28", True),
            ("Feb 29 10:00-12:00", "2028-02-29", True),
            ("24/7", "2026-12-05", True),
            ('"nach Absprache"', "2026-12-05", False),
            ("Mo-Su 10:00-12:00 unknown", "2026-12-05", False),
            ("Feb 30 09:00-12:00", "2026-12-05", False),
            ("montags", "2026-12-07", False),
            ("", "2026-12-07", False),
        ],
    )
    def test_is_open_on(self, text, day, is_open):
        assert is_open_on(text, date.fromisoformat(day)) is is_open

    def test_times(self):
        found = times_on("Mo 09:00-12:00,14:00-16:00", date(2026, 12, 7))
        assert [(start.hour, end.hour) for start, end in found] == [(9, 12), (14, 16)]

    @pytest.mark.parametrize(
        ("text", "weekdays"),
        [
            ("Mo-We,Su 09:00-12:00; PH off", {0, 1, 2, 6}),
            ("24/7", set(range(7))),
            ("Fr 20:00-02:00", {4}),
            ("Fr-Sa 20:00-09:00", {4, 5, 6}),
            ("Jul Sa[1] 10:00-12:00", {5}),
            ("2020 Mo 10:00-12:00", set()),
            ("off", set()),
            ("PH 10:00-12:00", set()),
            ("montags", set()),
        ],
    )
    def test_weekdays(self, text, weekdays):
        assert open_weekdays(text, date(2026, 12, 1)) == weekdays


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("montags", "Die Öffnungszeiten sind ab „ntags“ nicht zu verstehen."),
        ("Di 10:00-12:00", "Die Wochentage heißen hier Mo, Tu, We, Th, Fr, Sa, Su."),
        ("Mo 9-12", "Uhrzeiten haben hier die Form 09:00-12:00."),
        ("Mo 09.00-12.00", "Uhrzeiten haben hier die Form 09:00-12:00."),
        ("Mo–Fr 09:00-12:00", "Bitte statt des Gedankenstrichs den einfachen Bindestrich"),
        ("Mai 10:00-12:00", "Die Monate heißen hier Jan, Feb, Mar, Apr, May,"),
        ("Mo 10:00-", "Am Ende der Öffnungszeiten fehlt etwas."),
        ("Mo 9-12:00", "Uhrzeiten haben hier die Form 09:00-12:00."),
        ("Mo 09:00-12", "Uhrzeiten haben hier die Form 09:00-12:00."),
        ("Feb 30 10:00-12:00", "Einen 30. Feb gibt es nicht."),
        ("Mo 25:00-26:00", "Die Öffnungszeiten sind ab „25:00-26:00“ nicht zu verstehen."),
    ],
)
def test_what_is_wrong_is_said_with_an_example(text, said):
    with pytest.raises(ValidationError) as error:
        valid_opening_hours(text)
    (message,) = error.value.messages
    assert said in message
    assert "Beispiel: Mo-Fr 09:00-12:00,14:00-18:00; PH off" in message


def test_right_hours_are_no_slip():
    with pytest.raises(ValidationError) as error:
        valid_opening_hours("Mo-Fr 09:00-12:00 sonst")
    assert "Uhrzeiten haben hier die Form" not in error.value.messages[0]


@pytest.mark.parametrize("text", [*WORDS, "sunrise-sunset", "mo-fr 10:00-12:00", "Mo 10:00-12:00;"])
def test_what_is_right_is_taken(text):
    valid_opening_hours(text)


@pytest.mark.django_db
class TestPage:
    def test_in_words(self, client):
        make_offer("Treff", opening_hours="Mo-Fr 09:00-12:00; PH off")
        page = client.get("/angebote/treff/").text
        assert "Montag bis Freitag 9–12 Uhr, Feiertage geschlossen" in page
        assert "PH off" not in page

    def test_as_written_where_words_fail(self, client):
        make_offer("Treff", opening_hours='sunrise-sunset "<b>"')
        page = client.get("/angebote/treff/").text
        assert "<code>sunrise-sunset &quot;&lt;b&gt;&quot;</code>" in page

    def test_the_model_refuses(self):
        offer = make_offer("Treff")
        offer.opening_hours = "montags"
        with pytest.raises(ValidationError) as error:
            offer.full_clean()
        assert list(error.value.message_dict) == ["opening_hours"]
        assert Offer.objects.get().opening_hours == ""

    def test_dates_of_what_is_paused_are_not_named(self, client):
        offer = make_offer("Treff", status="pausiert")
        make_offer_date(offer, starts_at="2036-12-01T14:00Z", rule="FREQ=WEEKLY")
        page = client.get("/angebote/treff/").text
        assert "Nächste Termine" not in page
