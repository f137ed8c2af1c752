"""Whatever people write into names and texts, it stays text: nothing of it runs on any page."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from districts.models import District, Indicator, Measurement, Offer, Organisation
from goals.models import Goal
from measures.models import Measure, Milestone, ProgressReport, Resolution
from tests.crawl import crawl, texts
from tests.factories import (
    make_department,
    make_goal,
    make_indicator,
    make_measure,
    make_measurement,
    make_milestone,
    make_offer,
    make_organisation,
    make_place,
    make_report,
    make_resolution,
    make_target_group,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"

# What a page says to machines; no browser runs it, and test_structured.py and test_street_map.py
# in tests/districts show that no text leaves it. And the street map's own two scripts.
OURS = [
    [("type", "application/ld+json")],
    [("id", "street-map-data"), ("type", "application/json")],
    [("src", "/static/leaflet/leaflet.js"), ("defer", None)],
    [("src", "/static/map.js"), ("defer", None)],
]


class Parts(HTMLParser):
    """The names of all elements of a page and of all their attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "script" and attrs in OURS:
            return
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def hostile(model):
    """Such a text in each field, as long as the field takes; but for the address of the page."""
    lengths = {field.name: field.max_length for field in model._meta.concrete_fields}
    values = texts(model, HOSTILE)
    return {name: value[: lengths[name]] for name, value in values.items() if name != "slug"}


@pytest.fixture
def _content():
    leading = make_goal("1", **hostile(Goal))
    middle = make_goal("1.1", parent=leading, **hostile(Goal))
    goal = make_goal("1.1.1", parent=middle, **hostile(Goal))
    place = make_place(slug="ort", **hostile(District))
    organisation = make_organisation(slug="verein", **hostile(Organisation))
    links = {
        "goals": [goal],
        "partners": [organisation],
        "target_groups": [make_target_group(HOSTILE, slug="gruppe")],
    }
    department = make_department(HOSTILE, slug="bereich")
    measure = make_measure(
        slug="massnahme", districts=[place], department=department, **links, **hostile(Measure)
    )
    make_report(measure, **hostile(ProgressReport))
    make_milestone(measure, **hostile(Milestone))
    make_resolution(measure, **hostile(Resolution))
    make_offer(slug="angebot", district=place, organisation=organisation, **links, **hostile(Offer))
    indicator = make_indicator(slug="zahl", **hostile(Indicator))
    make_measurement(indicator, place, **hostile(Measurement))


@pytest.mark.usefixtures("_content")
def test_nothing_of_it_becomes_part_of_a_page(client):
    query = urlencode({"q": HOSTILE, "ort": HOSTILE, "page": HOSTILE})
    pages = crawl(
        client, f"/massnahmen/?{query}", f"/angebote/?{query}", f"/statusbericht/?{query}"
    )
    html = {address: Parts(text) for address, text in pages.items() if "<html" in text}

    assert Parts(HOSTILE).tags == {"script", "img"}
    assert {"/ziele/1/", "/stadtteile/ort/", "/angebote/angebot/", "/massnahmen/massnahme/"} < {
        *html
    }
    for address, parts in html.items():
        assert (address, parts.tags & {"script", "img", "iframe", "object"}) == (address, set())
        assert (address, [a for a in parts.attributes if re.match("on|style", a)]) == (address, [])
