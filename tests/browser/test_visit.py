"""Two visits to the portal, on a phone and on a desk, with and without JavaScript.

"Was gibt es diese Woche in St. Georgsberg für ältere Menschen, das nichts kostet?" and
"Ich will einen neuen Treff melden".
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Portal
from tests.served import prepare, serving

pytestmark = pytest.mark.browser

PASSWORD = "ein langes Passwort"
PREPARE = f"""
from datetime import datetime
from zoneinfo import ZoneInfo
from districts.models import District, TargetGroup
from tests.factories import make_member, make_offer, make_offer_date
call_command("load_content", verbosity=0)
here = District.objects.get(slug="st-georgsberg")
elsewhere = District.objects.get(slug="vorstadt")
older = TargetGroup.objects.get(slug="aeltere-menschen")
young = TargetGroup.objects.get(slug="kinder-und-jugendliche")
def weekly(name, district=here, group=older, is_free=True, **values):
    offer = make_offer(
        name, district=district, target_groups=[group], is_free=is_free,
        latitude="53.700100", longitude="10.750100", **values,
    )
    start = datetime(2025, 1, 6, 14, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    make_offer_date(offer, starts_at=start, ends_at=start.replace(hour=16), rule="FREQ=DAILY")
weekly("Probe: Kaffeerunde")
weekly("Probe: Kaffeerunde mit Kosten", is_free=False)
weekly("Probe: Kaffeerunde anderswo", district=elsewhere)
weekly("Probe: Kinderrunde", group=young)
weekly("Probe: Geheime Runde", publication="entwurf")
make_offer("Probe: Ohne Termin", district=here, target_groups=[older], is_free=True)
office = make_member("Verwaltung")
office.set_password({PASSWORD!r})
office.save()
"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
VISITORS = {
    "phone": PHONE,
    "phone without script": {**PHONE, "java_script_enabled": False},
    "desk": DESK,
    "desk without script": {**DESK, "java_script_enabled": False},
}
QUERY = "ort=st-georgsberg&zielgruppe=aeltere-menschen&wann=diese-woche&kostenfrei=ja"


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    database = tmp_path_factory.mktemp("visit") / "portal.sqlite3"
    prepare(database, PREPARE)
    with serving(database, STREET_MAP="on") as address:
        yield Portal(address, {})


@pytest.fixture(params=VISITORS)
def visit(request, open_page):
    return lambda path: open_page(path, timezone_id="Europe/Berlin", **VISITORS[request.param])


def test_what_is_there_this_week_for_older_people_for_free(visit):
    page = visit("/")
    page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Angebote").click()
    form = page.locator(".filter form")
    if not form.is_visible():
        page.get_by_text("Filtern", exact=True).click()
    page.get_by_label("Ort", exact=True).select_option("st-georgsberg")
    page.get_by_label("Für wen").select_option("aeltere-menschen")
    page.get_by_label("Wann").select_option("diese-woche")
    page.get_by_label("Kosten").select_option("ja")
    page.get_by_role("button", name="Filter anwenden").click()
    main = page.get_by_role("main")
    expect(main.get_by_role("link", name="Probe:")).to_have_text(["Probe: Kaffeerunde"])

    listed = page.url
    page.get_by_role("link", name="Karte", exact=True).click()
    expect(main.get_by_role("link", name="Probe:")).to_contain_text(["Probe: Kaffeerunde"])
    expect(page.locator(".map__pin")).to_have_count(1)

    page.goto(listed)
    with page.expect_download() as download:
        page.get_by_role("link", name="Termine dieser Auswahl abonnieren").click()
    calendar = icalendar.Calendar.from_ical(Path(download.value.path()).read_bytes())
    ours = [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]
    assert [name for name in ours if name.startswith("Probe:")] == ["Probe: Kaffeerunde"]

    page.get_by_role("link", name="Aushang für St. Georgsberg drucken").click()
    notice = page.locator(".notice")
    expect(notice.get_by_role("heading", level=1)).to_contain_text("St. Georgsberg")
    expect(notice.get_by_role("heading", name="Probe:")).to_have_text(["Probe: Kaffeerunde"])
    expect(notice.get_by_role("img", name="QR-Code")).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    assert page.context.cookies() == []
    assert page.faults == []


def test_a_new_place_to_meet_is_told_and_published(visit, open_page, request):
    name = f"Spieletreff {request.node.callspec.id}"
    page = visit("/angebote/")
    page.get_by_role("link", name="Neues Angebot melden").click()
    page.get_by_label("Wie heißt das Angebot?").fill(name)
    page.get_by_label("Was gibt es dort?").fill("Brettspiele <b>für alle</b>")
    page.get_by_label("Wo in der Stadt?").select_option("st-georgsberg")
    page.get_by_label("E-Mail oder Telefon für Rückfragen").fill("geheim@example.org")
    page.get_by_role("button", name="Angebot melden").click()
    expect(page.get_by_role("alert")).to_contain_text("Was ist es?")
    page.get_by_label("Was ist es?").select_option("aktivitaet")
    page.wait_for_timeout(3_100)  # nobody fills in a form faster than that
    page.get_by_role("button", name="Angebot melden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vielen Dank für Ihren Hinweis")
    receipt = page.url
    assert page.context.cookies() == []

    office = open_page("/anmelden/?next=/admin/districts/suggestion/", **DESK)
    office.get_by_label("Benutzername").fill("verwaltung")
    office.get_by_label("Passwort").fill(PASSWORD)
    office.get_by_role("main").get_by_role("button", name="Anmelden").click()
    office.get_by_role("link", name=name).click()
    office.get_by_role("button", name="Entwurf").first.click()
    expect(office.get_by_label("Name:")).to_have_value(name)
    address = office.get_by_label("Adresse der Seite:").input_value()
    page.goto(f"/angebote/{address}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diese Seite gibt es nicht")
    office.get_by_label("Veröffentlichung:").select_option("veroeffentlicht")
    office.get_by_role("button", name="Sichern", exact=True).first.click()

    page.goto(f"/angebote/{address}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.get_by_role("main")).to_contain_text("Brettspiele <b>für alle</b>")
    assert "geheim@example.org" not in page.content()
    page.goto(receipt)
    page.get_by_role("link", name=name).click()
    assert page.url.endswith(f"/angebote/{address}/")
    assert page.context.cookies() == []


def test_this_week_is_the_week_of_today(open_page):
    """The list and the calendar mean the same days."""
    page = open_page(f"/angebote/kalender/?{QUERY}&ansicht=liste", **DESK)
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    expect(page.locator(f'time[datetime^="{today}"]').first).to_be_visible()
