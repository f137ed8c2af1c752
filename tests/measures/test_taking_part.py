"""What people say about measures, the page of a receipt, and what became of it all."""

import pytest

from districts.models import Suggestion
from goals.models.content import Publication
from tests.factories import (
    make_answer,
    make_measure,
    make_member,
    make_offer,
    make_suggestion,
)
from tests.forms import filled
from tests.suggesting import OFFER, comment_measure, errors_in, receipt_of, suggest_offer

pytestmark = pytest.mark.django_db

ANSWERS = "/was-daraus-wurde/"
NOT_PUBLIC = [state for state in Publication if state != Publication.PUBLISHED]


class TestComment:
    def test_it_is_tied_to_the_measure(self, client):
        measure = make_measure()
        assert "/massnahmen/spielplatz/rueckmeldung/" in client.get(measure.get_absolute_url()).text
        assert "Spielplatz" in client.get("/massnahmen/spielplatz/rueckmeldung/").text
        found = receipt_of(comment_measure(client, "spielplatz", {"text": "Bitte mit Schatten."}))
        assert (found.kind, found.text, found.subject, found.comment.measure) == (
            "rueckmeldung",
            "Bitte mit Schatten.",
            "Spielplatz",
            measure,
        )

    def test_it_says_something(self, client):
        make_measure()
        page = comment_measure(client, "spielplatz", {})
        assert errors_in(page) == ["Ihre Rückmeldung: Bitte ausfüllen."]
        assert not Suggestion.objects.exists()

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("publication", NOT_PUBLIC)
    def test_a_draft_is_not_there(self, client, method, publication):
        make_measure(publication=publication)
        path = "/massnahmen/spielplatz/rueckmeldung/"
        assert getattr(client, method)(path).status_code == 404

    def test_it_waits_on_the_form_of_the_measure(self, office):
        measure = make_measure()
        make_suggestion(measure=measure, text="Bitte mit Schatten.")
        make_suggestion(measure=make_measure("Anderes"), text="Etwas anderes.")
        page = office.get(f"/admin/measures/measure/{measure.pk}/change/").text
        assert "Bitte mit Schatten." in page
        assert "Etwas anderes." not in page
        suggestion = Suggestion.objects.get(text="Bitte mit Schatten.")
        page = office.get(f"/admin/districts/suggestion/{suggestion.pk}/change/").text
        assert f"/admin/measures/measure/{measure.pk}/change/" in page


