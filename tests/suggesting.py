"""Fills in the forms that everybody may send, as a browser would."""

import re
import time

from districts.models import Suggestion
from districts.suggestions import guard

OFFER = {
    "subject": "Spieletreff",
    "offer_kind": "aktivitaet",
    "text": "Karten und Brettspiele für alle.",
}


def token_of(page):
    """The token in a form that was opened."""
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


def opened(about, seconds_ago=60):
    """The token of a form that was opened a while ago."""
    return guard.new_token(about, time.time() - seconds_ago)


def send(client, path, about, data, token=None, **extra):
    token = opened(about) if token is None else token
    return client.post(path, {"token": token, guard.TRAP: "", **data}, **extra)


def suggest_offer(client, data=OFFER, token=None, **extra):
    return send(client, "/angebote/melden/", "neues-angebot:", data, token, **extra)


def report_offer(client, slug, data, token=None, **extra):
    path, about = f"/angebote/{slug}/fehler-melden/", f"korrektur:{slug}"
    return send(client, path, about, data, token, **extra)


def report_barrier(client, data, token=None, **extra):
    return send(client, "/barrierefreiheit/melden/", "barriere:", data, token, **extra)


def comment_measure(client, slug, data, token=None, **extra):
    path, about = f"/massnahmen/{slug}/rueckmeldung/", f"rueckmeldung:{slug}"
    return send(client, path, about, data, token, **extra)


def receipt_of(response):
    """The suggestion that an answer leads to the receipt of."""
    assert response.status_code == 302, errors_in(response)
    number = re.fullmatch(r"/danke/([A-Z2-9]{8})/", response["Location"])[1]
    return Suggestion.objects.get(number=number)


def errors_in(page):
    """The sentences of the summary above a form, without the links to the fields."""
    summary = re.search(r'<div class="kern-alert kern-alert--danger".*?</ul>', page.text, re.S)
    lines = re.findall(r"<li>(.*?)</li>", summary[0], re.S) if summary else []
    return [re.sub(r"<[^>]+>", "", line) for line in lines]
