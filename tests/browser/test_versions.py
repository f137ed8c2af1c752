"""Two windows on one place, and its past: shown without a fault, also to a screen reader."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_admin import open_office, signed_in  # noqa: F401  (fixtures)
from tests.browser.test_pages import ALL, AXE, axe_findings

pytestmark = pytest.mark.browser
PLACE = "/admin/districts/district/2/"


def findings(page):
    assert page.faults == []
    page.evaluate(AXE)
    found = [axe_findings(page, ALL, "light", width) for width in (320, 1280)]
    page.faults.clear()  # axe tries styles that the policy refuses
    return found


def test_the_second_to_save_sees_both_texts(open_office):  # noqa: F811
    first, second = open_office(f"{PLACE}change/"), open_office(f"{PLACE}change/")
    first.get_by_label("Beschreibung").fill("Text aus dem ersten Fenster.")
    first.get_by_role("button", name="Sichern", exact=True).first.click()
    first.wait_for_url("**/admin/districts/district/")
    second.get_by_label("Beschreibung").fill("Text aus dem zweiten Fenster.")
    second.get_by_role("button", name="Sichern", exact=True).first.click()
    versions = second.get_by_role("region", name="Beide Fassungen nebeneinander")
    cells = versions.get_by_role("row").nth(1).get_by_role("cell")
    expect(cells).to_have_text(["Text aus dem ersten Fenster.", "Text aus dem zweiten Fenster."])
    assert findings(second) == [[], []]
    second.get_by_role("button", name="Sichern", exact=True).first.click()
    second.wait_for_url("**/admin/districts/district/")

    second.goto(f"{PLACE}history/")
    expect(second.locator("ins").first).to_contain_text("zweiten")
    assert findings(second) == [[], []]
    second.get_by_role("link", name="Diesen Stand wiederherstellen").first.click()
    expect(second.get_by_role("cell", name="Text aus dem ersten Fenster.")).to_be_visible()
    assert findings(second) == [[], []]
    second.get_by_role("button", name="Diesen Stand wiederherstellen").click()
    expect(second.locator(".messagelist .success")).to_contain_text("Wiederhergestellt")
    assert first.faults == []


def test_merging_shows_what_moves(open_office):  # noqa: F811
    page = open_office("/admin/districts/district/6/change/")
    page.get_by_role("link", name="Zusammenführen").click()
    page.get_by_label("Aufgehen soll er in").select_option("Barkenkamp")
    page.get_by_role("button", name="Vorschau").click()
    expect(page.get_by_role("heading", name="umzieht")).to_be_visible()
    expect(page.get_by_role("button", name="Zusammenführen")).to_be_visible()
    assert findings(page) == [[], []]
