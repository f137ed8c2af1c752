"""The queue: what staff make of what people sent in, and who sees what."""

from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from districts.models import Offer, Suggestion
from districts.models.suggestion import SENT
from tests.factories import (
    make_answer,
    make_department,
    make_measure,
    make_member,
    make_offer,
    make_place,
    make_suggestion,
)
from tests.forms import filled

pytestmark = pytest.mark.django_db

LIST = "/admin/districts/suggestion/"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"
ESCAPED = "&lt;script&gt;"


def page_of(suggestion):
    return f"{LIST}{suggestion.pk}/change/"


def click(client, suggestion, what):
    return client.post(f"{LIST}{suggestion.pk}/{what}/")


def messages_of(client, response):
    """What the next page tells about a click."""
    return client.get(response["Location"]).text


class TestDraft:
    def test_one_click_makes_a_draft_with_all_that_was_sent(self, office):
        place = make_place()
        sent = {
            "text": "Karten und Brettspiele.",
            "address": "Hauptstraße 1",
            "times_text": "dienstags",
            "cost_text": "nichts",
            "access_text": "Rampe",
            "phone": "04541 1",
            "email": "treff@example.org",
            "website": "https://example.org/",
            "district": place,
        }
        suggestion = make_suggestion(
            organisation_text="Verein", sender_name="Jemand", sender_contact="04541 2", **sent
        )
        response = click(office, suggestion, "entwurf")
        offer = Offer.objects.get()
        assert response["Location"] == f"/admin/districts/offer/{offer.pk}/change/"
        assert {name: getattr(offer, name) for name in sent} == sent
        assert (offer.name, offer.slug, offer.kind, offer.organisation_note) == (
            "Spieletreff",
            "spieletreff",
            "aktivitaet",
            "Verein",
        )
        assert (offer.publication, offer.confirmed_on, offer.note) == ("entwurf", None, "")
        assert offer.history.get().history_change_reason == (
            f"Hinweis {suggestion.spelled_number} übernommen."
        )
        suggestion.refresh_from_db()
        assert (suggestion.offer, suggestion.state) == (offer, "uebernommen")
        assert "Jemand" not in repr(vars(offer))
        assert office.get(response["Location"]).status_code == 200

    def test_a_second_click_leads_to_the_same_draft(self, office):
        suggestion = make_suggestion()
        first, second = (click(office, suggestion, "entwurf") for _ in range(2))
        assert first["Location"] == second["Location"]
        assert Offer.objects.count() == 1

    @pytest.mark.parametrize(
        ("name", "slug"),
        [
            ("Spieletreff", "spieletreff-2"),
            ("Melden", "melden-2"),
            ("Über 60", "ueber-60"),
            ("???", "angebot"),
            ("x" * 200, "x" * 90),
        ],
    )
    def test_the_address_is_free(self, office, name, slug):
        make_offer("Spieletreff")
        click(office, make_suggestion(subject=name), "entwurf")
        assert Offer.objects.get(name=name, publication="entwurf").slug == slug

    def test_for_whom_stands_in_the_text(self, office):
        click(office, make_suggestion(text="Karten.", audience_text="Kinder"), "entwurf")
        assert Offer.objects.get().text == "Karten.\n\nFür wen: Kinder"

    @pytest.mark.parametrize("kind", ["korrektur", "barriere"])
    def test_only_of_what_is_meant_as_an_offer(self, office, kind):
        assert click(office, make_suggestion(kind), "entwurf").status_code == 403
        assert not Offer.objects.exists()


