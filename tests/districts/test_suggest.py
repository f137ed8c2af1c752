"""People without an account propose an offer, correct one, report a barrier."""

import re
import time

import pytest

from districts.models import Suggestion
from districts.suggestions import guard
from tests.factories import make_measure, make_offer, make_place
from tests.suggesting import (
    OFFER,
    comment_measure,
    errors_in,
    opened,
    receipt_of,
    report_barrier,
    report_offer,
    suggest_offer,
    token_of,
)

pytestmark = pytest.mark.django_db

FORMS = [
    "/angebote/melden/",
    "/angebote/spielenachmittag/fehler-melden/",
    "/barrierefreiheit/melden/",
]
WHOLE = OFFER | {
    "organisation_text": "Nachbarschaft e. V.",
    "audience_text": "Menschen ab 60",
    "district": "vorstadt",
    "address": "Hauptstraße 1",
    "times_text": "dienstags 15 bis 17 Uhr",
    "cost_text": "kostenfrei",
    "access_text": "Rampe am Eingang",
    "phone": "04541 1",
    "email": "treff@example.org",
    "website": "www.example.org/treff",
    "sender_name": "Jemand",
    "sender_contact": "04541 2",
}


def test_a_new_offer_is_kept_as_it_was_sent(client):
    place = make_place()
    found = receipt_of(suggest_offer(client, WHOLE))
    sent = WHOLE | {"district": place, "website": "https://www.example.org/treff"}
    assert {name: getattr(found, name) for name in WHOLE} == sent
    assert (found.kind, found.state, found.offer) == ("neues-angebot", "neu", None)


def test_only_name_kind_and_text_of_an_offer_are_wanted(client):
    page = suggest_offer(client, {})
    assert page.status_code == 200
    assert errors_in(page) == [
        "Wie heißt das Angebot? Bitte ausfüllen.",
        "Was ist es? Bitte ausfüllen.",
        "Was gibt es dort? Bitte ausfüllen.",
    ]
    assert receipt_of(suggest_offer(client)).sender_contact == ""


@pytest.mark.parametrize(("days", "words"), [(183, "183 Tagen (etwa 6 Monaten)"), (30, "30 Tagen")])
def test_it_says_how_long_it_is_kept(client, settings, days, words):
    settings.SUGGESTIONS_KEPT_DAYS = days
    page = client.get("/angebote/melden/").text
    assert f"Spätestens nach {words} wird es gelöscht." in page


def test_hidden_places_are_not_to_choose_from(client):
    make_place("Geheim", is_published=False)
    assert "Geheim" not in client.get("/angebote/melden/").text
    page = suggest_offer(client, OFFER | {"district": "geheim"})
    assert len(errors_in(page)) == 1
    assert not Suggestion.objects.exists()


def test_errors_stand_above_and_beside_and_nothing_is_lost(client):
    page = suggest_offer(client, OFFER | {"email": "kein at", "cost_text": "drei Euro"})
    assert errors_in(page) == [
        "E-Mail des Angebots (freiwillig): Bitte gültige E-Mail-Adresse eingeben."
    ]
    assert '<a href="#id_email">' in page.text
    assert re.search(r'<input[^>]*id="id_email"[^>]*>', page.text)[0].count("aria-invalid") == 1
    assert 'id="id_email_error"' in page.text
    assert "<title>Fehler: Neues Angebot melden" in page.text
    for value in ("kein at", "drei Euro", "Spieletreff", OFFER["text"]):
        assert value in page.text


@pytest.mark.parametrize("path", FORMS)
def test_what_is_asked_of_the_sender_says_so_to_the_browser(client, path):
    make_offer()
    page = client.get(path).text
    assert re.search(r'<input[^>]*name="sender_name"[^>]*autocomplete="name"', page)
    assert re.search(r'<input[^>]*name="sender_contact"[^>]*autocomplete="email"', page)
    assert "183 Tagen" in page
    assert 'href="/datenschutz/"' in page


@pytest.mark.parametrize("path", FORMS)
def test_no_form_sets_a_cookie_or_is_kept_for_others(client, path):
    make_offer()
    for page in (client.get(path), client.post(path, {})):
        assert not page.cookies
        assert "Cookie" not in page.get("Vary", "")
        assert page["Cache-Control"] == "private, max-age=0"
    assert token_of(client.get(path)) != token_of(client.get(path))


