from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError


class Command(BaseCommand):
    help = "Bereitet das Ausprobieren vor: migrate, load_content --if-empty, demo_accounts."

    def handle(self, *args, **options):
        try:
            call_command("migrate", verbosity=0)
        except OperationalError as error:
            raise CommandError(
                f"Die Datenbank lässt sich nicht benutzen: {error}\n"
                "Bitte DATABASE_URL prüfen: Gibt es den Ort, und darf dort geschrieben werden?"
            ) from error
        call_command("load_content", if_empty=True, stdout=self.stdout)
        call_command("demo_accounts", stdout=self.stdout)
