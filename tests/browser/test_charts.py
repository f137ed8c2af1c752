"""axe cannot tell what lies behind text in an SVG; here the bars are known to be plain."""

import pytest

pytestmark = pytest.mark.browser

# {phase: [contrast of its edge with the page, contrast of its number with its fill or None]}
CONTRASTS = """() => {
    const canvas = document.createElement("canvas").getContext("2d");
    const luminance = colour => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data]
            .map(x => x / 255)
            .map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one, other) => {
        const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const ground = getComputedStyle(document.body).backgroundColor;
    const style = (parent, part) => getComputedStyle(parent.querySelector(part));
    return Object.fromEntries([...document.querySelectorAll(".bar__image g")].map(bar => {
        const {fill, stroke} = style(bar, "rect");
        const number = bar.querySelector("text") && style(bar, "text").fill;
        return [bar.classList.value, [
            contrast(stroke, ground),
            number && contrast(number, fill === "none" ? ground : fill),
        ]];
    }));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_and_their_numbers_stand_out(open_page, scheme):
    page = open_page("/ziele/1.1.1/", color_scheme=scheme)
    contrasts = page.locator(".bar__image").first.evaluate(CONTRASTS)
    assert len(contrasts) >= 8
    weak = {
        phase: pair
        for phase, pair in contrasts.items()
        if pair[0] < 3 or pair[1] is None or pair[1] < 4.5
    }
    assert weak == {}
