import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import AXE, TAGS, axe_findings

pytestmark = pytest.mark.browser

# Django's own pages leave some cells of a table's head empty, which WCAG allows.
WCAG = {"runOnly": {"type": "tag", "values": [tag for tag in TAGS if tag != "best-practice"]}}

PATHS = [
    "/admin/",
    "/admin/goals/goal/",
    "/admin/goals/goal/1/change/",
    "/admin/districts/district/",
    "/admin/districts/district/1/change/",
    "/admin/districts/coverage/",
    "/admin/districts/offer/",
    "/admin/districts/offer/1/change/",
    "/admin/measures/measure/",
    "/admin/measures/measure/1/change/",
    "/admin/measures/measure/add/",
    "/admin/measures/progressreport/",
    "/admin/measures/progressreport/add/?measure=1",
    "/admin/measures/department/add/",
]
NEWS = "Die Bauanträge sind genehmigt."


@pytest.fixture(scope="module")
def signed_in(browser, portal):
    """The cookies of the Verwaltung, as `storage_state`."""
    context = browser.new_context(base_url=portal.url)
    page = context.new_page()
    page.goto("/anmelden/")
    page.get_by_label("Benutzername").fill("verwaltung")
    page.get_by_label("Passwort").fill(portal.passwords["verwaltung"])
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/admin/")
    yield context.storage_state()
    context.close()


@pytest.fixture
def open_office(open_page, signed_in):
    return lambda path: open_page(path, storage_state=signed_in)


@pytest.mark.parametrize("path", PATHS)
def test_works_in_silence_under_the_policy(open_office, path):
    office = open_office(path)
    office.wait_for_load_state("networkidle")
    assert office.locator("#content h1").inner_text() != ""
    assert office.faults == []


@pytest.mark.parametrize("path", PATHS)
def test_is_accessible(open_office, path):
    office = open_office(path)
    office.wait_for_load_state("networkidle")
    office.evaluate(AXE)
    assert axe_findings(office, WCAG, "light", 1280) == []


def test_the_tree_list_closes_and_opens(open_office):
    office = open_office("/admin/goals/goal/")
    below = office.get_by_role("link", name="Handlungsziel 1.1.1")
    expect(below).to_be_visible()
    office.get_by_role("link", name="Alles zuklappen").click()
    expect(below).to_be_hidden()
    office.get_by_role("link", name="Alles aufklappen").click()
    expect(below).to_be_visible()


def test_a_report_is_public_at_once(open_office, open_page):
    office = open_office("/admin/measures/measure/")
    row = office.get_by_role("row").filter(has_text="Wohnquartier Seedorfer Straße")
    row.get_by_role("link", name="Sachstand erfassen").click()
    expect(office.get_by_role("complementary")).to_contain_text("Bisher zu „Wohnquartier")
    office.get_by_label("Phase:").select_option("abgeschlossen")
    office.get_by_label("Sachstand:").fill(NEWS)
    office.get_by_role("button", name="Sichern", exact=True).first.click()
    expect(office.locator(".messagelist .success")).to_contain_text("hinzugefügt")
    expect(office.get_by_role("region", name="Tabelle der Sachstände")).to_contain_text(NEWS)
    assert office.faults == []

    page = open_page("/massnahmen/langer-rehm/")
    newest = page.locator(".timeline > li").first
    expect(newest).to_contain_text(NEWS)
    expect(newest).to_contain_text("abgeschlossen")
    page.goto("/")
    expect(page.get_by_text(NEWS)).to_be_visible()


def test_one_click_in_the_list_adds_a_report(open_office):
    office = open_office("/admin/measures/measure/?q=seedorfer")
    expect(office.locator("#result_list tbody tr")).to_have_count(1)
    office.get_by_role("button", name="Unverändert, geprüft").click()
    expect(office.locator(".messagelist .success")).to_contain_text("Sachstand von heute")
    expect(office).to_have_url(re.compile(r"/admin/measures/measure/\?q=seedorfer$"))
    assert office.faults == []


def test_the_lists_to_choose_from_speak_german(open_office):
    office = open_office("/admin/measures/measure/1/change/")
    texts = office.locator(".selector").all_inner_texts()
    assert len(texts) == 3
    assert [text for text in texts if re.search("Choose|Remove|click", text)] == []
    english = "[title*='Choose'], [title*='Remove'], [aria-label*='elect ']"
    assert office.locator(english).count() == 0
