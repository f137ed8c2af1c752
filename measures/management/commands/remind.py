from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from measures.models import Department
from measures.reminders import digest, remind


class Command(BaseCommand):
    help = "Schreibt jedem Fachbereich, was überfällig ist (für den täglichen Aufruf)."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="nur zeigen, nichts verschicken")

    def handle(self, *args, dry_run, **options):
        if not settings.SITE_URL:
            raise CommandError(
                "SITE_URL fehlt in der Umgebung: Ohne die Adresse des Portals gibt es keine Links "
                "in den Nachrichten. Siehe README.md."
            )
        day = timezone.localdate()
        failed = []
        for department in Department.objects.all():
            if not department.email:
                self._name_what_nobody_gets(department, day)
            elif dry_run:
                self._show(digest(department, day))
            else:
                try:
                    self._say(remind(department, day))
                except (OSError, ValueError) as error:  # the server's refusals; a broken address
                    failed.append(f"{department}: {error}")
        if failed:
            raise CommandError(
                "Nicht verschickt, beim nächsten Aufruf wieder versucht:\n" + "\n".join(failed)
            )

    def _say(self, told):
        if told:
            self.stdout.write(f"{told.department}: {told.mail().subject}")

    def _show(self, found):
        if found:
            mail = found.mail()
            self.stdout.write(f"An: {mail.to[0]}\nBetreff: {mail.subject}\n\n{mail.body}")

    def _name_what_nobody_gets(self, department, day):
        if found := digest(department, day):
            self.stdout.write(f"{department} hat keine E-Mail-Adresse. {found.mail().subject}")
