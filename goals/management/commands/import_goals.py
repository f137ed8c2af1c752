from collections import Counter

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from goals.pyramid import Change, import_pyramid, read_pyramid
from goals.tables import TableError, read_tables


class Command(BaseCommand):
    help = "Liest die Zielpyramide aus dem Dokument der Stadt (TSV, CSV, XLSX oder ODS)."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="DATEI")
        parser.add_argument("--dry-run", action="store_true", help="nur zeigen, nichts speichern")

    def handle(self, *args, file, dry_run, **options):
        try:
            changes = import_pyramid(read_pyramid(read_tables(file)), dry_run)
        except OSError as error:
            raise CommandError(
                f"{file} lässt sich nicht lesen. Gibt es die Datei, und darf sie gelesen werden?"
            ) from error
        except TableError as error:
            raise CommandError(f"{file} wird nicht übernommen.\n{error}") from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        for change in changes:
            for line in change.lines():
                self.stdout.write(line)
        self.stdout.write(self._summary(Counter(change.kind for change in changes), dry_run))

    def _summary(self, count, dry_run):
        if not count[Change.NEW] + count[Change.CHANGED]:
            same = count[Change.SAME]
            return f"Nichts zu ändern: {same} Ziele stimmen mit dem Dokument überein."
        figures = ", ".join(f"{count[kind]} {kind}" for kind in Change.KINDS if count[kind])
        return f"{figures}.{' Probelauf: Es wurde nichts gespeichert.' if dry_run else ''}"