def test_sending_sets_no_cookie_and_belongs_to_nobody(office):
    response = suggest_offer(office)
    assert not response.cookies
    assert [record.history_user for record in receipt_of(response).history.all()] == [None]


def test_a_correction_shows_what_is_known_and_keeps_it(client):
    offer = make_offer(times_text="montags 14 Uhr", phone="04541 3")
    page = client.get(f"/angebote/{offer.slug}/fehler-melden/").text
    assert "montags 14 Uhr" in page
    assert "04541 3" in page
    found = receipt_of(
        report_offer(client, offer.slug, {"field": "times_text", "new_value": "dienstags 15 Uhr"})
    )
    assert (found.offer, found.field, found.old_value, found.new_value) == (
        offer,
        "times_text",
        "montags 14 Uhr",
        "dienstags 15 Uhr",
    )


def test_a_correction_in_words_is_enough(client):
    offer = make_offer()
    found = receipt_of(report_offer(client, offer.slug, {"text": "Die Tür ist seit Mai zu."}))
    assert (found.text, found.field, found.new_value) == ("Die Tür ist seit Mai zu.", "", "")


def test_an_offer_that_is_no_more(client):
    offer = make_offer()
    found = receipt_of(report_offer(client, offer.slug, {"field": "status"}))
    assert (found.old_value, found.new_value, found.text) == ("aktiv", "beendet", "")


@pytest.mark.parametrize("text", ["", "Schade!"])
def test_what_is_said_of_an_offer_that_is_no_more_is_kept(client, text):
    offer = make_offer()
    words = "Geschlossen seit Juli, jetzt im Rathaus Raum 2"
    sent = {"field": "status", "new_value": words, "text": text}
    found = receipt_of(report_offer(client, offer.slug, sent))
    assert (found.new_value, found.text) == ("beendet", f"{text}\n\n{words}".strip())


def test_a_correction_is_of_what_was_shown(client, monkeypatch):
    """Staff were quicker: the value that they entered is not the one that somebody corrects."""
    offer = make_offer(phone="04541 1", times_text="montags 14 Uhr")
    token = token_of(client.get(f"/angebote/{offer.slug}/fehler-melden/"))
    offer.phone = "04541 3"
    offer.save()
    monkeypatch.setattr(guard, "AT_LEAST", 0)
    for field, shown in (("phone", "04541 1"), ("times_text", "montags 14 Uhr")):
        sent = {"field": field, "new_value": "04541 2"}
        found = receipt_of(report_offer(client, offer.slug, sent, token))
        assert (found.old_value, found.new_value) == (shown, "04541 2")


def test_a_form_from_before_says_nothing_of_what_was_shown(client):
    offer = make_offer(phone="04541 1")
    content = {"once": "x", "at": time.time() - 60}
    token = guard._signer(f"korrektur:{offer.slug}").sign_object(content)
    sent = {"field": "phone", "new_value": "04541 2"}
    assert receipt_of(report_offer(client, offer.slug, sent, token)).old_value == "04541 1"


@pytest.mark.parametrize(
    ("data", "label"),
    [
        ({}, "Oder in eigenen Worten"),
        ({"field": "phone"}, "Wie heißt es richtig?"),
        ({"new_value": "04541 9"}, "Was stimmt nicht?"),
        ({"field": "email", "new_value": "kein at"}, "Wie heißt es richtig?"),
        ({"field": "website", "new_value": "javascript:alert(1)"}, "Wie heißt es richtig?"),
        ({"field": "phone", "new_value": "1" * 51}, "Wie heißt es richtig?"),
        ({"field": "publication", "new_value": "veroeffentlicht"}, "Was stimmt nicht?"),
    ],
)
def test_a_correction_says_what_and_how(client, data, label):
    offer = make_offer()
    [error] = errors_in(report_offer(client, offer.slug, data))
    assert error.startswith(label)
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_draft_answers_like_an_offer_that_never_existed(client, method):
    make_offer(publication="entwurf")
    for slug in ("spielenachmittag", "nie-gewesen"):
        assert getattr(client, method)(f"/angebote/{slug}/fehler-melden/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/ziele/1/?q=a&b", "/ziele/1/?q=a&amp;b"),
        ("https://example.org/", ""),
        ("javascript:alert(1)", ""),
        ('/"><script>', "/&quot;&gt;&lt;script&gt;"),
        ("/" + "x" * 400, "/" + "x" * 299),
        ("/a\x00\nb", "/a b"),
    ],
)
def test_a_barrier_names_the_page(client, asked, shown):
    page = client.get("/barrierefreiheit/melden/", {"seite": asked}).text
    field = re.search(r'<input[^>]*name="page"[^>]*>', page)[0]
    assert (re.search(r'value="([^"]*)"', field) or ["", ""])[1] == shown


