"""Feeds: what is new in public, read by a program that knows Atom and nothing of the portal."""

from datetime import datetime, timedelta

import pytest
from defusedxml import ElementTree
from django.utils import timezone

from districts.models import Offer
from goals.models.content import Publication
from measures.models import Phase
from tests.factories import (
    make_assessment,
    make_coverage,
    make_goal,
    make_measure,
    make_offer,
    make_place,
    make_quarter,
    make_report,
    make_staff,
    make_status_report,
    make_town,
)
from tests.test_drafts import NUMBER, World

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
EVERYTHING = "/neues/feed.atom"


def read(client, address=EVERYTHING):
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def entries(client, address=EVERYTHING):
    return read(client, address).findall(f"{ATOM}entry")


def titles(client, address=EVERYTHING):
    return {entry.findtext(f"{ATOM}title") for entry in entries(client, address)}


def test_all_kinds_of_news_are_told(client):
    place = make_place()
    measure = make_measure("Spielplatz", districts=[place], summary="Ein Platz zum Spielen")
    make_report(
        measure, on="2025-03-01", percent=40, schedule="verzoegert", schedule_reason="Lieferung",
        text="Die Geräte stehen.",
    )  # fmt: skip
    offer = make_offer("Treff", text="Kaffee und Kuchen")
    make_assessment(make_coverage(make_goal("1.1.2"), place), on="2025-02-01", status="erreicht")
    report = make_status_report("2025-01-01")
    offer.status = Offer.Status.PAUSED
    offer.save()

    told = {
        entry.findtext(f"{ATOM}title"): (
            entry.findtext(f"{ATOM}summary") or "",
            entry.find(f"{ATOM}link").get("href"),
        )
        for entry in entries(client)
    }
    host = "http://localhost:8000"
    mark = "<p>Noch nicht von der Stadt bestätigt.</p>"
    assert told == {
        "Neue Maßnahme: Spielplatz": (
            f"<p>Ein Platz zum Spielen</p>\n\n{mark}",
            f"{host}/massnahmen/spielplatz/",
        ),
        "Spielplatz: in Umsetzung": (
            "\n\n".join(
                [
                    "<p>Sachstand vom 1. März 2025, 40 Prozent.</p>",
                    "<p>Die Geräte stehen.</p>",
                    "<p>Termintreue: verzögert. Lieferung</p>",
                ]
            ),
            f"{host}/massnahmen/spielplatz/",
        ),
        "Neues Angebot: Treff": (
            f"<p>Kaffee und Kuchen</p>\n\n{mark}",
            f"{host}/angebote/treff/",
        ),
        "Treff: pausiert": (f"<p>Kaffee und Kuchen</p>\n\n{mark}", f"{host}/angebote/treff/"),
        "Handlungsziel 1.1.2 in Vorstadt: erreicht": (
            "<p>Einschätzung vom 1. Februar 2025.</p>\n\n<p>Wortlaut von 1.1.2.</p>",
            f"{host}/abdeckung/1.1.2/vorstadt/",
        ),
        "Statusbericht zur Demografischen Stadtplanung, Stichtag 1. Januar 2025": (
            "",
            f"{host}{report.get_absolute_url()}",
        ),
    }


