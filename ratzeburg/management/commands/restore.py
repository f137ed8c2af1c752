from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from ratzeburg.backup import BackupError, restore


class Command(BaseCommand):
    help = "Setzt eine Sicherung an die Stelle von allem, was da ist, und hebt das Bisherige auf."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="DATEI", type=Path)
        parser.add_argument("--no-input", action="store_true", help="ohne Rückfrage")

    def handle(self, *args, file, no_input, **options):
        try:
            present, uploads = restore(Path(file), lambda found: no_input or self._asked(found))
        except BackupError as error:
            raise CommandError(str(error)) from error
        except (OSError, DatabaseError) as error:
            raise CommandError(f"{file} wurde nicht wiederhergestellt: {error}") from error
        self.stdout.write(f"Wiederhergestellt aus {file}.\nDer bisherige Stand liegt in {present}")
        if uploads:
            self.stdout.write(f"und seine Dateien außerdem in {uploads}.")
        self.stdout.write("Bitte das Portal jetzt neu starten; alle müssen sich neu anmelden.")

    def _asked(self, manifest):
        made = timezone.localtime(datetime.fromisoformat(manifest["created_at"]))
        uploads = (
            "" if manifest["uploads"] is None else f" und alle Dateien in {settings.MEDIA_ROOT}"
        )
        self.stdout.write(
            f"Die Sicherung ist vom {made:%d.%m.%Y %H:%M}. "
            f"Sie ersetzt den ganzen Inhalt der Datenbank{uploads}."
        )
        try:
            return input("Wiederherstellen? Bitte „ja“ eingeben: ").strip().casefold() == "ja"
        except EOFError:
            return False
