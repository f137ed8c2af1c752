import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

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


@pytest.mark.parametrize(
    "path",
    [
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
    ],
)
def test_works_in_silence_under_the_policy(open_office, path):
    office = open_office(path)
    office.wait_for_load_state("networkidle")
    assert office.locator("#content h1").inner_text() != ""
    assert office.faults == []


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
    office.get_by_role("link", name="Wohnquartier Seedorfer Straße", exact=True).click()
    new = office.locator("#reports-group .inline-related:not(.empty-form)").last
    new.get_by_label("Phase:").select_option("abgeschlossen")
    new.get_by_label("Sachstand:").fill(NEWS)
    office.get_by_role("button", name="Sichern", exact=True).first.click()
    expect(office.locator(".messagelist .success")).to_contain_text("geändert")
    assert office.faults == []

    page = open_page("/massnahmen/langer-rehm/")
    newest = page.locator(".timeline > li").first
    expect(newest).to_contain_text(NEWS)
    expect(newest).to_contain_text("abgeschlossen")
    page.goto("/")
    expect(page.get_by_text(NEWS)).to_be_visible()
