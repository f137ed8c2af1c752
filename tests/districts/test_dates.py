"""When offers take place: over the changes of the clocks, and which there are on a day."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from districts.dates import next_in, next_of, occurrences, offers_on, offers_on_weekday
from districts.models import Offer, OfferDate
from districts.models.date import days_of
from districts.rule_words import date_in_words
from districts.when import occurrence_in_words
from tests.factories import make_offer, make_offer_date, make_place

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def at(text):
    """A time on the clock in Ratzeburg."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def make_date(starts_at, ends_at=None, name="Treff", **values):
    return make_offer_date(
        make_offer(name), starts_at=at(starts_at), ends_at=ends_at and at(ends_at), **values
    )


def found(row, first, last):
    row.refresh_from_db()  # as the database knows it: in UTC
    shown = occurrences([row], date.fromisoformat(first), date.fromisoformat(last))
    return [f"{occurrence.start:%d.%m. %H:%M %Z}" for occurrence in shown]


def names_on(day, offers=None):
    return [offer.name for offer in offers_on(offers or Offer.objects.all(), as_day(day))]


def as_day(day):
    return date.fromisoformat(day)


class TestClocks:
    def test_the_time_on_the_clock_stays_in_march(self):
        row = make_date("2027-03-22T14:00", rule="FREQ=WEEKLY")
        assert found(row, "2027-03-20", "2027-04-01") == ["22.03. 14:00 CET", "29.03. 14:00 CEST"]

    def test_the_time_on_the_clock_stays_in_october(self):
        row = make_date("2026-10-20T14:00", "2026-10-20T16:00", rule="FREQ=WEEKLY")
        assert found(row, "2026-10-20", "2026-10-30") == ["20.10. 14:00 CEST", "27.10. 14:00 CET"]
        last = occurrences([row], date(2026, 10, 27), date(2026, 10, 27))[0]
        assert f"{last.end:%H:%M %Z}" == "16:00 CET"

    def test_an_hour_that_is_skipped_is_an_hour_later(self):
        row = make_date("2027-03-27T02:30", rule="FREQ=DAILY")
        shown = ["27.03. 02:30 CET", "28.03. 03:30 CEST", "29.03. 02:30 CEST"]
        assert found(row, "2027-03-27", "2027-03-29") == shown

    def test_of_an_hour_that_comes_twice_it_is_the_first(self):
        row = make_date("2026-10-24T02:30", rule="FREQ=DAILY")
        assert found(row, "2026-10-25", "2026-10-25") == ["25.10. 02:30 CEST"]

    def test_a_new_year_in_utc_is_one_hour_late(self):
        row = make_offer_date(starts_at="2026-12-31T23:30Z", rule="FREQ=YEARLY")
        assert found(row, "2026-12-31", "2028-01-01") == ["01.01. 00:30 CET", "01.01. 00:30 CET"]
        assert names_on("2026-12-31") == []
        assert names_on("2027-01-01") == ["Spielenachmittag"]

    def test_until_and_exceptions_are_local(self):
        row = make_date(
            "2027-06-01T00:30",
            rule="FREQ=DAILY;UNTIL=20270604T223000Z",
            exceptions=["2027-06-03"],
        )
        days = ["01.06.", "02.06.", "04.06.", "05.06."]
        assert found(row, "2027-05-01", "2027-07-01") == [f"{day} 00:30 CEST" for day in days]


