"""The tree's drag and drop under the strict policy, from the mouse to the message."""

import re

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def goals(open_page, portal):
    """The list of goals, open for the Verwaltung."""
    page = open_page("/anmelden/?next=/admin/goals/goal/", viewport={"width": 1280, "height": 1600})
    page.fill("[name=username]", "verwaltung")
    page.fill("[name=password]", portal.passwords["verwaltung"])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/goals/goal/")
    return page


def row(page, title):
    return page.locator("#result_list tbody tr", has_text=title).first


def drag_above(page, node, target):
    """Drag a row to the upper edge of another; gives what the line says there."""
    handle = row(page, node).locator(".drag-handle").bounding_box()
    there = row(page, target).bounding_box()
    page.mouse.move(handle["x"] + 5, handle["y"] + 5)
    page.mouse.down()
    page.mouse.move(there["x"] + 200, there["y"] + there["height"] / 2, steps=5)
    page.mouse.move(there["x"] + 200, there["y"] + there["height"] * 0.1, steps=5)
    line = page.locator("#drag-line").inner_text()
    with page.expect_navigation():
        page.mouse.up()
    return line


def titles(page):
    texts = page.locator(".field-indented_title").all_inner_texts()
    return [re.match(r"\S+ [\d.]+", text)[0] for text in texts]


def test_levels_are_indented(goals):
    indents = [
        row(goals, title)
        .locator(".field-indented_title div")
        .evaluate("div => getComputedStyle(div).paddingInlineStart")
        for title in ("Leitziel 1", "M 1.1", "Handlungsziel 1.1.1")
    ]
    assert indents == ["0px", "20px", "40px"]


def test_a_drag_moves_the_goal_or_says_why_not(goals):
    before = titles(goals)
    assert before[:4] == ["Leitziel 1", "M 1.1", "Handlungsziel 1.1.1", "Handlungsziel 1.1.2"]

    assert drag_above(goals, "Handlungsziel 1.1.2", "Handlungsziel 1.1.1") == "davor"
    assert titles(goals)[2:4] == ["Handlungsziel 1.1.2", "Handlungsziel 1.1.1"]
    assert "wurde erfolgreich verschoben." in goals.locator(".messagelist").inner_text()

    drag_above(goals, "Handlungsziel 1.1.2", "M 1.2")
    assert "gehört unter das Ziel 1.1" in goals.locator(".messagelist .error").inner_text()

    drag_above(goals, "Handlungsziel 1.1.1", "Handlungsziel 1.1.2")
    assert titles(goals) == before
    assert goals.faults == []
