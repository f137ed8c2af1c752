from urllib.parse import urlsplit

import brotli
import pytest

pytestmark = pytest.mark.browser

COMPRESSED = (".css", ".svg", ".js")  # as WhiteNoise serves them; pages and fonts go as they are
ALLOWED = 110_000


def test_a_first_visit_is_light(open_page):
    page = open_page("/")
    sizes = {}
    page.on("response", lambda response: sizes.update({response.url: weight(response)}))
    page.reload()
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert sum(sizes.values()) <= ALLOWED, sizes


def weight(response):
    body = response.body()
    path = urlsplit(response.url).path
    return len(brotli.compress(body) if path.endswith(COMPRESSED) else body)