class TestDays:
    def test_exceptions_count_as_dates_of_a_rule(self):
        row = make_date("2026-12-01T14:00", rule="FREQ=WEEKLY;COUNT=3", exceptions=["2026-12-08"])
        assert found(row, "2026-01-01", "2027-12-31") == ["01.12. 14:00 CET", "15.12. 14:00 CET"]

    def test_holidays_of_schleswig_holstein(self):
        row = make_date("2026-10-03T10:00", rule="FREQ=WEEKLY", skips_holidays=True)
        shown = [day[:6] for day in found(row, "2026-10-01", "2026-11-07")]
        assert shown == ["10.10.", "17.10.", "24.10.", "07.11."]  # 31 October is one here

    def test_single_dates_heed_both(self):
        gone = make_date("2026-12-01T10:00", exceptions=["2026-12-01"])
        holiday = make_date("2026-12-25T10:00", name="Fest", skips_holidays=True)
        assert found(gone, "2026-01-01", "2027-01-01") == []
        assert found(holiday, "2026-01-01", "2027-01-01") == []

    @pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "jeden Montag", "FREQ=DAILY;COUNT=-1"])
    def test_a_rule_that_is_none_names_no_day(self, rule):
        row = make_date("2026-12-01T10:00", rule=rule)
        assert found(row, "2026-01-01", "2027-12-31") == []
        assert names_on("2026-12-01") == []

    @pytest.mark.parametrize("exceptions", [{}, "2026-12-01", [5], None, ["2026-12-99"]])
    def test_exceptions_that_are_none(self, exceptions):
        row = OfferDate(starts_at=at("2026-12-01T10:00"), exceptions=exceptions)
        assert list(row.days(date(2026, 12, 1), date(2026, 12, 1))) == [date(2026, 12, 1)]
        assert row.exception_days == frozenset()

    def test_an_endless_rule_is_read_within_the_days_asked_for(self):
        start = at("1990-01-02T10:00")
        assert days_of(start, "FREQ=DAILY", [], False, date(2100, 1, 1), date(2100, 1, 2)) == (
            date(2100, 1, 1),
            date(2100, 1, 2),
        )


class TestNights:
    def test_until_the_small_hours_belongs_to_the_evening(self):
        make_date("2026-12-04T20:00", "2026-12-05T02:00", rule="FREQ=WEEKLY")
        days = ["2026-12-03", "2026-12-04", "2026-12-05", "2026-12-11", "2026-12-12"]
        assert [bool(names_on(day)) for day in days] == [False, True, False, True, False]

    def test_what_lasts_for_days_takes_place_on_each(self):
        make_date("2026-12-04T18:00", "2026-12-06T16:00", rule="FREQ=YEARLY")
        days = [f"2027-12-0{number}" for number in range(3, 8)]
        assert [bool(names_on(day)) for day in days] == [False, True, True, True, False]

    def test_midnight_ends_a_day(self):
        row = make_date("2026-12-04T00:00", "2026-12-06T00:00")
        assert (row.is_all_day, row.further_days) == (True, 1)
        assert names_on("2026-12-05") == ["Treff"]
        assert names_on("2026-12-06") == []


class TestOffersOn:
    def test_dates_and_hours(self):
        make_date("2026-12-01T14:00", name="Einmal")
        make_date("2026-12-01T14:00", name="Immer", rule="FREQ=WEEKLY")
        make_offer("Offen", opening_hours="Tu 10:00-12:00")
        make_offer("Nie")
        assert names_on("2026-12-01") == ["Einmal", "Immer", "Offen"]
        assert names_on("2026-12-08") == ["Immer", "Offen"]
        assert names_on("2026-12-09") == []

    @pytest.mark.parametrize("status", ["pausiert", "voruebergehend-geschlossen", "beendet"])
    def test_not_of_what_does_not_run(self, status):
        offer = make_offer(status=status, opening_hours="24/7")
        make_offer_date(offer, starts_at=at("2026-12-01T14:00"), rule="FREQ=DAILY")
        assert names_on("2026-12-01") == []
        assert list(offers_on_weekday(Offer.objects.all(), 1, date(2026, 12, 1))) == []

    def test_only_of_the_offers_asked_about(self):
        make_date("2026-12-01T14:00", name="Ja")
        make_offer("Entwurf", opening_hours="24/7", publication="entwurf")
        assert names_on("2026-12-01", Offer.objects.public()) == ["Ja"]
        assert names_on("2026-12-01", Offer.objects.filter(name="Entwurf")) == ["Entwurf"]

    def test_three_queries_however_many(self, django_assert_num_queries):
        for number in range(3):
            make_date("2026-12-01T14:00", name=f"Treff {number}", rule="FREQ=WEEKLY")
            make_offer(f"Offen {number}", opening_hours="Tu 10:00-12:00")
        with django_assert_num_queries(3):
            assert len(offers_on(Offer.objects.public(), date(2026, 12, 1))) == 6
        with django_assert_num_queries(3):
            assert len(offers_on_weekday(Offer.objects.public(), 1, date(2026, 12, 1))) == 6

    def test_more_than_a_database_takes_as_parameters(self):
        Offer.objects.bulk_create(
            Offer(name=f"{number:05}", slug=f"a-{number}", kind="raum", opening_hours=hours)
            for number in range(1200)
            for hours in ("Tu 09:00-12:00",)
        )
        offers = list(Offer.objects.all())
        OfferDate.objects.bulk_create(
            OfferDate(offer=offer, starts_at=at("2026-12-02T10:00")) for offer in offers
        )
        assert offers_on(Offer.objects.all(), date(2026, 12, 2)).count() == 1200

    @pytest.mark.parametrize(
        ("rule", "weekdays"),
        [
            ("", [1]),
            ("FREQ=WEEKLY;BYDAY=MO,SU", [0, 6]),
            ("FREQ=MONTHLY;BYDAY=-1FR", [4]),
            ("FREQ=WEEKLY;UNTIL=20261130", []),
            ("FREQ=DAILY", [0, 1, 2, 3, 4, 5, 6]),
        ],
    )
    def test_weekdays(self, rule, weekdays):
        make_date("2026-12-01T14:00", rule=rule)
        shown = [
            number
            for number in range(7)
            if offers_on_weekday(Offer.objects.all(), number, date(2026, 12, 1)).exists()
        ]
        assert shown == weekdays

    def test_weekdays_of_what_is_over(self):
        make_date("2026-11-24T14:00", exceptions=[])
        make_date("2024-12-03T14:00", name="Früher", rule="FREQ=WEEKLY;COUNT=5")
        assert list(offers_on_weekday(Offer.objects.all(), 1, date(2026, 12, 1))) == []