def test_the_feed_says_what_the_standard_asks_for(client):
    make_measure()
    feed = read(client)

    assert feed.findtext(f"{ATOM}title") == "Demografische Stadtplanung Ratzeburg: Neues"
    assert feed.findtext(f"{ATOM}id") == "tag:localhost,2026:neues"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Stadt Ratzeburg"
    assert [(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")] == [
        ("alternate", "http://localhost:8000/"),
        ("self", f"http://localhost:8000{EVERYTHING}"),
    ]
    [entry] = feed.findall(f"{ATOM}entry")
    for times in (feed, entry):
        updated = datetime.fromisoformat(times.findtext(f"{ATOM}updated"))
        assert updated.utcoffset() is not None
        assert timezone.now() - updated < timedelta(hours=1)


def test_names_of_entries_do_not_depend_on_who_asks_under_which_name(client, settings):
    make_measure()
    settings.ALLOWED_HOSTS = ["testserver", "portal.example.org", "www.example.org"]
    settings.SITE_URL = "https://portal.example.org"
    [one] = entries(client)
    other = client.get(EVERYTHING, headers={"host": "www.example.org"})

    assert one.findtext(f"{ATOM}id").startswith("tag:portal.example.org,2026:massnahme/")
    assert other.text == client.get(EVERYTHING).text
    settings.SITE_URL = ""
    other = client.get(EVERYTHING, headers={"host": "www.example.org"})
    assert "tag:www.example.org,2026:massnahme/" in other.text
    assert "http://www.example.org/massnahmen/" in other.text
    assert client.get(EVERYTHING, headers={"host": "evil.example"}).status_code == 400


def test_a_feed_of_a_place_tells_what_counts_there(client):
    town, near, far = make_town(), make_place("Vorstadt"), make_place("Insel")
    quarter = make_quarter("Barkenkamp", near)
    for place in (town, near, far, quarter):
        make_measure(f"Maßnahme {place.name}", slug=f"m-{place.slug}", districts=[place])
        make_offer(f"Angebot {place.name}", slug=f"a-{place.slug}", district=place)
    make_measure("Ohne Ort")
    make_status_report()

    counting = ("Ratzeburg", "Vorstadt", "Barkenkamp")
    assert titles(client, "/stadtteile/vorstadt/feed.atom") == {
        *(f"Neue Maßnahme: Maßnahme {name}" for name in counting),
        *(f"Neues Angebot: Angebot {name}" for name in counting),
    }
    assert client.get("/stadtteile/atlantis/feed.atom").status_code == 404


def test_who_reads_of_a_place_that_was_merged_is_sent_on(client):
    make_place("Altdorf").delete()
    make_place("Neudorf", aliases="Altdorf")
    response = client.get("/stadtteile/altdorf/feed.atom")
    assert (response.status_code, response.url) == (301, "/stadtteile/neudorf/feed.atom")


def test_a_feed_of_a_goal_tells_of_its_subtree(client):
    goals = [make_goal(code) for code in ("1.1.1", "1.2.1", "2.1.1")]
    for goal in goals:
        measure = make_measure(f"Maßnahme {goal.code}", slug=f"m{goal.pk}", goals=[goal])
        make_report(measure, phase=Phase.COMPLETED)
        make_offer(f"Angebot {goal.code}", slug=f"a{goal.pk}", goals=[goal])

    def told(*codes):
        return {
            title.format(code)
            for code in codes
            for title in (
                "Neue Maßnahme: Maßnahme {}",
                "Maßnahme {}: abgeschlossen",
                "Neues Angebot: Angebot {}",
            )
        }

    assert titles(client, "/ziele/1/feed.atom") == told("1.1.1", "1.2.1")
    assert titles(client, "/ziele/1.2.1/feed.atom") == told("1.2.1")
    assert client.get("/ziele/9/feed.atom").status_code == 404


def test_a_measure_is_new_when_it_is_published_not_when_it_is_corrected(client):
    measure = make_measure(publication=Publication.DRAFT)
    written = timezone.now()
    measure.history.update(history_date=written - timedelta(days=90))
    measure.publication = Publication.PUBLISHED
    measure.save()
    [entry] = entries(client)
    measure.title = "Besserer Titel"
    measure.save()
    [corrected] = entries(client)

    published = datetime.fromisoformat(entry.findtext(f"{ATOM}updated"))
    assert written <= published
    assert corrected.findtext(f"{ATOM}title") == "Neue Maßnahme: Besserer Titel"
    for name in ("id", "updated"):
        assert corrected.findtext(ATOM + name) == entry.findtext(ATOM + name)


def test_an_offer_that_goes_on_again_is_not_told_as_paused(client):
    offer = make_offer("Treff")
    for state in (Offer.Status.PAUSED, Offer.Status.ACTIVE, Offer.Status.ENDED):
        offer.status = state
        offer.save()
    assert titles(client) == {"Neues Angebot: Treff", "Treff: beendet"}
    offer.status = Offer.Status.ACTIVE
    offer.save()
    assert titles(client) == {"Neues Angebot: Treff", "Treff: wieder geöffnet"}


def test_what_changed_while_it_was_a_draft_is_not_told(client):
    offer = make_offer("Treff", publication=Publication.DRAFT)
    offer.status = Offer.Status.PAUSED
    offer.save()
    offer.publication = Publication.PUBLISHED
    offer.save()
    assert titles(client) == {"Neues Angebot: Treff"}


def test_the_newest_fifty_come_first(client):
    for number in range(60):
        make_measure(f"Nummer {number}")
    found = entries(client)

    assert len(found) == 50
    assert found[0].findtext(f"{ATOM}title") == "Neue Maßnahme: Nummer 59"
    times = [entry.findtext(f"{ATOM}updated") for entry in found]
    assert times == sorted(times, reverse=True)


def test_an_unchanged_feed_is_not_sent_again(client):
    empty = client.get(EVERYTHING)
    assert empty.headers["ETag"] == client.get(EVERYTHING).headers["ETag"]
    assert read(client).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"

    make_measure()
    first = client.get(EVERYTHING)
    again = client.get(EVERYTHING, headers={"if-none-match": first["ETag"]})
    make_offer()
    later = client.get(EVERYTHING, headers={"if-none-match": first["ETag"]})
    assert first["ETag"] != empty["ETag"]
    assert (again.status_code, again.content) == (304, b"")
    assert later.status_code == 200


def test_texts_of_others_stay_texts(client):
    hostile = "<script>alert(1)</script> & \"'"
    make_measure(f"{hostile}\x0b", slug="m", summary=hostile)
    [entry] = entries(client)

    assert entry.findtext(f"{ATOM}title") == f"Neue Maßnahme: {hostile}"
    assert entry.find(f"{ATOM}summary").get("type") == "html"
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#x27;" in entry.findtext(
        f"{ATOM}summary"
    )