def test_a_barrier(client):
    found = receipt_of(report_barrier(client, {"page": "/ziele/", "text": "Zu blass."}))
    assert (found.kind, found.page, found.subject, found.text) == (
        "barriere",
        "/ziele/",
        "/ziele/",
        "Zu blass.",
    )


def test_too_long_a_text_is_said_and_kept(client):
    text = "x" * 10_000
    page = suggest_offer(client, OFFER | {"text": text})
    [error] = errors_in(page)
    assert "4000" in error
    assert text in page.text
    assert not Suggestion.objects.exists()


def test_control_characters_are_left_out(client):
    sent = OFFER | {
        "subject": "Tr\x00eff\u202e\r\nBcc: x@example.org",
        "text": "eins\r\nzwei\x00\x07",
        "sender_contact": "a@example.org\nBcc: b@example.org",
    }
    found = receipt_of(suggest_offer(client, sent))
    assert found.subject == "Treff Bcc: x@example.org"
    assert found.text == "eins\nzwei"
    assert found.sender_contact == "a@example.org Bcc: b@example.org"


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff \u2060", "\u200d\ufe0f", "\u00ad\n"])
def test_what_nobody_sees_is_no_text(client, unseen):
    make_offer(), make_measure()

    def faults(text):
        return [
            errors_in(suggest_offer(client, OFFER | {"text": text})),
            errors_in(report_barrier(client, {"page": "/ziele/", "text": text})),
            errors_in(comment_measure(client, "spielplatz", {"text": text})),
        ]

    assert [len(errors) for errors in faults(unseen)] == [1, 1, 1]
    assert faults(unseen) == faults("")
    assert not Suggestion.objects.exists()


def test_what_shapes_a_sign_stays(client):
    text = "Für Familien \U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f, نمی\u200cخواهم"
    sent = OFFER | {"text": text, "subject": "Nach\u200bbar\u00adschaft"}
    found = receipt_of(suggest_offer(client, sent))
    assert (found.text, found.subject) == (text, "Nachbarschaft")


def test_many_links_are_no_reason_to_refuse(client):
    text = " ".join(f"https://example.org/{number}" for number in range(100))
    assert receipt_of(suggest_offer(client, OFFER | {"text": text})).text == text


def test_pressed_twice_is_one_suggestion(client):
    token = opened("neues-angebot:")
    first, second = (suggest_offer(client, token=token) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Suggestion.objects.count() == 1


def test_changed_and_sent_again_is_a_second_one(client):
    """With the back button: the form is the same, what stands in it is not."""
    token = opened("neues-angebot:")
    first = receipt_of(suggest_offer(client, token=token))
    second = receipt_of(suggest_offer(client, OFFER | {"subject": "Anderer"}, token=token))
    assert first.number != second.number


def test_nothing_of_it_is_public(client):
    found = receipt_of(
        suggest_offer(client, {name: f"geheim {name}" for name in OFFER} | {"offer_kind": "raum"})
    )
    for path in ("/", "/angebote/", "/was-daraus-wurde/", f"/danke/{found.number}/"):
        assert "geheim" not in client.get(path).text


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "query", ["%00=1", "page=-1", "seite=%00", "seite=" + "x" * 5000, "seite=/%ff"]
)
def test_hostile_queries(client, path, query):
    make_offer()
    assert client.get(f"{path}?{query}").status_code == 200
