"""`manage.py purge`: what people sent in is gone when it was promised, from history too."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from districts.models import DaySecret, Sending, Suggestion
from measures.models import Comment
from ratzeburg.models import Mailing
from tests.dump import everything
from tests.factories import make_answer, make_measure, make_offer, make_place, make_suggestion

pytestmark = pytest.mark.django_db

SENT = {
    "subject": "Geheimtreff",
    "text": "Geheim: bitte melden",
    "organisation_text": "Geheim e. V.",
    "audience_text": "Geheime",
    "address": "Geheimweg 1",
    "times_text": "geheim",
    "cost_text": "geheim",
    "access_text": "geheim",
    "phone": "geheim",
    "email": "geheim@example.org",
    "website": "https://geheim.example.org",
    "old_value": "geheim",
    "new_value": "geheim",
    "page": "/geheim/",
    "sender_name": "Geheim",
    "sender_contact": "geheim@example.org",
    "note": "geheim am Telefon",
    "key": "geheim",
}


def purge(capsys, *options):
    call_command("purge", *options)
    return capsys.readouterr().out.splitlines()


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def edited(suggestion):
    """With a history in which staff quote what was sent."""
    suggestion.note = "geheim: hat angerufen"
    suggestion.save()
    return suggestion


def test_after_six_months_nothing_is_left(office, capsys):
    suggestion = edited(make_suggestion(received_at=days_ago(184), **SENT))
    office.post(f"/admin/districts/suggestion/{suggestion.pk}/spam/")
    assert LogEntry.objects.exists()
    assert "geheim" in repr(everything()).lower()
    lines = purge(capsys)
    assert lines[0] == (
        "Hinweise, älter als 183 Tage: 1 gelöscht (davon 0 nie bearbeitet), "
        "0 bis auf ihre veröffentlichte Antwort geleert."
    )
    assert "geheim" not in repr([everything(), list(LogEntry.objects.values_list())]).lower()
    assert not Suggestion.history.exists()
    assert office.get(f"/danke/{suggestion.number}/").status_code == 404


def test_what_is_younger_stays(capsys):
    make_suggestion(received_at=days_ago(182))
    before = everything()
    purge(capsys)
    assert everything() == before


def test_nobody_dealt_with_it(capsys):
    make_suggestion(received_at=days_ago(200))
    assert "(davon 1 nie bearbeitet)" in purge(capsys)[0]


def test_a_published_answer_stays_without_what_was_sent(client, capsys):
    measure = make_measure()
    place = make_place("Geheimviertel")
    suggestion = edited(
        make_answer(
            "Wann kommt Schatten?",
            measure=measure,
            answer="Im Herbst.",
            received_at=days_ago(184),
            district=place,
            **SENT,
        )
    )
    purge(capsys)
    left = {name: getattr(Suggestion.objects.get(), name) for name in (*SENT, "district")}
    assert left == dict.fromkeys(SENT, "") | {"district": None}
    assert not Suggestion.history.exists()
    assert Comment.objects.get().measure == measure
    assert "Wann kommt Schatten?" in client.get("/was-daraus-wurde/").text
    receipt = client.get(f"/danke/{suggestion.number}/").text
    assert "ist gelöscht" in receipt
    assert "Im Herbst." in receipt


def test_a_published_answer_stays_editable(office, capsys):
    suggestion = make_answer(received_at=days_ago(184), offer=make_offer(), **SENT)
    purge(capsys)
    page = office.get(f"/admin/districts/suggestion/{suggestion.pk}/change/")
    assert page.status_code == 200
    assert "Angaben gelöscht" in page.text


def test_a_second_run_finds_nothing(capsys):
    make_suggestion(received_at=days_ago(184))
    make_answer(received_at=days_ago(184))
    purge(capsys)
    before = everything()
    assert purge(capsys)[0].startswith("Hinweise, älter als 183 Tage: 0 gelöscht")
    assert everything() == before


def test_a_dry_run_changes_nothing(capsys):
    make_suggestion(received_at=days_ago(184))
    make_answer(received_at=days_ago(184))
    Sending.objects.create(fingerprint="x", sent_at=days_ago(1))
    before = everything()
    lines = purge(capsys, "--dry-run")
    assert lines[0] == "Probelauf: Es wird nichts gelöscht."
    assert "1 gelöscht (davon 1 nie bearbeitet), 1 bis auf" in lines[1]
    assert "Kennungen von Absendungen: 1 gelöscht." in lines
    assert everything() == before


def test_what_else_nobody_needs(client, capsys):
    Sending.objects.create(fingerprint="alt", sent_at=days_ago(1))
    Sending.objects.create(fingerprint="neu")
    DaySecret.objects.create(day="2025-01-01", secret="alt")
    DaySecret.objects.create(day=timezone.localdate(), secret="neu")
    Mailing.objects.create(fingerprint="alt")
    Mailing.objects.update(asked_at=days_ago(1))
    for key, days in (("alt", 1), ("neu", -1)):
        Session.objects.create(session_key=key, session_data="", expire_date=days_ago(days))
    lines = purge(capsys)
    assert lines[1:] == [
        "Kennungen von Absendungen: 1 gelöscht.",
        "Geheimnisse vergangener Tage: 1 gelöscht.",
        "Abgelaufene Anmeldungen: 1 gelöscht.",
        "Kennungen von Anmeldeversuchen: 0 gelöscht.",
        "Kennungen von Passwort-Nachrichten: 1 gelöscht.",
    ]
    assert [row.fingerprint for row in Sending.objects.all()] == ["neu"]
    assert [row.secret for row in DaySecret.objects.all()] == ["neu"]
    assert [row.session_key for row in Session.objects.all()] == ["neu"]