class TestNext:
    def test_in_order_and_of_running_offers(self):
        later = make_date("2026-12-02T09:00", name="Später", rule="FREQ=WEEKLY")
        soon = make_date("2026-12-01T14:00", name="Bald")
        make_date("2026-11-30T14:00", name="Vorbei")
        paused = make_offer("Pause", status="pausiert")
        make_offer_date(paused, starts_at=at("2026-12-01T10:00"))
        shown = next_in(Offer.objects.all(), 3, date(2026, 12, 1))
        assert [(o.date, o.day.day) for o in shown] == [(soon, 1), (later, 2), (later, 9)]

    def test_two_queries(self, django_assert_num_queries):
        for number in range(4):
            offer = make_offer(f"Treff {number}", district=make_place(f"Ort {number}"))
            make_offer_date(offer, starts_at=at("2026-12-02T09:00"), rule="FREQ=DAILY")
        with django_assert_num_queries(2):
            shown = next_in(Offer.objects.all(), 3, date(2026, 12, 1))
            assert [o.offer.district.name for o in shown] == ["Ort 0", "Ort 1", "Ort 2"]

    def test_what_comes_seldom_is_found(self):
        row = make_date("2024-02-29T10:00", rule="FREQ=YEARLY")
        assert [o.day for o in next_of([row], 1, date(2026, 12, 1))] == [date(2028, 2, 29)]


