"""Someone writes in on a phone, without script: what is wrong is said, and nothing is lost."""

import re

import pytest
from playwright.sync_api import expect

from districts.suggestions.guard import AT_LEAST
from tests.browser.test_pages import ALL, AXE

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 375, "height": 800}}
RECEIPT = re.compile(r"/danke/[A-Z2-9]{8}/(#\w+)?$")  # a browser keeps the part after the #


def fill(page):
    page.get_by_label("Wie heißt das Angebot?").fill("Strick-Café")
    page.get_by_label("Was ist es?").select_option("Aktivität")
    page.get_by_label("Was gibt es dort?").fill("Wolle, Kaffee und Gespräche.")
    page.get_by_label("E-Mail oder Telefon").fill("04541 2")


def send(page):
    page.wait_for_timeout(AT_LEAST * 1000)
    page.get_by_role("button", name="Angebot melden").click()


def test_a_new_offer_without_script(open_page):
    page = open_page("/angebote/melden/", java_script_enabled=False, **PHONE)
    fill(page)
    page.get_by_label("E-Mail des Angebots").fill("kein at")
    send(page)
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("noch nicht abgesendet")
    expect(page).to_have_title(re.compile("^Fehler: "))
    summary.get_by_role("link", name="E-Mail des Angebots").click()
    expect(page.get_by_label("E-Mail des Angebots")).to_be_in_viewport()
    expect(page.get_by_label("Was gibt es dort?")).to_have_value("Wolle, Kaffee und Gespräche.")
    page.get_by_label("E-Mail des Angebots").fill("")
    send(page)
    expect(page).to_have_url(RECEIPT)
    expect(page.get_by_role("main")).to_contain_text(
        "Ihr Hinweis ist eingegangen", use_inner_text=True
    )
    assert page.context.cookies() == []
    assert page.faults == []


def test_the_form_with_its_errors_is_accessible(open_page):
    page = open_page("/angebote/melden/", **PHONE)
    page.get_by_role("button", name="Angebot melden").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.evaluate(AXE)
    found = page.evaluate("options => axe.run({...options, resultTypes: ['violations']})", ALL)
    assert [violation["id"] for violation in found["violations"]] == []
    expect(page.locator(".form__trap")).to_be_hidden()
