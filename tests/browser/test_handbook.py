"""Walks through the tasks of the handbook and takes its pictures (`make handbook`).

As a test it only walks, so that the handbook names no button that has gone.
"""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from ratzeburg.handbook import FOLDER
from tests.browser.conftest import Portal
from tests.served import prepare, serving

pytestmark = pytest.mark.browser

PASSWORD = "ein langes Passwort"
PREPARE = f"""
from measures.models import Measure
from tests.factories import make_department, make_member, make_suggestion
call_command("load_content", verbosity=0)
department = make_department("Fachbereich zum Ausprobieren", slug="ausprobieren")
for measure in Measure.objects.filter(slug__in=["langer-rehm", "repair-cafe", "inklusionsbeirat"]):
    measure.department = department
    measure.save()
make_suggestion(subject="Spieletreff zum Ausprobieren", text="Brettspiele für alle.")
editor = make_member("Redaktion", departments=[department])
for user in (editor, make_member("Verwaltung"), make_member("Administration")):
    user.set_password({PASSWORD!r})
    user.save()
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    database = tmp_path_factory.mktemp("handbook") / "portal.sqlite3"
    prepare(database, PREPARE)
    with serving(database) as address:
        yield Portal(address, {})


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """Where the pictures go."""
    return Path(os.environ.get("PICTURES") or tmp_path_factory.mktemp("pictures"))


@pytest.fixture
def enter(open_page, pictures):
    """Signs somebody in; the page's `picture(name)` takes a picture of what is in sight."""

    def enter(name):
        size = {"width": 1200, "height": 800}
        page = open_page("/anmelden/?next=/admin/", timezone_id="Europe/Berlin", viewport=size)
        page.get_by_label("Benutzername").fill(name)
        page.get_by_label("Passwort").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Anmelden").click()
        page.wait_for_url("**/admin/")
        page.picture = lambda name: page.screenshot(path=pictures / f"{name}.png")
        return page

    return enter


def test_sachstand_erfassen_and_freigeben(enter):
    editor = enter("redaktion")
    editor.picture("startseite")
    mine = editor.get_by_role("region", name="Meine Maßnahmen")
    mine.get_by_role("link", name="Sachstand erfassen").first.click()
    editor.picture("sachstand")
    editor.get_by_label("Sachstand:").fill("Was seit dem letzten Mal geschehen ist.")
    editor.get_by_role("button", name="Sichern", exact=True).first.click()
    editor.goto("/admin/")
    editor.get_by_role("button", name="Unverändert, geprüft").last.click()

    office = enter("verwaltung")
    waiting = office.get_by_role("region", name="Wartet auf Freigabe")
    waiting.evaluate("section => section.scrollIntoView()")
    office.picture("freigabe")
    waiting.get_by_role("button", name="Veröffentlichen").first.click()


def test_massnahme_anlegen(enter):
    editor = enter("redaktion")
    row = editor.get_by_role("row").filter(has_text="Maßnahmen")
    row.get_by_role("link", name="Hinzufügen").first.click()
    editor.get_by_label("Titel:").fill("Neue Maßnahme")
    editor.picture("massnahme")


def test_angebot_pruefen(enter):
    office = enter("verwaltung")
    office.goto("/admin/districts/offer/?faellig=pruefen")
    office.picture("angebote")
    office.goto("/admin/")
    overdue = office.get_by_role("region", name="Überfällig")
    overdue.get_by_role("button", name="Unverändert, geprüft").last.click()


def test_termine_eintragen(enter):
    office = enter("verwaltung")
    office.goto("/admin/districts/offer/")
    office.get_by_role("link", name="Gleis 21").first.click()
    office.locator("#dates-group .add-row a").click()
    office.locator("[name=dates-0-starts_at_0]").fill("07.01.2025")
    office.locator("[name=dates-0-starts_at_1]").fill("15:00")
    rule = office.locator("[name=dates-0-rule]")
    rule.fill("jeden 2. Dienstag im Monat bis 31.12.2026")
    rule.scroll_into_view_if_needed()
    office.picture("termine")
    office.get_by_role("button", name="Sichern", exact=True).first.click()
    expect(office.locator(".messagelist")).to_contain_text("wurde erfolgreich geändert")


def test_hinweise_bearbeiten(enter):
    office = enter("verwaltung")
    waiting = office.get_by_role("region", name="Hinweise aus der Bevölkerung")
    waiting.get_by_role("link", name="neues Angebot").click()
    office.picture("hinweise")
    office.get_by_role("link", name="Spieletreff").click()
    office.get_by_role("button", name="Entwurf eines Angebots anlegen").click()
    expect(office.get_by_label("Name:")).to_have_value("Spieletreff zum Ausprobieren")


def test_tabelle_einlesen(enter, tmp_path):
    office = enter("verwaltung")
    office.goto("/admin/districts/organisation/")
    office.get_by_role("link", name="Tabelle herunterladen").click()
    office.get_by_label("Dateiformat").select_option("2")
    with office.expect_download() as download:
        office.get_by_role("button", name="Herunterladen").click()
    table = tmp_path / "traeger.csv"
    text = Path(download.value.path()).read_text("utf-8-sig")
    table.write_text(text.replace(";veröffentlicht;", ";archiviert;", 2))
    office.goto("/admin/districts/organisation/")
    office.get_by_role("link", name="Tabelle einlesen").click()
    office.picture("einlesen")
    office.get_by_label("Tabelle:").set_input_files(table)
    office.get_by_role("button", name="Prüfen").click()
    office.picture("vorschau")
    office.get_by_role("button", name="Einlesen").click()


def test_statusbericht_festhalten(enter):
    office = enter("verwaltung")
    office.get_by_role("link", name="Statusberichte", exact=True).click()
    office.get_by_role("link", name="Statusbericht hinzufügen").click()
    office.get_by_label("Vorwort:").fill("Was seit dem letzten Bericht geschehen ist.")
    office.picture("statusbericht")
    office.get_by_role("button", name="Sichern", exact=True).first.click()
    expect(office.locator(".messagelist")).to_contain_text("wurde erfolgreich hinzugefügt")


def test_konten_verwalten(enter):
    accounts = enter("administration")
    accounts.get_by_role("link", name="Benutzer", exact=True).click()
    accounts.get_by_role("link", name="redaktion", exact=True).click()
    accounts.get_by_label("Gruppen").first.evaluate("field => field.scrollIntoView()")
    accounts.picture("konto")


def test_every_picture_is_taken_here_and_shown():
    shown = {
        name
        for page in FOLDER.glob("*.md")
        for name in re.findall(r"\(bilder/([a-z-]+)\.png\)", page.read_text())
    }
    taken = set(re.findall(r'\.picture\("([a-z-]+)"\)', Path(__file__).read_text()))
    there = {path.stem for path in (settings.BASE_DIR / "docs/handbuch/bilder").glob("*.png")}
    assert shown == taken == there
