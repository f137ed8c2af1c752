import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

A4, A4_ACROSS = (595, 842), (842, 595)


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/statusbericht/", A4_ACROSS),
        ("/abdeckung/", A4_ACROSS),
        ("/statusberichte/1/", A4_ACROSS),
        ("/angebote/kalender/?monat=2026-12", A4_ACROSS),
        ("/massnahmen/alles/", A4),
        ("/ziele/", A4),
        ("/angebote/", A4),
        ("/angebote/alles/", A4),
        ("/stadtteile/vorstadt/aushang/", A4),
    ],
)
def test_prints_on_a4_without_controls_and_with_all_that_is_folded(open_page, path, size):
    page = open_page(path)
    page.emulate_media(media="print")
    for control in page.locator("nav, .filter, .kern-btn, form, .screen-only").all():
        expect(control).to_be_hidden()
    folded_away = "main details:not(.filter, .filter *) > :not(summary, .screen-only)"
    for folded in page.locator(folded_away).all():
        expect(folded).to_be_visible()
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert {tuple(round(float(side)) for side in box) for box in boxes} == {size}
