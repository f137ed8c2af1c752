from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from measures.models import Department, Reminder
from measures.reminders import remind
from tests.factories import (
    make_department,
    make_measure,
    make_milestone,
    make_offer,
    make_report,
    make_suggestion,
)
from tests.measures.smtp import REFUSED, mail_server

pytestmark = pytest.mark.django_db

BODY = """\
Guten Tag,

im Portal der Demografischen Stadtplanung ist für „Bildung & Jugend“ etwas überfällig.

Maßnahmen ohne veröffentlichten Sachstand seit mehr als 6 Monaten:

- Nie berichtet (noch kein Sachstand)
  https://portal.example.org/admin/measures/progressreport/add/?measure={never}

- Spielplatz „Am See“ (letzter Sachstand: 05.01.2025)
  https://portal.example.org/admin/measures/progressreport/add/?measure={late}

Meilensteine, deren Termin vorbei ist:

- Eröffnung, fällig am 30.06.2025 (Maßnahme: Spielplatz „Am See“)
  https://portal.example.org/admin/measures/measure/{late}/change/

Angebote, deren Angaben zu prüfen sind:

- Beratung (zuletzt geprüft: 01.02.2024)
  https://portal.example.org/admin/districts/offer/{offer}/change/

An dasselbe erinnert das Portal erst im nächsten Rhythmus wieder.

Diese Nachricht wurde automatisch verschickt.
"""


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = "https://portal.example.org"


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server


def department(name="Fachbereich Bildung", email="bildung@example.org", **values):
    return make_department(name, email=email, **values)


def told():
    return [(sent.to, sent.subject) for sent in mail.outbox]


def test_a_department_gets_one_mail_with_all_that_is_overdue(server):
    own = department("Bildung & Jugend")
    never = make_measure("Nie berichtet", department=own)
    late = make_measure("Spielplatz „Am See“", department=own)
    make_report(late, "2025-01-05")
    make_milestone(late, "Eröffnung", "2025-06-30")
    offer = make_offer("Beratung", verified_on=date(2024, 2, 1))
    own.offers.add(offer)
    # None of this belongs to it, or none is overdue.
    make_measure("fremde Maßnahme", department=make_department("anderer"))
    make_report(make_measure("frisch", department=own), timezone.localdate())
    make_offer("fremdes Angebot")

    call_command("remind")

    [sent] = server.mails
    assert sent["Subject"].strip() == "Überfällig: 2 Maßnahmen, 1 Meilenstein, 1 Angebot"
    assert (sent["To"], sent["From"]) == ("bildung@example.org", "portal@localhost")
    assert sent["Auto-Submitted"] == "auto-generated"
    expected = BODY.format(never=never.pk, late=late.pk, offer=offer.pk)
    assert sent.get_content().replace("\r\n", "\n").strip() == expected.strip()


def test_nothing_overdue_is_no_mail():
    make_report(make_measure(department=department()), timezone.localdate())
    call_command("remind")
    assert told() == []


def test_the_same_is_told_once_in_a_rhythm():
    own = department(report_every_months=1)
    make_measure("a", department=own)
    first = date(2026, 1, 31)
    assert remind(own, first)
    assert not remind(own, first)
    assert not remind(own, date(2026, 2, 28))
    assert remind(own, date(2026, 3, 1))
    assert not remind(own, date(2026, 3, 2))
    assert len(told()) == 2
    assert list(Reminder.objects.values_list("sent_on", flat=True)) == [date(2026, 3, 1)]


def test_what_is_new_is_told_alone():
    own = department()
    measure = make_measure("a", department=own)
    remind(own, date(2026, 1, 1))
    milestone = make_milestone(measure, "Richtfest", "2026-01-01")
    found = remind(own, date(2026, 1, 2))
    assert (found.measures, found.milestones) == ([], [milestone])


def test_a_date_that_was_moved_and_has_passed_again_is_told_again():
    own = department()
    measure = make_measure("a", department=own)
    make_report(measure, "2026-01-01")
    milestone = make_milestone(measure, "Richtfest", "2026-01-01")
    assert remind(own, date(2026, 1, 2))
    milestone.due_on = date(2026, 2, 1)
    milestone.save()
    assert not remind(own, date(2026, 2, 1))
    assert remind(own, date(2026, 2, 2))


def test_a_rhythm_of_nothing_does_not_mail_every_day():
    own = department(report_every_months=0)
    make_measure("a", department=own)
    assert remind(own, date(2026, 1, 1))
    assert not remind(own, date(2026, 1, 2))


