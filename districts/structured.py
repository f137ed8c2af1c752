"""An offer in the words of schema.org, for search engines and assistants.

Only what the page says too, and nothing about an offer that is paused, closed or ended: schema.org
has no word for these, and silence is better than an invitation to a closed door.
"""

import json
import re

from django.utils.safestring import mark_safe

from districts.hours_words import days_in
from districts.models import Offer
from goals.addresses import absolute

# The address of the town among the organisations, as in the portal's first content.
TOWN = "stadt-ratzeburg"
# The part of OpenStreetMap's opening hours that schema.org reads the same way.
DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
TIME = r"(?:[01]\d|2[0-3]):\d\d"
HOURS = re.compile(rf"({DAY}(?:[-,]{DAY})*) {TIME}-(?:{TIME}|24:00)")
# What could end the script element or be read as markup within it.
ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def as_script(data):
    """Data as the content of a script element, which no text in it can leave; nothing of None."""
    if not data:
        return ""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308


def structured(offer, occurrences, request):
    """The offer as {property: value}; None while it doesn't take place.

    occurrences: its next dates, soonest first.
    """
    if offer.status != Offer.Status.ACTIVE:
        return None
    kind, more = _kind(offer, occurrences)
    data = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": offer.name,
        "description": offer.text or offer.kind_text,
        "url": absolute(offer.get_absolute_url(), request),
        "sameAs": offer.website,
        **more,
    }
    return _known(data)


def _kind(offer, occurrences):
    """What it is to schema.org, and the properties that only this type has."""
    if offer.kind == Offer.Kind.ROOM:
        return "Place", _place(offer) | _reached(offer) | _free(offer)
    if offer.kind in (Offer.Kind.EVENT, Offer.Kind.ACTIVITY) and occurrences:
        return "Event", _dates(occurrences[0]) | _event(offer)
    if offer.kind == Offer.Kind.EVENT:
        # An Event needs a date; that there is a series of them is all that is known.
        return "EventSeries", _event(offer)
    return _service(offer)


def _dates(first):
    return {
        "startDate": _moment(first.day, first.start, first.is_all_day),
        "endDate": _moment(first.last_day, first.end, first.is_all_day),
        "eventStatus": "https://schema.org/EventScheduled",
    }


def _moment(day, time, is_all_day):
    """A day, or a time with its distance from UTC; None where it is not known."""
    if is_all_day:
        return day.isoformat()
    return time and time.isoformat()


def _event(offer):
    return {
        "location": _location(offer),
        "organizer": _runners(offer),
        "audience": _audience(offer),
        **_free(offer),
    }


def _free(offer):
    return {"isAccessibleForFree": offer.is_free}


def _service(offer):
    runners = _runners(offer)
    is_of_town = offer.public_organisation and offer.public_organisation.slug == TOWN
    kind = "GovernmentService" if is_of_town else "Service"
    return kind, {
        "serviceType": offer.kind_text or offer.get_kind_display(),
        "provider": runners,
        "serviceOperator": runners[:1] if is_of_town else None,
        "audience": _audience(offer),
        "areaServed": offer.district and offer.district.name,
        "availableChannel": _known(
            {
                "@type": "ServiceChannel",
                "serviceLocation": _location(offer) if offer.address else None,
                "servicePhone": _phone(offer),
            }
        ),
    }


def _location(offer):
    place = offer.address or (offer.district and offer.district.name)
    return _known({"@type": "Place", "name": place, **_place(offer)}) if place else None


def _place(offer):
    """Where it is, and whether one gets in there without steps."""
    return {
        "address": offer.address,
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": float(offer.latitude),
            "longitude": float(offer.longitude),
        }
        if offer.has_point
        else None,
        "amenityFeature": _access(offer),
    }


def _access(offer):
    answers = {Offer.Access.YES: True, Offer.Access.NO: False, Offer.Access.PARTLY: "teilweise"}
    if offer.access not in answers:
        return None
    return {
        "@type": "LocationFeatureSpecification",
        "name": "barrierefrei",
        "value": answers[offer.access],
        "description": offer.access_text,
    }


def _reached(offer):
    return {"telephone": offer.phone, "openingHours": _hours(offer.opening_hours)}


def _hours(text):
    """Rules that mean the same to schema.org; None where there are others.

    There they add up, while here the later one of two for the same day replaces the earlier.
    """
    rules = [rule.strip() for rule in text.rstrip("; ").split(";")]
    plain = [match for match in map(HOURS.fullmatch, rules) if match]
    days = [day for match in plain for day in days_in(match[1])[0]]
    is_exact = len(plain) == len(rules) and len(set(days)) == len(days)
    return rules if is_exact else None


def _phone(offer):
    return {"@type": "ContactPoint", "telephone": offer.phone} if offer.phone else None


def _runners(offer):
    """The organisations that may be named: only those that have been published."""
    named = [offer.public_organisation, *offer.public_partners]
    return [
        _known({"@type": _organisation_type(who), "name": who.name, "url": who.website})
        for who in named
        if who
    ]


def _organisation_type(who):
    return "GovernmentOrganization" if who.slug == TOWN else "Organization"


def _audience(offer):
    return [
        {"@type": "Audience", "audienceType": group.name} for group in offer.target_groups.all()
    ]


def _known(data):
    """Without what is empty, and without what says no more than its type."""
    known = {
        name: _known(value) if isinstance(value, dict) else value for name, value in data.items()
    }
    known = {name: value for name, value in known.items() if value not in (None, "", [])}
    return known if set(known) - {"@type"} else None
