"""Dates of an offer in the admin: filled in by words, refused in German."""

import re

import pytest
from django.test import Client

from districts.models import Offer
from tests.districts.test_dates import at
from tests.factories import make_offer, make_offer_date, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    client = Client()
    client.force_login(make_staff())
    return client


def save(staff, **values):
    """Fill in a date of a new offer, in the form's names without their prefix."""
    data = {
        "name": "Treff",
        "slug": "treff",
        "kind": "aktivitaet",
        "status": "aktiv",
        "publication": "entwurf",
        "access": "unbekannt",
        "dates-TOTAL_FORMS": 1,
        "dates-INITIAL_FORMS": 0,
        "dates-0-starts_at_0": "08.12.2026",
        "dates-0-starts_at_1": "14:00",
    }
    data |= {f"dates-0-{name}": value for name, value in values.items()}
    return staff.post("/admin/districts/offer/add/", data)


def faults(response):
    (form,) = response.context["inline_admin_formsets"][0].formset.forms
    return {name: [*errors] for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("", ""),
        ("jede Woche", "FREQ=WEEKLY"),
        ("jeden Monat am gleichen Wochentag", "FREQ=MONTHLY;BYDAY=2TU"),
        (
            "Alle zwei Wochen donnerstags bis 31.12.2027",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;UNTIL=20271231",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ("freq=daily;until=20271205T120000", "FREQ=DAILY;UNTIL=20271205T120000"),
    ],
)
def test_repetition_in_words(staff, said, rule):
    assert save(staff, rule=said).status_code == 302
    assert Offer.objects.get().dates.get().rule == rule


@pytest.mark.parametrize(
    "said",
    ["24.12.2026, 31.12.2026", "31.12.2026\r\n24.12.2026;", "2026-12-24 2026-12-31 24.12.2026"],
)
def test_exceptions_as_people_write_them(staff, said):
    assert save(staff, rule="täglich", exceptions=said).status_code == 302
    assert Offer.objects.get().dates.get().exceptions == ["2026-12-24", "2026-12-31"]


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        (
            {"rule": "ab und zu"},
            "rule",
            "„ab und zu“ ist keine Wiederholung, die das Portal versteht.",
        ),
        ({"rule": "FREQ=SECONDLY"}, "rule", "FREQ=SECONDLY gibt es hier nicht;"),
        ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rule", "Einen Tag, wie ihn diese Regel"),
        ({"rule": "jede Woche bis 01.12.2026"}, "rule", "Die Regel endet vor ihrem ersten Termin"),
        ({"exceptions": "31.02.2026"}, "exceptions", "„31.02.2026“ ist kein Tag, den es gibt;"),
        ({"exceptions": '{"a": 1}'}, "exceptions", "„{"),
        ({"starts_at_0": "08.12.0026"}, "starts_at", "Bitte ein Jahr von 1990 bis 2199 angeben."),
        (
            {"ends_at_0": "07.12.2026", "ends_at_1": "10:00"},
            "__all__",
            "Das Ende liegt vor dem Beginn.",
        ),
    ],
)
def test_faults_are_said_and_nothing_is_saved(staff, values, field, message):
    response = save(staff, **values)
    assert response.status_code == 200
    found = faults(response)
    assert list(found) == [field]
    assert found[field][0].startswith(message)
    assert not Offer.objects.exists()


def test_words_and_days_come_back_into_the_form(staff):
    offer = make_offer("Treff")
    make_offer_date(
        offer,
        starts_at=at("2026-12-08T14:00"),
        rule="FREQ=MONTHLY;BYDAY=2TU",
        exceptions=["2026-12-24", "2026-12-31"],
    )
    page = staff.get(f"/admin/districts/offer/{offer.pk}/change/").text
    assert 'value="jeden 2. Dienstag im Monat"' in page
    assert re.search(r">\s*24\.12\.2026, 31\.12\.2026</textarea>", page)
    assert '<datalist id="wiederholungen">' in page
    assert '<option value="alle zwei Wochen">' in page


def test_wrong_hours_are_said(staff):
    response = staff.post(
        "/admin/districts/offer/add/",
        {
            "name": "Treff",
            "opening_hours": "Mo 9-12",
            "dates-TOTAL_FORMS": 0,
            "dates-INITIAL_FORMS": 0,
        },
    )
    (message,) = response.context["adminform"].form.errors["opening_hours"]
    assert message.startswith("Die Öffnungszeiten sind ab „9-12“ nicht zu verstehen. Uhrzeiten")
