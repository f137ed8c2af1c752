"""What holds for every page: accessible, quiet, at home on a phone and without a trace."""

from pathlib import Path

import axe_playwright_python
import pytest

from tests.browser.pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("name", PAGES)]

WIDTHS = (320, 375, 1280)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
ALL = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},  # off by default, though of WCAG 2.2 AA
}
# The dark scheme changes nothing but colours, so the other rules can't find anything else there.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
SCHEMES = {"light": ALL, "dark": COLOURS}
NOT_FOUND = "error: Failed to load resource: the server responded with a status of 404 (Not Found)"


def test_is_accessible_at_every_width_in_light_and_dark(open_page, name):
    page = open_page(PAGES[name])
    page.evaluate(AXE)  # the policy would refuse a script tag
    findings = {
        (scheme, width): axe_findings(page, options, scheme, width)
        for scheme, options in SCHEMES.items()
        for width in WIDTHS
    }
    findings["forced colours"] = axe_findings(page, COLOURS, "dark", 1280, forced_colors="active")
    assert findings == {combination: [] for combination in findings}


def axe_findings(page, options, scheme, width, forced_colors="none"):
    page.emulate_media(color_scheme=scheme, forced_colors=forced_colors)
    page.set_viewport_size({"width": width, "height": 800})
    results = page.evaluate(
        "options => axe.run({...options, resultTypes: ['violations']})", options
    )
    return [
        f"{violation['id']}: {node['html']}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]


def test_fits_the_narrowest_phone_in_silence_and_keeps_nothing(open_page, name):
    page = open_page(PAGES[name], viewport={"width": 320, "height": 568})
    assert page.faults == ([NOT_FOUND] if name == "not found" else [])
    # The scroll bar takes some of the width; nothing may stick out of what is left.
    width, room = page.evaluate(
        "[document.scrollingElement.scrollWidth, document.body.clientWidth]"
    )
    assert width <= room
    cookies = [cookie["name"] for cookie in page.context.cookies()]
    assert cookies == (["csrftoken"] if name == "sign-in" else [])
