from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from ratzeburg.backup import BackupError, make_backup


class Command(BaseCommand):
    help = "Sichert Datenbank und hochgeladene Dateien in eine neue Datei, auch im Betrieb."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="DATEI", type=Path)
        parser.add_argument(
            "--without-uploads", action="store_true", help="nur die Datenbank, ohne die Dateien"
        )

    def handle(self, *args, file, without_uploads, **options):
        try:
            manifest = make_backup(Path(file), with_uploads=not without_uploads)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except (OSError, DatabaseError) as error:
            raise CommandError(f"{file} ließ sich nicht schreiben: {error}") from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        uploads = "ohne Dateien" if without_uploads else f"Dateien: {len(manifest['uploads'])}"
        self.stdout.write(f"Gesichert in {file}: Zeilen: {rows}, {uploads}.")
