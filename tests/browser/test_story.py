"""A Sachstand on its way from the Redaktion to a citizen, in a real browser."""

from base64 import b32decode

import pytest
from django_otp.oath import totp
from playwright.sync_api import expect

from tests.browser.conftest import Portal
from tests.served import prepare, serving

pytestmark = pytest.mark.browser

TITLE = "Wohnquartier Seedorfer Straße"
NEWS = "Die Bauanträge sind genehmigt, die Erschließung beginnt."
PASSWORD = "ein langes Passwort"
PREPARE = f"""
from measures.models import Measure
from tests.factories import make_department, make_member
call_command("load_content", verbosity=0)
department = make_department("Bauamt")
measure = Measure.objects.get(slug="langer-rehm")
measure.department = department
measure.save()
for user in (make_member("Redaktion", departments=[department]), make_member("Verwaltung")):
    user.set_password({PASSWORD!r})
    user.save()
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """The portal as in operation: it asks staff for a second factor."""
    database = tmp_path_factory.mktemp("story") / "portal.sqlite3"
    prepare(database, PREPARE)
    with serving(database, SECOND_FACTOR="on") as address:
        yield Portal(address, {})


def sign_in(page, name):
    """With a password and an app that is set up on the way."""
    page.get_by_label("Benutzername").fill(name)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    key = b32decode(page.locator("code").inner_text().replace(" ", ""))
    page.get_by_label("Bestätigungscode").fill(f"{totp(key):06}")
    page.get_by_role("button", name="Einrichten").click()
    page.get_by_role("link", name="Weiter").click()
    page.wait_for_url("**/admin/")


def shown_states(citizen):
    """What the pages of a goal, of a place and the first page say of the measure's state."""
    citizen.goto("/massnahmen/langer-rehm/")
    links = citizen.get_by_role("main").locator("a")
    paths = [
        next(href for href in hrefs if href.startswith(start) and href != start)
        for hrefs in [[link.get_attribute("href") for link in links.all()]]
        for start in ("/ziele/", "/stadtteile/")
    ]
    states = {}
    for path in (*paths, "/"):
        citizen.goto(path)
        entries = citizen.locator("main li.row").filter(has_text=TITLE).all_inner_texts()
        states[path] = any("abgeschlossen" in entry for entry in entries)
    return states


def test_from_the_redaktion_to_a_citizen(open_page):
    editor = open_page("/admin/")
    sign_in(editor, "redaktion")
    mine = editor.get_by_role("region", name="Meine Maßnahmen")
    mine.get_by_role("link", name="Sachstand erfassen").click()
    editor.get_by_label("Phase:").select_option("abgeschlossen")
    editor.get_by_label("Sachstand:").fill(NEWS)
    assert editor.get_by_label("Veröffentlichung:").input_value() == "zur-freigabe"
    editor.get_by_role("button", name="Sichern", exact=True).first.click()
    expect(editor.locator(".messagelist")).to_contain_text("liegt zur Freigabe vor")

    citizen = open_page("/massnahmen/langer-rehm/")
    expect(citizen.get_by_role("main")).not_to_contain_text(NEWS)
    assert set(shown_states(citizen).values()) == {False}

    office = open_page("/admin/")
    sign_in(office, "verwaltung")
    waiting = office.get_by_role("region", name="Wartet auf Freigabe")
    expect(waiting).to_contain_text("redaktion")
    waiting.get_by_role("button", name="Veröffentlichen").click()
    expect(office.locator(".messagelist .success")).to_contain_text("veröffentlicht")

    states = shown_states(citizen)
    assert states == dict.fromkeys(states, True)
    assert len(states) == 3
    citizen.goto("/massnahmen/langer-rehm/")
    expect(citizen.get_by_role("main")).to_contain_text(NEWS)
    assert [page.faults for page in (editor, office, citizen)] == [[], [], []]
