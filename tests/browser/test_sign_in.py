"""The way in, in a real browser and under the policy: password, app, identity provider."""

import re
from base64 import b32decode

import pytest
from django_otp.oath import totp
from playwright.sync_api import expect

from tests.browser.conftest import Portal, noted_faults
from tests.browser.test_pages import AXE
from tests.openid_provider import CLIENT, CLIENT_SECRET
from tests.production import ACCOUNT
from tests.served import identity_provider, prepare, serving

pytestmark = pytest.mark.browser

PREPARE = f"""
from django.contrib.auth.models import User
User.objects.create_superuser(**{ACCOUNT})
"""


@pytest.fixture(scope="module")
def provider():
    with identity_provider() as address:
        yield address


@pytest.fixture(scope="module")
def strict_portal(tmp_path_factory, provider):
    """It asks for the second factor, and knows an identity provider."""
    database = tmp_path_factory.mktemp("strict") / "portal.sqlite3"
    prepare(database, PREPARE)
    known = {"OIDC_ISSUER": provider, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": CLIENT_SECRET}
    with serving(database, SECOND_FACTOR="on", **known) as address:
        yield Portal(address, {})


@pytest.fixture
def page(browser, strict_portal):
    context = browser.new_context(base_url=strict_portal.url, locale="de-DE")
    page = context.new_page()
    page.faults = noted_faults(page, strict_portal)
    yield page
    context.close()


def findings(page):
    page.evaluate(AXE)
    return page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))")


def sign_in(page):
    page.goto("/anmelden/?next=/admin/auth/group/")
    page.get_by_label("Benutzername").fill(ACCOUNT["username"])
    page.get_by_label("Passwort").fill(ACCOUNT["password"])
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()


def test_with_a_password_and_an_app(page):
    sign_in(page)
    expect(page.get_by_role("heading", name="Bestätigungscode einrichten")).to_be_visible()
    picture = page.get_by_role("img", name=re.compile("QR-Code"))
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 100
    key = b32decode(page.locator("code").inner_text().replace(" ", ""))
    assert findings(page) == []
    page.get_by_label("Bestätigungscode").fill(f"{totp(key):06}")
    page.get_by_role("button", name="Einrichten").click()
    expect(page.get_by_role("heading", name="Ihre Notfallcodes")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("link", name="Weiter").click()
    page.wait_for_url("**/admin/auth/group/")
    assert page.faults == []

    page.context.clear_cookies()
    sign_in(page)
    expect(page.get_by_role("heading", name="Bestätigungscode")).to_be_visible()
    assert findings(page) == []
    page.get_by_label("Bestätigungscode").fill(f"{totp(key, drift=1):06}")
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/admin/auth/group/")
    assert page.faults == []


def test_with_the_identity_provider(page, provider):
    persona = {"userinfo": {"preferred_username": "a.muster"}, "claims": {"groups": ["Verwaltung"]}}
    page.request.post(f"{provider}/persona", data=persona)
    page.goto("/anmelden/?next=/admin/measures/measure/")
    assert findings(page) == []
    page.get_by_role("link", name="Mit dem Dienstkonto anmelden").click()
    page.wait_for_url("**/admin/measures/measure/")
    asked = [fault for fault in page.faults if not fault.startswith(f"foreign: {provider}/")]
    assert (asked, len(page.faults)) == ([], 1)


@pytest.mark.parametrize(
    "path", ["passwort/", "passwort/gesendet/", "passwort/MQ/x/", "dienst/zurueck/"]
)
def test_the_pages_beside_it(page, path):
    page.goto(f"/anmelden/{path}")
    assert findings(page) == []
    assert [fault for fault in page.faults if "403" not in fault] == []
