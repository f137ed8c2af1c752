"""The calendar to subscribe to, read by icalendar and by vobject, against the portal's own page."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from dateutil.rrule import rruleset, rrulestr
from django.utils import timezone

from districts.calendar_file import MOST
from districts.models import Offer, OfferDate
from tests.districts.test_dates import at
from tests.factories import make_offer, make_offer_date, make_place

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
FILE = "/angebote/kalender.ics"
# Both changes of the clocks; the years are of no weight, as the file has no past.
MARCH, OCTOBER = ("2027-03", "2027-10")
DATES = {
    "Einmal": {"starts_at": "2027-03-28T14:00", "ends_at": "2027-03-28T16:00"},
    "Über Nacht": {"starts_at": "2027-03-27T22:00", "ends_at": "2027-03-28T06:30"},
    "Ohne Ende": {"starts_at": "2027-10-31T14:00"},
    "Ganztägig": {"starts_at": "2027-03-29T00:00"},
    "Fest": {"starts_at": "2027-10-30T00:00", "ends_at": "2027-11-01T00:00"},
    "Täglich": {"starts_at": "2026-11-01T00:30", "rule": "FREQ=DAILY;INTERVAL=2"},
    "Wöchentlich": {"starts_at": "2026-01-06T14:00", "rule": "FREQ=WEEKLY;BYDAY=SU,TU"},
    "Alle zwei": {"starts_at": "2026-12-02T18:00", "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"},
    "Am zweiten": {"starts_at": "2027-01-01T09:15", "rule": "FREQ=MONTHLY;BYDAY=2TU,-1SU"},
    "Werktag": {
        "starts_at": "2027-01-01T09:15",
        "rule": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    },
    "Am 31.": {"starts_at": "2026-12-31T23:30", "rule": "FREQ=MONTHLY"},
    "Gezählt": {"starts_at": "2027-03-09T14:00", "rule": "FREQ=WEEKLY;COUNT=3"},
    "Bis März": {"starts_at": "2027-03-01T14:00", "rule": "FREQ=DAILY;UNTIL=20270329T120000Z"},
    "Bis Oktober": {"starts_at": "2027-10-25T00:30", "rule": "FREQ=DAILY;UNTIL=20271030"},
    "Tage im Oktober": {"starts_at": "2027-10-25T00:00", "rule": "FREQ=DAILY;UNTIL=20271030"},
    "Ausfälle": {
        "starts_at": "2027-03-01T14:00",
        "rule": "FREQ=WEEKLY",
        "exceptions": ["2027-03-08", "2027-10-25", "2027-03-09"],
    },
    "Nicht an Feiertagen": {
        "starts_at": "2026-01-01T14:00",
        "rule": "FREQ=DAILY",
        "skips_holidays": True,
    },
    "Tage ohne Feiertage": {
        "starts_at": "2027-10-30T00:00",
        "rule": "FREQ=DAILY;COUNT=4",
        "skips_holidays": True,
    },
    "Woche 43": {"starts_at": "2027-01-05T10:00", "rule": "FREQ=YEARLY;BYWEEKNO=43"},
    "Letzter Sonntag": {
        "starts_at": "2027-01-05T02:30",
        "rule": "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    },
}


def make_all():
    for name, values in DATES.items():
        times = {key: at(value) for key, value in values.items() if key.endswith("_at")}
        make_offer_date(make_offer(name), **{**values, **times})


def on_page(client, month):
    """{(name, local time or day)} of the list of a month."""
    shown, number = set(), 1
    while True:
        page = client.get(
            "/angebote/kalender/", {"ansicht": "liste", "monat": month, "page": number}
        ).text
        rows = re.findall(r'<time datetime="(.*?)">[^<]*</time></p>\s*<h3><a [^>]*>(.*?)</a>', page)
        shown |= {(name, when) for when, name in rows}
        if 'rel="next" href="?ansicht=liste&amp;monat=' + month not in page and (
            f"page={number + 1}" not in page
        ):
            return shown
        number += 1


def month_of(text):
    first = date.fromisoformat(f"{text}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def written(when):
    if isinstance(when, datetime):
        return f"{when.astimezone(BERLIN) if when.tzinfo else when:%Y-%m-%dT%H:%M}"
    return when.isoformat()


def by_icalendar(content, month):
    """The same of the file, expanded from what the icalendar library reads."""
    first, last = month_of(month)
    shown = set()
    for event in icalendar.Calendar.from_ical(content).walk("VEVENT"):
        start = event.decoded("dtstart")
        is_day = not isinstance(start, datetime)
        local = datetime.combine(start, time()) if is_day else start.replace(tzinfo=None)
        days = rruleset()
        if "rrule" in event:
            rule = event["rrule"].to_ical().decode()
            until = re.search(r"UNTIL=(\d{8}T\d{6})Z", rule)
            if until:  # dateutil wants it as local as the beginning
                last_time = datetime.strptime(until[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
                here = last_time.astimezone(BERLIN)
                rule = rule.replace(until[0], f"UNTIL={here:%Y%m%dT%H%M%S}")
            days.rrule(rrulestr(rule, dtstart=local))
        days.rdate(local)  # the beginning is always one
        for skipped in event["exdate"].dts if "exdate" in event else ():
            when = skipped.dt
            days.exdate(
                when.replace(tzinfo=None)
                if isinstance(when, datetime)
                else datetime.combine(when, time())
            )
        end = datetime.combine(last, time.max)
        for when in days.between(datetime.combine(first, time()), end, inc=True):
            shown.add((str(event["summary"]), written(when.date() if is_day else when)))
    return shown


def by_vobject(content, month):
    """The same of the file, read and expanded by vobject."""
    first, last = month_of(month)
    shown = set()
    for event in vobject.readOne(content.decode()).vevent_list:
        is_day = not isinstance(event.dtstart.value, datetime)
        days = event.getrruleset(addRDate=True) or [event.dtstart.value]
        for when in days:
            day = when.date() if isinstance(when, datetime) else when
            if day > last:
                break
            if day >= first:
                shown.add((event.summary.value, written(day if is_day else when)))
    return shown


class TestTwoReaders:
    @pytest.mark.parametrize("month", [MARCH, OCTOBER])
    @pytest.mark.parametrize("read", [by_icalendar, by_vobject])
    def test_they_read_what_the_page_shows(self, client, month, read):
        make_all()
        page = on_page(client, month)
        # The page shows the hour that is skipped as the clock does.
        assert read(client.get(FILE).content, month) == page
        assert len({name for name, _ in page}) > 10


def events(client, address=FILE):
    return icalendar.Calendar.from_ical(client.get(address).content).walk("VEVENT")


class TestFile:
    def test_what_it_says_of_itself(self, client):
        response = client.get(FILE)
        calendar = icalendar.Calendar.from_ical(response.content)
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
        assert calendar["prodid"] == "-//Stadt Ratzeburg//Demografische Stadtplanung//DE"
        assert calendar["x-wr-calname"] == "Angebote in Ratzeburg"
        assert calendar["refresh-interval"].to_ical() == b"PT12H"
        assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
        assert "Cookie" not in response.get("Vary", "")

    def test_what_it_says_of_a_date(self, client):
        place = make_place("Vorstadt")
        offer = make_offer(
            "Café; mit, allen\\",
            slug="cafe",
            text='Zeile 1\r\n<script>alert("x")</script>\x0bEnde',
            district=place,
            address="Markt 1",
            latitude="53.7",
            longitude="10.77",
        )
        row = make_offer_date(offer, starts_at=at("2027-01-04T14:00"), note="Mit Kaffee")
        (event,) = events(client)
        assert event["uid"] == f"termin-{row.pk}@demografische-stadtplanung-ratzeburg"
        assert event["summary"] == "Café; mit, allen\\"
        assert event["location"] == "Markt 1, Vorstadt"
        assert event["geo"].to_ical() == "53.7;10.77"
        assert event["categories"].to_ical() == b"Aktivit\xc3\xa4t"
        assert event["status"] == "CONFIRMED"
        assert event["url"].endswith("/angebote/cafe/")
        assert event["description"].startswith(
            'Mit Kaffee\n\nZeile 1 \n<script>alert("x")</script> Ende\n\nhttp'
        )
        assert event.decoded("dtstart") == at("2027-01-04T14:00")
        assert "dtend" not in event

    def test_each_line_is_one(self, client):
        """Nothing that people write begins a line of its own."""
        offer = make_offer("A\nBEGIN:VEVENT", slug="a", text="X\r\nEND:VCALENDAR\rATTACH:y\u2028Z")
        make_offer_date(offer, starts_at=at("2027-01-04T14:00"))
        content = client.get(FILE).text
        names = [line.partition(":")[0] for line in content.replace("\r\n ", "").split("\r\n")]
        assert names.count("BEGIN") == names.count("END") == 5
        assert "ATTACH" not in names
        assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f]", content)

    def test_the_beginning_is_the_first_date_of_the_rule(self, client):
        offer = make_offer("Treff")
        make_offer_date(
            offer, starts_at=at("2027-01-06T14:00"), rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"
        )
        (event,) = events(client)
        assert event.decoded("dtstart") == at("2027-01-18T14:00")

    @pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"])
    def test_no_date_of_a_rule_that_names_none(self, client, rule):
        make_offer_date(starts_at=at("2027-01-06T14:00"), rule=rule)
        assert events(client) == []

    def test_what_is_long_over_is_left_out(self, client):
        today = timezone.now()
        for name, values in {
            "Alt": {"starts_at": today - timedelta(days=40)},
            "Neulich": {"starts_at": today - timedelta(days=20)},
            "Alte Reihe": {"starts_at": today - timedelta(days=99), "rule": "FREQ=DAILY;COUNT=3"},
            "Reihe": {"starts_at": today - timedelta(days=99), "rule": "FREQ=DAILY"},
        }.items():
            make_offer_date(make_offer(name), **values)
        assert [str(event["summary"]) for event in events(client)] == ["Neulich", "Reihe"]

    def test_only_what_is_public_and_runs(self, client):
        hidden = make_place("Verborgen", is_published=False)
        for name, values in {
            "Gezeigt": {},
            "Entwurf": {"publication": "entwurf"},
            "Am verborgenen Ort": {"district": hidden},
            "Pause": {"status": "pausiert"},
            "Zu": {"status": "voruebergehend-geschlossen"},
            "Ende": {"status": "beendet"},
        }.items():
            make_offer_date(make_offer(name, **values), starts_at=at("2036-01-04T14:00"))
        assert [str(event["summary"]) for event in events(client)] == ["Gezeigt"]

    def test_filters_of_the_list(self, client):
        insel = make_place("Insel")
        make_offer_date(make_offer("Drin", district=insel), starts_at=at("2036-01-04T14:00"))
        make_offer_date(make_offer("Woanders"), starts_at=at("2036-01-04T14:00"))
        assert [str(event["summary"]) for event in events(client, f"{FILE}?ort=insel")] == ["Drin"]
        calendar = icalendar.Calendar.from_ical(client.get(f"{FILE}?ort=insel").content)
        assert calendar["x-wr-calname"] == "Angebote in Ratzeburg: Insel"

    def test_a_wrong_filter_is_said_in_german(self, client):
        response = client.get(f"{FILE}?ort=gibt-es-nicht")
        assert response.status_code == 400
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert "in der Auswahl steckt ein Fehler" in response.text
        assert "Ort: " in response.text

    def test_an_unknown_parameter_is_none(self, client):
        assert client.get(f"{FILE}?gibt-es-nicht=1&page=-1").status_code == 200

    def test_of_one_offer(self, client):
        offer = make_offer("Treff")
        make_offer_date(offer, starts_at=at("2036-01-04T14:00"))
        make_offer_date(make_offer("Anderes"), starts_at=at("2036-01-04T14:00"))
        make_offer("Entwurf", publication="entwurf")
        assert len(events(client, "/angebote/treff/termine.ics")) == 1
        assert client.get("/angebote/entwurf/termine.ics").status_code == 404
        assert client.get("/angebote/gibt-es-nicht/termine.ics").status_code == 404

    def test_unchanged_is_said_without_sending(self, client):
        row = make_offer_date(starts_at=at("2036-01-04T14:00"), rule="FREQ=WEEKLY")
        first = client.get(FILE)
        assert client.get(FILE)["ETag"] == first["ETag"]
        assert client.get(FILE, headers={"if-none-match": first["ETag"]}).status_code == 304
        row.note = "Neu"
        row.save()
        again = client.get(FILE, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again["ETag"] == first["ETag"]) == (200, False)

    def test_of_very_many_the_next_ones(self, client):
        offers = Offer.objects.bulk_create(
            Offer(name=f"{number}", slug=f"a-{number}", kind="raum", publication="veroeffentlicht")
            for number in range(MOST + 2)
        )
        soon = timezone.now() + timedelta(days=3)
        OfferDate.objects.bulk_create(
            OfferDate(offer=offer, starts_at=soon + timedelta(days=200 * (number < 2)))
            for number, offer in enumerate(offers)
        )
        calendar = icalendar.Calendar.from_ical(client.get(FILE).content)
        names = {str(event["summary"]) for event in calendar.walk("VEVENT")}
        assert len(names) == MOST
        assert names.isdisjoint({"0", "1"})
        assert calendar["x-wr-caldesc"].startswith("Der Kalender ist gekürzt")
