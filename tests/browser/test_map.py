"""The maps in a browser: before the click nobody else is asked, after it only for tiles."""

import base64
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import ALL, COLOURS, axe_findings

pytestmark = pytest.mark.browser
HOST = "https://sgx.geodatenzentrum.de/"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
PAGES = {
    "places": "/stadtteile/",
    "a place": "/stadtteile/vorstadt/",
    "offers": "/angebote/?ansicht=karte&betrieb=alle",
    "an offer": "/angebote/alles/",
}
# A transparent pixel, lest a test reach the internet.
TILE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.fixture
def open_map(open_page, portal):
    """Opens a page whose tiles come from the test; `asked` notes the foreign addresses."""

    def open_map(path, **options):
        page = open_page("about:blank", **options)
        page.asked = []

        def answer(route):
            page.asked.append(route.request.url)
            route.fulfill(body=TILE, content_type="image/png")

        page.route(lambda url: not url.startswith(portal.url), answer)
        page.goto(path)
        return page

    return open_map


def opened(page):
    page.get_by_role("link", name="Straßenkarte öffnen").click()
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    return page


def complaints(page):
    """What the browser said, but for the requests that were asked for."""
    return [fault for fault in page.faults if not fault.startswith(f"foreign: {HOST}")]


@pytest.mark.parametrize("name", PAGES)
def test_only_a_click_asks_the_agency_and_only_for_tiles(open_map, name):
    page = open_map(PAGES[name])
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    assert (page.asked, page.faults) == ([], [])
    opened(page)
    page.wait_for_load_state("networkidle")
    assert page.asked != []
    assert [url for url in page.asked if not url.startswith(HOST)] == []
    assert complaints(page) == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    # The next page knows nothing of it.
    page.asked.clear()
    page.goto(PAGES[name])
    page.wait_for_load_state("networkidle")
    assert page.asked == []


def test_a_link_from_elsewhere_asks_first(open_map):
    page = open_map("/stadtteile/?karte=strassen")
    page.wait_for_load_state("networkidle")
    assert page.asked == []
    expect(page.get_by_text("Es erfährt Ihre IP-Adresse")).to_be_visible()
    page.get_by_role("button", name="Kartenbilder laden").click()
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    assert complaints(page) == []


def test_without_script_the_drawing_remains(open_map):
    page = open_map("/stadtteile/?karte=strassen", java_script_enabled=False)
    expect(page.get_by_text("Die Straßenkarte braucht JavaScript")).to_be_visible()
    expect(page.locator(".map__image")).to_be_visible()
    expect(page.locator(".street-map__canvas")).to_be_hidden()
    assert page.asked == []


def test_by_keyboard(open_map):
    page = open_map("/stadtteile/", viewport={"width": 1280, "height": 900})
    spot = page.locator(".map__image a").first
    spot.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vorstadt")
    page.goto("/stadtteile/")
    page.get_by_role("link", name="Straßenkarte öffnen").focus()
    page.keyboard.press("Enter")
    canvas = page.get_by_role("region", name="Straßenkarte: verschieben")
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    canvas.focus()
    before = page.locator(".leaflet-map-pane").get_attribute("style")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".leaflet-map-pane")).not_to_have_attribute("style", before)
    pin = page.get_by_role("button", name="1 Vorstadt")
    pin.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup").get_by_role("link", name="Vorstadt")).to_be_visible()
    expect(page.get_by_role("button", name="Schließen")).to_be_visible()
    assert complaints(page) == []


def test_names_in_the_street_map_are_text(open_map):
    page = open_map("/angebote/?ansicht=karte&q=alert")
    opened(page)
    page.locator(".street-map__pin").click()
    expect(page.locator(".leaflet-popup-content")).to_have_text("1 <img src=x onerror=alert(1)>")
    assert page.locator(".leaflet-popup-content img").count() == 0
    assert complaints(page) == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_the_street_map_is_accessible(open_map, name, width):
    page = opened(open_map(PAGES[name], viewport={"width": width, "height": 800}))
    page.locator(".street-map__pin").first.click()
    page.evaluate(AXE)
    findings = {
        scheme: axe_findings(page, options, scheme, width)
        for scheme, options in {"light": ALL, "dark": COLOURS}.items()
    }
    assert findings == {scheme: [] for scheme in findings}
    used, room = page.evaluate("[document.scrollingElement.scrollWidth, document.body.clientWidth]")
    assert used <= room