class TestFaults:
    @pytest.mark.parametrize(
        ("values", "field", "said"),
        [
            ({"rule": "FREQ=SECONDLY"}, "rule", "FREQ=SECONDLY gibt es hier nicht; möglich sind"),
            (
                {"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
                "rule",
                "Einen Tag, wie ihn diese Regel nennt, gibt es nie.",
            ),
            (
                {"rule": "FREQ=WEEKLY;UNTIL=20261101"},
                "rule",
                "Die Regel endet vor ihrem ersten Termin am 01.12.2026.",
            ),
            ({"starts_at": at("0026-12-01T10:00")}, "starts_at", "Bitte ein Jahr von 1990 bis"),
            ({"ends_at": at("2028-12-01T10:00")}, "ends_at", "Der Termin dauert länger als ein"),
            ({"exceptions": ["24.12.2026"]}, "exceptions", "„24.12.2026“ ist kein Tag, den es gib"),
            ({"exceptions": {"tag": 1}}, "exceptions", "Ausnahmen sind eine Liste von Tagen"),
            ({"exceptions": ["2026-12-24"] * 500}, "exceptions", "Mehr als 400 Ausnahmen"),
        ],
    )
    def test_said_in_german(self, values, field, said):
        row = OfferDate(offer=make_offer(), **{"starts_at": at("2026-12-01T10:00"), **values})
        with pytest.raises(ValidationError) as error:
            row.full_clean()
        (message,) = error.value.message_dict[field]
        assert message.startswith(said)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Dienstag, 1. Dezember 2026, 14 Uhr"),
        ({"ends_at": "2026-12-01T16:30"}, "Dienstag, 1. Dezember 2026, 14–16:30 Uhr"),
        ({"ends_at": "2026-12-02T02:00"}, "Dienstag, 1. Dezember 2026, 14–2 Uhr"),
        (
            {"ends_at": "2026-12-03T16:00"},
            "Dienstag, 1. Dezember 2026, 14 Uhr bis Donnerstag, 3. Dezember 2026, 16 Uhr",
        ),
        (
            {"ends_at": "2026-12-02T07:00"},
            "Dienstag, 1. Dezember 2026, 14 Uhr bis Mittwoch, 2. Dezember 2026, 7 Uhr",
        ),
        ({"starts_at": "2026-12-01T00:00"}, "Dienstag, 1. Dezember 2026, ganztägig"),
        (
            {"starts_at": "2026-12-01T00:00", "ends_at": "2026-12-02T00:00"},
            "Dienstag, 1. Dezember 2026, ganztägig",
        ),
        (
            {"starts_at": "2026-12-01T00:00", "ends_at": "2026-12-04T00:00"},
            "Dienstag, 1. Dezember 2026, ganztägig bis Donnerstag, 3. Dezember 2026",
        ),
    ],
)
def test_words_of_a_single_date(values, words):
    row = make_date(**{"starts_at": "2026-12-01T14:00", **values})
    [occurrence] = next_of([row], 1, date(2026, 12, 1))
    assert occurrence_in_words(occurrence) == words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"rule": "FREQ=WEEKLY", "ends_at": "2026-12-01T16:00", "skips_holidays": True},
            "jeden Dienstag, 14–16 Uhr, nicht an Feiertagen",
        ),
        (
            {"rule": "FREQ=YEARLY", "ends_at": "2026-12-03T16:00"},
            "jedes Jahr am 1. Dezember, ab 14 Uhr, 3 Tage lang",
        ),
        (
            {"rule": "FREQ=WEEKLY", "starts_at": "2026-12-01T00:00", "ends_at": "2026-12-04T00:00"},
            "jeden Dienstag, 3 Tage lang",
        ),
        *(
            (
                {"rule": "FREQ=WEEKLY", "starts_at": f"2026-12-01T{begin}", "ends_at": end},
                f"jeden Dienstag, {times}",
            )
            for begin, end, times in (
                ("20:00", "2026-12-02T00:00", "20–24 Uhr"),
                ("20:00", "2026-12-02T06:00", "20–6 Uhr"),
                ("20:00", "2026-12-02T07:00", "20–7 Uhr des nächsten Tages"),
                ("08:00", "2026-12-02T08:00", "8–8 Uhr des nächsten Tages"),
                ("05:00", "2026-12-02T05:30", "5–5:30 Uhr des nächsten Tages"),
                ("08:00", "2026-12-02T08:30", "ab 8 Uhr, 2 Tage lang"),
                ("20:00", "2026-12-03T02:00", "ab 20 Uhr, 2 Tage lang"),
            )
        ),
        ({"rule": "FREQ=YEARLY;BYWEEKNO=3"}, ""),
    ],
)
def test_words(values, words):
    row = make_date(**{"starts_at": "2026-12-01T14:00", **values})
    assert date_in_words(row, date(2026, 12, 1)) == words


def test_exceptions_stay_a_list_in_the_database():
    row = make_date("2026-12-01T14:00", exceptions=["2026-12-24"])
    assert json.dumps(OfferDate.objects.get(pk=row.pk).exceptions) == '["2026-12-24"]'
    assert row.starts_at - timedelta(0) == at("2026-12-01T14:00")
