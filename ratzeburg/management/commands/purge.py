from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone

from districts.suggestions import limit, retention
from ratzeburg.models import Mailing
from ratzeburg.signin.mailings import WITHIN


class Command(BaseCommand):
    help = "Löscht, was nicht länger aufbewahrt werden soll (für den täglichen Aufruf)."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="nur zählen, nichts löschen")

    def handle(self, *args, dry_run, **options):
        now = timezone.now()
        if dry_run:
            self.stdout.write("Probelauf: Es wird nichts gelöscht.")
        found = retention.purge(now, dry_run)
        days = settings.SUGGESTIONS_KEPT_DAYS
        self.stdout.write(
            f"Hinweise, älter als {days} Tage: {found.deleted} gelöscht "
            f"(davon {found.unread} nie bearbeitet), "
            f"{found.stripped} bis auf ihre veröffentlichte Antwort geleert."
        )
        for words, rows in outdated(now):
            number = rows.count() if dry_run else rows.delete()[0]
            self.stdout.write(f"{words}: {number} gelöscht.")


def outdated(now):
    """What else nobody needs any more, each with its words."""
    sendings, secrets = limit.outdated(now)
    attempts = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME)
    return (
        ("Kennungen von Absendungen", sendings),
        ("Geheimnisse vergangener Tage", secrets),
        ("Abgelaufene Anmeldungen", Session.objects.filter(expire_date__lt=now)),
        ("Kennungen von Anmeldeversuchen", attempts),
        ("Kennungen von Passwort-Nachrichten", Mailing.objects.filter(asked_at__lt=now - WITHIN)),
    )
