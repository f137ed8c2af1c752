"""The matrix of coverage where it is wider than the screen: it scrolls in its own box."""

import pytest

pytestmark = pytest.mark.browser

WIDTHS = """() => {
    const width = selector => Math.max(
        ...[...document.querySelectorAll(selector)].map(e => e.getBoundingClientRect().width)
    );
    return [".table-scroll", ".matrix th[scope=row]", ".matrix td"].map(width);
}"""
# The edges of the box, then the outermost ones of the words in the group rows, scrolled to its end.
EDGES = """() => {
    const box = document.querySelector(".table-scroll");
    box.scrollLeft = box.scrollWidth;
    const edges = [...document.querySelectorAll(".matrix__group span")]
        .map(e => e.getBoundingClientRect());
    const {left, right} = box.getBoundingClientRect();
    return [left, Math.min(...edges.map(e => e.left)), Math.max(...edges.map(e => e.right)), right];
}"""


@pytest.mark.parametrize("width", [320, 390, 820])
def test_beside_the_handlungsziel_a_cell_has_room_and_a_group_keeps_its_words(open_page, width):
    page = open_page("/abdeckung/", viewport={"width": width, "height": 800})
    box, first, cell = page.evaluate(WIDTHS)
    assert first + cell <= box
    edges = page.evaluate(EDGES)
    assert edges == sorted(edges)