def test_nothing_hidden_is_told(client):
    world = World()
    addresses = (EVERYTHING, "/stadtteile/vorstadt/feed.atom", "/ziele/1/feed.atom")
    before = [client.get(address).text for address in addresses]
    world.hide()
    after = [client.get(address).text for address in addresses]

    assert after == before
    assert [word for _, word in world.hidden if word in "".join(after)] == []
    # As if they had never existed, too.
    for goal in world.goals:
        assert client.get(f"/ziele/{goal.code}/feed.atom").status_code == 404
    for place in world.places:
        assert client.get(f"/stadtteile/{place.slug}/feed.atom").status_code == 404
    assert NUMBER in world.goals[0].code


def test_what_is_archived_is_told_no_longer(client):
    measure, offer = make_measure(), make_offer()
    make_report(measure)
    for thing in (measure, offer):
        thing.publication = Publication.ARCHIVED
        thing.save()
    assert titles(client) == set()


def test_who_wrote_it_is_not_told(client):
    user = make_staff("erika.mustermann", first_name="Erika", email="erika@example.org")
    make_report(make_measure(contact="Erika, Zimmer 7"), author=user)
    assert "rika" not in client.get(EVERYTHING).text


def test_nothing_of_tomorrow_is_told(client):
    measure = make_measure()
    make_report(measure, on=timezone.localdate() + timedelta(days=1))
    make_assessment(on=timezone.localdate() + timedelta(days=1))
    assert titles(client) == {"Neue Maßnahme: Spielplatz"}


def test_an_assessment_is_new_when_it_is_written_down_not_when_it_is_corrected(client):
    for number in range(50):
        make_measure(f"Nummer {number}")
    before = timezone.now()
    assessment = make_assessment(make_coverage(make_goal("1.1.2")), on="2025-07-01")
    entry = entries(client)[0]
    assessment.text = "Besser begründet."
    assessment.save()
    make_measure("Nummer 50")
    corrected = entries(client)[1]

    assert entry.findtext(f"{ATOM}title") == "Handlungsziel 1.1.2 in Ratzeburg: begonnen"
    assert "<p>Einschätzung vom 1. Juli 2025.</p>" in entry.findtext(f"{ATOM}summary")
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) >= before
    assert "Besser begründet." in corrected.findtext(f"{ATOM}summary")
    for name in ("id", "updated"):
        assert corrected.findtext(ATOM + name) == entry.findtext(ATOM + name)


def test_pages_lead_to_their_feeds(client):
    make_place()
    make_goal("1.1.1")
    for page, address in (
        ("/", EVERYTHING),
        ("/stadtteile/vorstadt/", "/stadtteile/vorstadt/feed.atom"),
        ("/ziele/1.1/", "/ziele/1.1/feed.atom"),
    ):
        text = client.get(page).text
        assert f'<link rel="alternate" type="application/atom+xml" href="{address}"' in text
        assert page == "/" or f'<a href="{address}">' in text
