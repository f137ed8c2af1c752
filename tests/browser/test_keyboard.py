import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FOCUSED = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    return {
        name: element.textContent.trim() || element.id,
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
            && !style.outlineColor.endsWith(", 0)") || style.boxShadow !== "none",
        seen: box.width > 0 && box.bottom > 0 && box.right > 0
            && box.top < innerHeight && box.left < innerWidth,
    };
}"""


def test_the_skip_link_comes_first_and_leads_to_the_content(open_page):
    page = open_page("/massnahmen/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt springen")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_goal_tree_opens_and_closes(open_page):
    page = open_page("/ziele/")
    leading = page.locator(".tree > li > details").first
    middle = leading.locator("details").first
    leading.locator("> summary").focus()
    page.keyboard.press("Enter")
    expect(middle).to_be_hidden()
    page.keyboard.press("Space")
    expect(middle).to_be_visible()
    page.keyboard.press("Tab")  # the wording of the Leitziel
    page.keyboard.press("Tab")
    expect(middle.locator("> summary")).to_be_focused()
    page.keyboard.press("Space")
    expect(middle.get_by_role("link").first).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/ziele/",
        "/stadtteile/",
        "/stadtteile/vorstadt/aushang/",
        "/angebote/?ansicht=karte&ort=vorstadt",
        "/angebote/kalender/?monat=2026-12",
        "/angebote/melden/",
        "/massnahmen/?phase=laufend",
        "/statusbericht/?ziel=1",
    ],
)
def test_every_stop_shows_where_one_is(open_page, path, width):
    page = open_page(path, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    stops = []
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if not stop or stop in stops[:1]:
            break
        stops.append(stop)
    assert stops[0]["name"] == "Zum Inhalt springen"
    assert stops[-1]["name"] == "Anmelden"
    assert [stop for stop in stops if not (stop["ring"] and stop["seen"])] == []