def test_one_failing_mail_does_not_stop_the_others(server):
    broken, other = department("A", REFUSED), department("B", "b@example.org")
    make_measure("a", department=broken)
    make_measure("b", department=other)
    with pytest.raises(CommandError, match=r"A: .*550") as refusal:
        call_command("remind")
    assert "B:" not in str(refusal.value)
    assert [sent["To"] for sent in server.mails] == ["b@example.org"]
    assert list(Reminder.objects.values_list("department", flat=True)) == [other.pk]

    Department.objects.filter(pk=broken.pk).update(email="a@example.org")
    call_command("remind")
    assert [sent["To"] for sent in server.mails] == ["b@example.org", "a@example.org"]


def test_without_a_server_nothing_is_taken_for_sent(server):
    server.shutdown()
    server.server_close()
    make_measure("a", department=department())
    with pytest.raises(CommandError, match="Nicht verschickt"):
        call_command("remind")
    assert Reminder.objects.count() == 0


def test_a_department_without_address_is_named(capsys):
    make_measure("a", department=department("Bauamt", ""))
    department("Kämmerei", "")
    call_command("remind")
    assert told() == []
    assert capsys.readouterr().out == ("Bauamt hat keine E-Mail-Adresse. Überfällig: 1 Maßnahme\n")
    assert Reminder.objects.count() == 0


def test_a_dry_run_prints_and_sends_nothing(capsys):
    measure = make_measure("a", department=department())
    call_command("remind", dry_run=True)
    assert told() == []
    assert Reminder.objects.count() == 0
    printed = capsys.readouterr().out
    assert printed.startswith(
        "An: bildung@example.org\nBetreff: Überfällig: 1 Maßnahme\n\nGuten Tag"
    )
    assert (
        f"https://portal.example.org/admin/measures/progressreport/add/?measure={measure.pk}\n"
        in printed
    )


def test_without_the_portals_address_nothing_is_sent(settings):
    settings.SITE_URL = ""
    make_measure("a", department=department())
    with pytest.raises(CommandError, match="SITE_URL"):
        call_command("remind")
    assert told() == []


def test_the_day_is_the_towns_day(monkeypatch):
    late = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)  # in Ratzeburg it is 2026 already
    monkeypatch.setattr(timezone, "now", lambda: late)
    measure = make_measure(department=department())
    make_report(measure, "2025-12-01")
    make_milestone(measure, "Fest", date(2025, 12, 31))
    call_command("remind")
    assert list(Reminder.objects.values_list("sent_on", flat=True)) == [date(2026, 1, 1)]


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's test database is in memory")
@pytest.mark.django_db(transaction=True)
def test_runs_at_the_same_moment_do_not_double(server):
    for number in range(5):
        own = department(f"Bereich {number}", f"{number}@example.org")
        make_measure(f"m{number}", department=own)

    def run(_):
        try:
            call_command("remind")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as runs:
        list(runs.map(run, range(4)))  # raises what a run raised
    assert sorted(sent["To"] for sent in server.mails) == [f"{n}@example.org" for n in range(5)]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_what_is_overdue(rows, django_assert_num_queries):
    own = department()
    for number in range(rows):
        measure = make_measure(f"m{number}", department=own)
        make_milestone(measure, "Fest", timezone.localdate() - timedelta(days=1))
        own.offers.add(make_offer(f"o{number}"))
    # savepoint and release, lock, told before, rhythms, four kinds, forget, remember
    with django_assert_num_queries(11):
        remind(own, timezone.localdate())


def test_what_people_sent_in_is_told_once():
    department = make_department(email="bildung@example.org")
    offer = make_offer(verified_on=timezone.localdate())
    department.offers.add(offer)
    other = make_department("Anderer", email="anderer@example.org")
    known = make_suggestion("korrektur", offer=offer, text="Geheim", subject="Geheim")
    measure = make_measure(department=department, publication="archiviert")
    comment = make_suggestion(measure=measure)
    make_suggestion("korrektur", offer=offer, state="spam")
    make_suggestion()
    call_command("remind")
    [message] = mail.outbox
    assert (message.to, message.subject) == (["bildung@example.org"], "Eingegangen: 2 Hinweise")
    assert "etwas eingegangen" in message.body
    for suggestion in (known, comment):
        assert suggestion.spelled_number in message.body
    assert "Geheim" not in message.body
    call_command("remind")
    assert len(mail.outbox) == 1
    assert not other.reminders.exists()