class TestCorrection:
    @pytest.fixture
    def offer(self):
        return make_offer(phone="04541 1")

    def correct(self, offer, **values):
        sent = {"field": "phone", "old_value": "04541 1", "new_value": "04541 9", **values}
        return make_suggestion("korrektur", offer=offer, **sent)

    def test_one_click_takes_the_value_over(self, office, offer):
        suggestion = self.correct(offer)
        response = click(office, suggestion, "uebernehmen")
        offer.refresh_from_db()
        suggestion.refresh_from_db()
        assert (offer.phone, suggestion.state) == ("04541 9", "uebernommen")
        newest = offer.history.first()
        assert newest.history_change_reason == f"Hinweis {suggestion.spelled_number} übernommen."
        assert newest.history_user.username == "verwaltung"
        assert response["Location"] == f"/admin/districts/offer/{offer.pk}/change/"

    def test_an_offer_that_is_no_more(self, office, offer):
        suggestion = self.correct(offer, field="status", old_value="aktiv", new_value="beendet")
        response = click(office, suggestion, "uebernehmen")
        offer.refresh_from_db()
        assert offer.status == "beendet"
        assert "„Spielenachmittag“: Betrieb geändert." in messages_of(office, response)

    @pytest.mark.parametrize(
        ("field", "new", "emptied", "said"),
        [
            ("address", "Neu 99", {"latitude": None, "longitude": None}, "Breite, Länge"),
            ("times_text", "Di 15 Uhr", {"opening_hours": ""}, "Öffnungszeiten"),
            ("cost_text", "5 Euro", {"is_free": None}, "kostenfrei"),
            ("registration_text", "am Tresen", {"needs_registration": None}, "mit Anmeldung"),
            ("access_text", "nur Treppe", {"access": "unbekannt"}, "barrierefrei"),
            ("phone", "04541 9", {}, ""),
        ],
    )
    def test_nothing_beside_contradicts_the_new_words(self, office, field, new, emptied, said):
        beside = {
            "latitude": Decimal("53.7"),
            "longitude": Decimal("10.77"),
            "opening_hours": "Mo 09:00-10:00",
            "is_free": True,
            "needs_registration": False,
            "access": "ja",
        }
        offer = make_offer(**beside)
        response = click(
            office, self.correct(offer, field=field, old_value="", new_value=new), "uebernehmen"
        )
        offer.refresh_from_db()
        assert getattr(offer, field) == new
        assert {name: getattr(offer, name) for name in beside} == beside | emptied
        text = "Bitte auch prüfen, was nicht mehr passte und geleert wurde: "
        page = messages_of(office, response)
        assert (f"{text}{said}." in page) == bool(emptied)
        assert (text in page) == bool(emptied)

    def test_what_is_unknown_anyway_is_not_named(self, office, offer):
        response = click(
            office,
            self.correct(offer, field="address", old_value="", new_value="Neu 99"),
            "uebernehmen",
        )
        page = messages_of(office, response)
        assert "„Spielenachmittag“: Anschrift geändert." in page
        assert "geleert" not in page

    def test_what_has_changed_since_is_not_overwritten(self, office, offer):
        suggestion = self.correct(offer)
        Offer.objects.update(phone="04541 5")
        response = click(office, suggestion, "uebernehmen")
        assert "inzwischen" in messages_of(office, response)
        offer.refresh_from_db()
        suggestion.refresh_from_db()
        assert (offer.phone, suggestion.state) == ("04541 5", "neu")

    def test_a_second_click_changes_nothing(self, office, offer):
        suggestion = self.correct(offer)
        for _ in range(2):
            click(office, suggestion, "uebernehmen")
        assert offer.history.filter(history_change_reason__startswith="Hinweis").count() == 1

    def test_words_alone_are_for_people(self, office, offer):
        suggestion = self.correct(offer, field="", old_value="", new_value="", text="Stimmt nicht.")
        response = click(office, suggestion, "uebernehmen")
        assert "von Hand" in messages_of(office, response)
        offer.refresh_from_db()
        assert offer.phone == "04541 1"

    def test_the_form_of_the_offer_shows_what_waits(self, office, offer):
        suggestion = self.correct(offer, text="Seit Mai.")
        path = f"/admin/districts/offer/{offer.pk}/change/"
        page = office.get(path).text
        assert page_of(suggestion) in page
        assert "Seit Mai." in page
        click(office, suggestion, "uebernehmen")
        assert "Seit Mai." not in office.get(path).text


class TestAnswer:
    def answer(self, client, suggestion, **values):
        data = filled(client.get(page_of(suggestion)), "suggestion_form", **values)
        return client.post(page_of(suggestion), data)

    def test_an_answer_is_published_with_a_date(self, office, client):
        suggestion = make_suggestion()
        response = self.answer(
            office, suggestion, question="Gibt es einen Treff?", answer="Ja.", answer_published="on"
        )
        assert response.status_code == 302
        suggestion.refresh_from_db()
        assert suggestion.state == "beantwortet"
        assert suggestion.answered_on is not None
        assert "Gibt es einen Treff?" in client.get("/was-daraus-wurde/").text

    def test_published_it_must_say_something(self, office):
        suggestion = make_suggestion()
        page = self.answer(office, suggestion, answer="Ja.", answer_published="on")
        assert page.status_code == 200
        assert "Frage in Kürze und die Antwort" in page.text

    def test_what_was_sent_cannot_be_changed(self, office):
        suggestion = make_suggestion(text="So war es.")
        self.answer(office, suggestion, text="Anders", subject="Anders", number="AAAA2222")
        stored = Suggestion.objects.get()
        assert (stored.text, stored.subject, stored.number) == (
            "So war es.",
            "Spieletreff",
            suggestion.number,
        )


