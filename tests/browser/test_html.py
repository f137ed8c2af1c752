import json
import subprocess
from urllib.error import HTTPError
from urllib.parse import unquote
from urllib.request import urlopen

import pytest
from django.conf import settings

from tests.browser.conftest import needed
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

STYLES = ("portal.css", "map.css", "report.css", "offers.css", "notice.css", "search.css")
VNU = settings.BASE_DIR / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def answer(url):
    try:
        return urlopen(url).read()  # noqa: S310 - the portal's own address
    except HTTPError as error:
        return error.read()


def test_every_page_and_the_style_sheet_are_valid(portal, tmp_path):
    pages = [tmp_path / f"{name}.html" for name in PAGES]
    for page in pages:
        page.write_bytes(answer(portal.url + PAGES[page.stem]))
    styles = [settings.BASE_DIR / "static" / name for name in STYLES]
    assert checked([*pages, *styles]) == []


def checked(files):
    """What the Nu checker says about these files, as "file:line: message"."""
    java = needed("Java", "java")
    command = [java, "-jar", VNU, "--exit-zero-always", "--also-check-css", "--format", "json"]
    said = subprocess.run([*command, *files], stderr=subprocess.PIPE, check=True).stderr
    return [
        f"{unquote(found['url']).rsplit('/')[-1]}:{found.get('lastLine')}: {found['message']}"
        for found in json.loads(said)["messages"]
    ]