class TestReceipt:
    def test_the_number_in_every_spelling(self, client):
        make_suggestion(number="ABCD2345", sender_name="Geheim", text="Geheim", subject="Geheim")
        for spelled in ("ABCD2345", "abcd-2345", "AB-CD-23-45"):
            page = client.get(f"/danke/{spelled}/")
            assert "ABCD-2345" in page.text
            assert "wartet darauf" in page.text
            assert "Geheim" not in page.text

    def test_it_is_for_nobody_else(self, client):
        page = client.get(f"/danke/{make_suggestion().number}/")
        assert page["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in page.text
        assert page["Cache-Control"] == "private, max-age=0"
        assert not page.cookies

    @pytest.mark.parametrize("number", ["AAAA2222", "a", "-", "_" * 2000])
    def test_an_unknown_number(self, client, number):
        make_suggestion()
        assert client.get(f"/danke/{number}/").status_code == 404

    def test_the_answer_once_it_is_published(self, client):
        suggestion = make_suggestion(question="Gibt es das?", answer="Noch geheim.")
        assert "Noch geheim." not in client.get(f"/danke/{suggestion.number}/").text
        suggestion = make_answer(answer="Ja.", note="Intern")
        page = client.get(f"/danke/{suggestion.number}/").text
        assert "<p>Ja.</p>" in page
        assert "Intern" not in page

    def test_what_was_taken_over_was(self, client):
        suggestion = make_suggestion(state="uebernommen")
        assert "Ihr Hinweis wurde übernommen." in client.get(f"/danke/{suggestion.number}/").text

    @pytest.mark.parametrize("state", Suggestion.State)
    def test_every_state_has_words(self, client, state):
        suggestion = make_suggestion(state=state)
        assert "Ihr Hinweis" in client.get(f"/danke/{suggestion.number}/").text

    def test_what_became_of_it_once_it_is_public(self, client):
        offer = make_offer(publication="entwurf")
        suggestion = make_suggestion(offer=offer, state="uebernommen")
        path = f"/danke/{suggestion.number}/"
        assert offer.name not in client.get(path).text
        offer.publication = Publication.PUBLISHED
        offer.save()
        assert offer.get_absolute_url() in client.get(path).text


class TestAnswers:
    def test_newest_first_in_the_words_of_staff(self, client):
        make_answer("Erste Frage", "2025-01-01", subject="Geheim", text="Geheim")
        make_answer("Zweite Frage", "2025-02-01", measure=make_measure())
        make_answer("Dritte Frage", "2025-03-01", kind="korrektur", offer=make_offer())
        make_suggestion(question="Nicht veröffentlicht", answer="Geheim")
        page = client.get(ANSWERS).text
        found = [page.index(word) for word in ("Dritte Frage", "Zweite Frage", "Erste Frage")]
        assert found == sorted(found)
        assert "/massnahmen/spielplatz/" in page
        assert "/angebote/spielenachmittag/" in page
        assert "Geheim" not in page
        assert "Nicht veröffentlicht" not in page

    @pytest.mark.parametrize("publication", NOT_PUBLIC)
    def test_an_answer_on_something_hidden_is_hidden(self, client, publication):
        suggestions = [
            make_answer("Geheim", measure=make_measure(publication=publication)),
            make_answer("Geheim", kind="korrektur", offer=make_offer(publication=publication)),
        ]
        for path in (ANSWERS, *(f"/danke/{found.number}/" for found in suggestions)):
            assert "Geheim" not in client.get(path).text

    def test_an_answer_to_who_proposed_an_offer_does_not_show_its_draft(self, client):
        draft = make_offer("Geheim", publication="entwurf")
        make_answer("Gibt es bald einen Treff?", offer=draft)
        page = client.get(ANSWERS).text
        assert "Gibt es bald einen Treff?" in page
        assert "geheim" not in page.lower()

    @pytest.mark.parametrize("publication", NOT_PUBLIC)
    def test_nobody_learns_of_a_draft_by_asking_for_its_answers(self, client, publication):
        make_answer("Gibt es bald einen Treff?", offer=make_offer(publication=publication))
        unknown = client.get(f"{ANSWERS}?angebot=gibt-es-nicht").text
        page = client.get(f"{ANSWERS}?angebot=spielenachmittag").text
        assert page.replace("spielenachmittag", "gibt-es-nicht") == unknown

    def test_of_one_offer_or_measure(self, client):
        measure, offer = make_measure(), make_offer()
        make_answer("Zur Maßnahme", measure=measure)
        for number in range(4):
            make_answer(f"Zum Angebot {number}", kind="korrektur", offer=offer)
        assert f"{ANSWERS}?massnahme=spielplatz" in client.get(measure.get_absolute_url()).text
        page = client.get(offer.get_absolute_url()).text
        assert "Zum Angebot 3" in page
        assert "Zum Angebot 0" not in page
        assert f"{ANSWERS}?angebot=spielenachmittag" in page
        page = client.get(f"{ANSWERS}?massnahme=spielplatz").text
        assert "Zur Maßnahme" in page
        assert "Zum Angebot" not in page
        assert "Zum Angebot 0" in client.get(f"{ANSWERS}?angebot=spielenachmittag").text

    def test_without_answers_a_measure_leads_to_none(self, client):
        measure = make_measure()
        make_suggestion(measure=measure, answer="Entwurf")
        assert ANSWERS not in client.get(measure.get_absolute_url()).text.split("<footer")[0]

    def test_25_to_a_page(self, client):
        for number in range(26):
            make_answer(f"Frage {number:02}", f"2025-01-{number + 1:02}")
        assert "Frage 00" not in client.get(ANSWERS).text
        assert "Frage 00" in client.get(f"{ANSWERS}?page=2").text

    @pytest.mark.parametrize(
        "query", ["page=-1", "page=x", "massnahme=%00", "angebot=" + "x" * 3000]
    )
    def test_hostile_queries(self, client, query):
        make_answer()
        assert client.get(f"{ANSWERS}?{query}").status_code == 200


def test_a_new_meeting_place_from_the_form_to_the_answer(client):
    """ "Ich will einen neuen Treff melden": sent in, drafted, published, answered, seen."""
    sent = OFFER | {"subject": "Strick-Café", "sender_contact": "04541 2"}
    suggestion = receipt_of(suggest_offer(client, sent))
    receipt = f"/danke/{suggestion.number}/"
    assert "wartet darauf" in client.get(receipt).text

    client.force_login(make_member("Verwaltung"))
    assert "<strong>Neues Angebot</strong></a>: 1<" in client.get("/admin/").text
    queue = client.get("/admin/districts/suggestion/?offen=ja").text
    form = f"/admin/districts/suggestion/{suggestion.pk}/"
    assert f"{form}change/" in queue
    draft = client.post(f"{form}entwurf/")["Location"]
    client.post(draft, filled(client.get(draft), "offer_form", publication="veroeffentlicht"))
    answer = {"question": "Gibt es ein Strick-Café?", "answer": "Ja.", "answer_published": "on"}
    client.post(f"{form}change/", filled(client.get(f"{form}change/"), "suggestion_form", **answer))
    assert "Hinweise aus der Bevölkerung" not in client.get("/admin/").text

    client.logout()
    assert OFFER["text"] in client.get("/angebote/strick-cafe/").text
    assert "Gibt es ein Strick-Café?" in client.get(ANSWERS).text
    assert "/angebote/strick-cafe/" in client.get(receipt).text
    assert "04541 2" not in client.get("/angebote/strick-cafe/").text
