from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bereitet das Ausprobieren vor: migrate, load_content --if-empty, demo_accounts."

    def handle(self, *args, **options):
        call_command("migrate", verbosity=0)
        call_command("load_content", if_empty=True, stdout=self.stdout)
        call_command("demo_accounts", stdout=self.stdout)
