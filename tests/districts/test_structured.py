"""What an offer's page says to machines, in the words of schema.org."""

import html
import json
import re
from datetime import datetime

import pytest
from django.test import override_settings
from django.utils import timezone

from districts.models import Offer
from goals.models.content import Publication
from tests.factories import (
    make_offer,
    make_offer_date,
    make_organisation,
    make_place,
    make_target_group,
)

pytestmark = pytest.mark.django_db

SITE = "https://portal.example.org"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def said(client, **values):
    """The page's one block of data, or None."""
    offer = make_offer("Café", slug="cafe", **values)
    with override_settings(SITE_URL=SITE):
        blocks = BLOCK.findall(client.get(offer.get_absolute_url()).text)
    assert len(blocks) <= 1
    return json.loads(blocks[0]) if blocks else None


def expected(kind, **values):
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "name": "Café",
        "url": f"{SITE}/angebote/cafe/",
        **values,
    }


def test_a_room_is_a_place(client):
    room = said(
        client,
        kind=Offer.Kind.ROOM,
        kind_text="Treffpunkt",
        text="Kaffee und Kuchen",
        district=make_place("Insel"),
        address="Am Markt 1",
        latitude="53.7001",
        longitude="10.77",
        opening_hours="Mo-Fr 09:00-12:00; Sa 10:00-24:00;",
        phone="04541 1",
        website="https://example.org/",
        is_free=True,
        access=Offer.Access.YES,
        access_text="Rampe",
    )
    assert room == expected(
        "Place",
        description="Kaffee und Kuchen",
        sameAs="https://example.org/",
        address="Am Markt 1",
        geo={"@type": "GeoCoordinates", "latitude": 53.7001, "longitude": 10.77},
        amenityFeature={
            "@type": "LocationFeatureSpecification",
            "name": "barrierefrei",
            "value": True,
            "description": "Rampe",
        },
        telephone="04541 1",
        openingHours=["Mo-Fr 09:00-12:00", "Sa 10:00-24:00"],
        isAccessibleForFree=True,
    )


def test_what_is_not_known_is_not_said(client):
    assert said(client, kind=Offer.Kind.ROOM) == expected("Place")


@pytest.mark.parametrize(
    "hours",
    [
        "Mo-Fr 09:00-12:00; PH off",
        "Mo-Fr 08:00-12:00; Mo 14:00-18:00",  # here the second one stands alone on Mondays
        "Sa-Mo 08:00-12:00; Su 14:00-18:00",
        "Fr 22:00-26:00",
    ],
)
def test_hours_that_schema_org_reads_differently_are_left_out(client, hours):
    assert said(client, kind=Offer.Kind.ROOM, opening_hours=hours) == expected("Place")


@pytest.mark.parametrize(
    ("slug", "kind", "organisation"),
    [
        ("verein", "Service", "Organization"),
        ("stadt-ratzeburg", "GovernmentService", "GovernmentOrganization"),
    ],
)
def test_advice_is_a_service_and_of_the_town_one_of_government(client, slug, kind, organisation):
    runner = {"@type": organisation, "name": "Träger"}
    advice = said(
        client,
        kind=Offer.Kind.ADVICE,
        organisation=make_organisation("Träger", slug=slug),
        district=make_place("Insel"),
        target_groups=[make_target_group("Familien")],
        phone="04541 1",
    )
    operated = {"serviceOperator": [runner]} if kind == "GovernmentService" else {}
    assert advice == expected(
        kind,
        serviceType="Beratung",
        provider=[runner],
        audience=[{"@type": "Audience", "audienceType": "Familien"}],
        areaServed="Insel",
        availableChannel={
            "@type": "ServiceChannel",
            "servicePhone": {"@type": "ContactPoint", "telephone": "04541 1"},
        },
        **operated,
    )


def test_an_event_has_its_next_date_with_its_distance_from_utc(client):
    offer = make_offer("Fest", kind=Offer.Kind.EVENT, district=make_place("Insel"), is_free=False)
    zone = timezone.get_default_timezone()
    next_year = timezone.localdate().year + 1
    for year in (2020, next_year, next_year + 1):
        begin = datetime(year, 7, 1, 15, 0, tzinfo=zone)
        make_offer_date(offer, starts_at=begin, ends_at=begin.replace(hour=17))
    [block] = BLOCK.findall(client.get("/angebote/fest/").text)
    event = json.loads(block)
    assert (event["@type"], event["startDate"], event["endDate"]) == (
        "Event",
        f"{next_year}-07-01T15:00:00+02:00",
        f"{next_year}-07-01T17:00:00+02:00",
    )
    assert event["location"] == {"@type": "Place", "name": "Insel"}
    assert event["isAccessibleForFree"] is False


def test_an_event_without_a_known_date_is_a_series(client):
    assert said(client, kind=Offer.Kind.EVENT) == expected("EventSeries")


@pytest.mark.parametrize("state", [state for state in Offer.Status if state != "aktiv"])
def test_nothing_is_said_of_what_does_not_take_place(client, state):
    assert said(client, status=state) is None


def test_hidden_organisations_are_not_named(client):
    hidden = make_organisation("Geheim", publication=Publication.DRAFT)
    shown = make_organisation("Bekannt")
    service = said(client, kind=Offer.Kind.SERVICE, organisation=hidden, partners=[hidden, shown])
    assert service["provider"] == [{"@type": "Organization", "name": "Bekannt"}]


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "&lt;/script&gt;",
    '"}</SCRIPT\n><img src=x onerror=alert(1)>',
    "a\u2028b\u2029c",
    "\\u003c/script\\u003e",
]


@pytest.mark.once
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_leaves_the_block(client, text):
    name = " ".join(text.split())
    offer = make_offer(
        name, slug="boese", kind=Offer.Kind.ROOM, text=text, kind_text=name, address=name
    )
    page = client.get(offer.get_absolute_url()).text
    [block] = BLOCK.findall(page)
    assert re.findall(r"[<>&\u2028\u2029]", block) == []
    data = json.loads(block)
    assert (data["name"], data["description"], data["address"]) == (name, text, name)
    assert len(re.findall("<script", page, re.IGNORECASE)) == 1
    assert html.escape(name) in page