class TestWhoSeesWhat:
    @pytest.fixture
    def other(self):
        return make_department("Anderer")

    def of_department(self, department):
        """One suggestion of each kind that belongs to a department."""
        offer = make_offer(f"Treff {department}")
        department.offers.add(offer)
        measure = make_measure(f"Bau {department}", department=department)
        return [
            make_suggestion("korrektur", offer=offer, subject=f"A {department}", text="Text"),
            make_suggestion(measure=measure, subject=f"B {department}", text="Text"),
        ]

    def test_the_redaktion_sees_its_own(self, editor, department, other):
        own, foreign = self.of_department(department), self.of_department(other)
        nobodys = [make_suggestion(), make_suggestion("barriere")]
        page = editor.get(LIST).text
        assert [row.number for row in Suggestion.objects.all() if row.spelled_number in page] == [
            row.number for row in reversed(own)
        ]
        for suggestion in own:
            assert editor.get(page_of(suggestion)).status_code == 200
        for suggestion in (*foreign, *nobodys):
            assert editor.get(page_of(suggestion)).status_code == 302
            assert editor.get(f"{LIST}{suggestion.pk}/history/").status_code == 302
            for what in ("entwurf", "uebernehmen", "spam"):
                assert click(editor, suggestion, what).status_code == 404
            editor.post(LIST, {"action": "mark_spam", "_selected_action": [suggestion.pk]})
            suggestion.refresh_from_db()
            assert suggestion.state == "neu"

    def test_counts_on_the_first_page_are_of_own_ones(self, editor, department, other):
        self.of_department(department), self.of_department(other), make_suggestion()
        page = editor.get("/admin/").text
        assert "<strong>Korrektur zu einem Angebot</strong></a>: 1<" in page
        assert "Neues Angebot" not in page

    def test_council_and_accounts_see_none(self, client):
        suggestion = make_suggestion()
        for role in ("Rat", "Administration"):
            client.force_login(make_member(role))
            assert client.get(LIST).status_code in (302, 403)
            assert client.get(page_of(suggestion)).status_code in (302, 403)

    def test_nobody_adds_one_by_hand(self, office):
        assert office.get(f"{LIST}add/").status_code == 403


def test_hostile_text_is_text_everywhere(office):
    offer = make_offer()
    texts = [name for name in SENT if name not in ("offer_kind", "district", "field", "key")]
    texts += ["note", "question", "answer"]
    values = dict.fromkeys(texts, HOSTILE) | {
        "phone": HOSTILE[:50],
        "website": "https://example.org/?q=gefaehrlich",
    }
    suggestion = make_answer(offer=offer, kind="korrektur", field="name", **values)
    Suggestion.objects.update(question=HOSTILE)
    paths = [LIST, page_of(suggestion), f"/admin/districts/offer/{offer.pk}/change/", "/admin/"]
    paths += ["/was-daraus-wurde/", f"/danke/{suggestion.number}/", f"/angebote/{offer.slug}/"]
    for path in paths:
        page = office.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert 'href="https://example.org/?q=gefaehrlich"' not in page, path
    assert ESCAPED in office.get(page_of(suggestion)).text


def test_spam(office):
    first, second = make_suggestion(), make_suggestion()
    click(office, first, "spam")
    office.post(LIST, {"action": "mark_spam", "_selected_action": [second.pk]})
    assert set(Suggestion.objects.values_list("state", flat=True)) == {"spam"}


def test_a_deletion_takes_the_history_with_it(office):
    suggestion = make_suggestion(sender_name="Jemand", subject="Geheimtreff")
    suggestion.note = "Jemand rief an"
    suggestion.save()
    office.post(f"{LIST}{suggestion.pk}/delete/", {"post": "yes"})
    assert not Suggestion.objects.exists()
    assert not Suggestion.history.exists()
    assert "Geheimtreff" not in repr(list(LogEntry.objects.values_list()))


@pytest.mark.parametrize(
    "words", ["spieletreff", "SPIELE", "ab-cd", "Ärger", "%_'\"", "x " * 2000, "-"]
)
def test_search(office, words):
    make_suggestion(number="ABCD2345")
    make_suggestion(subject="Anderes", number="ZZZZ2345")
    page = office.get(LIST, {"q": words})
    assert page.status_code == 200
    assert "ZZZZ-2345" not in page.text
    assert ("ABCD-2345" in page.text) == (words in ("spieletreff", "SPIELE", "ab-cd"))


@pytest.mark.parametrize(
    "query", ["offen=ja", "state__exact=neu", "kind__exact=barriere", "offen=x"]
)
def test_filters(office, query):
    make_suggestion(), make_suggestion(state="spam", subject="Werbung")
    page = office.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert ("Werbung" in page.text) == (query == "offen=x")


def test_the_offer_that_people_wrote_about_is_archived_not_deleted(office):
    offer = make_offer()
    make_suggestion("korrektur", offer=offer)
    page = office.post(reverse("admin:districts_offer_delete", args=[offer.pk]), {"post": "yes"})
    assert Offer.objects.exists()
    assert "Hinweis" in page.text
