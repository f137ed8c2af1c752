"""The list of all public pages for search engines, and what these may leave alone."""

from datetime import timedelta
from urllib.robotparser import RobotFileParser

import pytest
from defusedxml import ElementTree
from django.utils import timezone

from goals.models.content import Publication
from measures.models import Measure
from ratzeburg import sitemaps
from tests.factories import (
    make_example,
    make_goal,
    make_indicator,
    make_measure,
    make_offer,
    make_organisation,
    make_place,
    make_report,
    make_status_report,
)
from tests.test_drafts import World

pytestmark = pytest.mark.django_db

HOST = "http://localhost:8000"


def read(client, address="/sitemap.xml"):
    """{address of a page: time of its last change or None}, of a file that may be an index."""
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    name = f"{{{sitemaps.NAMESPACE}}}"
    entries = [*ElementTree.fromstring(response.content)]
    assert {entry.tag.removeprefix(name) for entry in entries} <= {"url", "sitemap"}
    found = {}
    for entry in entries:
        found[entry.findtext(f"{name}loc").removeprefix(HOST)] = entry.findtext(f"{name}lastmod")
    assert len(found) == len(entries)
    return found


def test_all_public_pages_are_listed_and_answer(client):
    make_place()
    make_offer()
    make_report(make_measure(goals=[make_goal("1.1.1")]))
    report = make_status_report()
    make_organisation()
    make_indicator()
    make_example()
    pages = read(client)

    for page in (
        "/",
        "/ziele/",
        "/ziele/1.1.1/",
        "/stadtteile/vorstadt/",
        "/angebote/spielenachmittag/",
        "/akteure/verein-fur-alle/",
        "/kennzahlen/einwohner/",
        "/beispiele/mehrgenerationenhaus/",
        "/massnahmen/spielplatz/",
        report.get_absolute_url(),
        "/daten/",
        "/impressum/",
    ):
        assert page in pages
    for page in pages:
        assert (page, client.get(page).status_code) == (page, 200)


def test_a_page_is_new_when_something_on_it_is(client):
    measure = make_measure()
    Measure.objects.update(changed_at=timezone.now() - timedelta(days=30))
    measure.refresh_from_db()
    address = measure.get_absolute_url()

    def written(time):
        return timezone.localtime(time).isoformat(timespec="seconds")

    assert read(client)[address] == written(measure.changed_at)
    make_report(measure, publication=Publication.DRAFT)
    assert read(client)[address] == written(measure.changed_at)
    report = make_report(measure)
    assert read(client)[address] == written(report.created_at)


def test_nothing_hidden_is_listed(client):
    world = World()
    before = client.get("/sitemap.xml").text
    world.hide()
    make_status_report(is_public=False)
    after = client.get("/sitemap.xml").text

    assert after == before
    assert [page for page in world.pages if page in after] == []


def test_many_pages_are_listed_in_several_files(client, monkeypatch, django_assert_num_queries):
    for number in range(9):
        make_offer(f"Angebot {number}")
    pages = read(client)
    size = len(sitemaps.LISTS) + 4
    monkeypatch.setattr(sitemaps, "MOST", size)
    with django_assert_num_queries(1):
        parts = read(client)

    assert [*parts] == [f"/sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    assert len(parts) == -(-len(pages) // size) > 1
    found = {}
    for part in parts:
        with django_assert_num_queries(2):
            listed = read(client, part)
        assert 0 < len(listed) <= size
        assert found.keys().isdisjoint(listed)
        found |= listed
    assert found == pages
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404


def test_few_pages_have_no_second_file(client):
    assert client.get("/sitemap-1.xml").status_code == 404


def test_the_town_says_under_which_name_it_is_known(client, settings):
    settings.SITE_URL = "https://portal.example.org"
    assert "<loc>https://portal.example.org/ziele/</loc>" in client.get("/sitemap.xml").text
    assert "Sitemap: https://portal.example.org/sitemap.xml" in client.get("/robots.txt").text
    settings.SITE_URL = ""
    assert "<loc>http://testserver/ziele/</loc>" in client.get("/sitemap.xml").text


def test_robots_are_kept_from_staff_and_from_endless_filters(client):
    response = client.get("/robots.txt")
    rules = RobotFileParser()
    rules.parse(response.text.splitlines())

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert rules.site_maps() == [f"{HOST}/sitemap.xml"]
    for path in ("/", "/ziele/1.1/", "/angebote/", "/daten/ziele.csv"):
        assert rules.can_fetch("*", path)
    for path in ("/admin/", "/admin/goals/goal/", "/anmelden/"):
        assert not rules.can_fetch("*", path)
    # This parser knows no wildcards, which all search engines do.
    assert "Disallow: /*?\n" in response.text
    assert "Allow: /*?sprache=leicht$\n" in response.text


def test_no_listed_page_is_kept_from_robots(client):
    make_measure()
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())
    assert [page for page in read(client) if not rules.can_fetch("*", page) or "?" in page] == []
