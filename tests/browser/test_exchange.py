"""A table on its way through a real browser: out, looked at, and back in."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_admin import open_office, signed_in  # noqa: F401  (fixtures)
from tests.browser.test_pages import ALL, AXE, axe_findings

pytestmark = pytest.mark.browser

LIST = "/admin/measures/measure/"


@pytest.fixture
def office(open_office):  # noqa: F811
    return open_office(LIST)


def findings(page):
    page.evaluate(AXE)
    return [axe_findings(page, ALL, "light", width) for width in (320, 1280)]


def send(page, content, name="liste.csv"):
    page.goto(f"{LIST}import/")
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    page.get_by_label("Tabelle:").set_input_files(file)
    page.get_by_role("button", name="Prüfen").click()


def test_the_pages_are_accessible(office):
    office.get_by_role("link", name="Tabelle einlesen").click()
    office.get_by_text("Welche Spalten es gibt").click()
    expect(office.get_by_role("row", name="Kennung")).to_be_visible()
    assert findings(office) == [[], []]
    send(office, "Adresse der Seite;Titel\nlanger-rehm;\n;Neu\n")
    expect(office.get_by_role("heading", name="wurde nicht übernommen")).to_be_visible()
    assert findings(office) == [[], []]
    send(office, "Adresse der Seite;Kurzfassung\nlanger-rehm;Neu gefasst.\n")
    expect(office.get_by_role("cell", name="Neu gefasst.")).to_be_visible()
    assert findings(office) == [[], []]
    office.goto(LIST)
    office.get_by_role("link", name="Tabelle herunterladen").click()
    expect(office.get_by_role("button", name="Herunterladen")).to_be_visible()
    assert findings(office) == [[], []]


def test_out_and_in_again(office):
    office.get_by_role("link", name="Tabelle herunterladen").click()
    office.get_by_label("Format").select_option(label="CSV (Semikolon, UTF-8)")
    with office.expect_download() as download:
        office.get_by_role("button", name="Herunterladen").click()
    office.faults.clear()  # a download counts as a page that never came
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        content = file.read()
    send(office, content)
    expect(office.get_by_text("stimmt mit der Datenbank überein")).to_be_visible()

    send(office, content.replace("Repair", "Reparatur", 1))
    expect(office.get_by_text("0 neu, 1 geändert")).to_be_visible()
    office.get_by_role("button", name="Einlesen", exact=True).click()
    expect(office.locator(".messagelist .success")).to_contain_text("Eingelesen: 0 neu, 1 geändert")
    assert office.faults == []
