import pytest
from playwright.sync_api import expect

from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

MENU = {
    "Ziele": "Ziele",
    "Stadtteile": "Stadtteile und Quartiere",
    "Angebote": "Angebote",
    "Maßnahmen": "Maßnahmen",
    "Statusbericht": "Statusbericht",
}


@pytest.fixture
def open_plain(open_page):
    return lambda path: open_page(path, java_script_enabled=False)


@pytest.mark.parametrize("name", PAGES)
def test_content_shows_and_what_is_folded_opens(open_plain, name):
    page = open_plain(PAGES[name])
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
    summaries = page.locator("main details:not([open]):not(.with-filter > .filter) > summary")
    while summaries.count():
        summaries.first.click()
    # Beside a list the filter is always open on a wide screen, whatever its attribute says.
    for form in page.locator(".filter form").all():
        expect(form).to_be_visible()


def test_the_menu_leads_everywhere(open_plain):
    page = open_plain("/")
    menu = page.get_by_role("navigation", name="Hauptmenü")
    for entry, heading in MENU.items():
        menu.get_by_role("link", name=entry).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(menu.locator("[aria-current=page]")).to_have_text(entry)


def test_from_goal_to_measure_to_place_and_back_to_the_start(open_plain):
    page = open_plain("/ziele/")
    main = page.get_by_role("main")
    main.get_by_role("link", name="Es gibt Strukturanalysen").click()
    expect(page).to_have_url(page_url(page, "/ziele/1.1.1/"))
    main.get_by_role("link", name="Eine Maßnahme mit allen Angaben").click()
    expect(page).to_have_url(page_url(page, "/massnahmen/alles/"))
    main.get_by_role("link", name="Vorstadt").click()
    expect(page).to_have_url(page_url(page, "/stadtteile/vorstadt/"))
    page.get_by_role("navigation", name="Sie sind hier").get_by_text("Startseite").click()
    expect(page).to_have_url(page_url(page, "/"))


@pytest.mark.parametrize(
    ("path", "field", "choice", "query"),
    [
        ("/angebote/", "Kosten", "ja", "kostenfrei=ja"),
        ("/massnahmen/", "Phase", "laufend", "phase=laufend"),
        ("/statusbericht/", "Ziel", "2.1", "ziel=2.1"),
    ],
)
def test_a_filter_works_by_its_button(open_plain, path, field, choice, query):
    page = open_plain(path)
    filters = page.locator(".filter")
    if not page.get_by_label(field, exact=True).is_visible():
        filters.locator("summary").click()
    links = page.get_by_role("main").get_by_role("link")
    before = links.count()
    page.get_by_label(field, exact=True).select_option(choice)
    page.get_by_role("button", name="Filter anwenden").click()
    assert query in page.url
    expect(page.get_by_label(field, exact=True)).to_have_value(choice)
    assert 0 < links.count() < before


def test_the_search_field_leads_to_the_measures_found(open_plain):
    page = open_plain("/")
    page.get_by_role("searchbox").fill("Bürgerbus")
    page.get_by_role("button", name="Suchen").click()
    expect(page.get_by_role("main").get_by_role("link", name="Bürgerbus").first).to_be_visible()


def page_url(page, path):
    return "/".join(page.url.split("/")[:3]) + path
