from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from measures.freezing import freeze
from measures.models import StatusReport


class Command(BaseCommand):
    help = "Hält den Statusbericht zu einem Stichtag für immer fest."

    def add_arguments(self, parser):
        parser.add_argument("date", metavar="DATE", help="Stichtag, zum Beispiel 2026-06-30")
        parser.add_argument("--title", help="Titel des Berichts")
        foreword = parser.add_mutually_exclusive_group()
        foreword.add_argument("--foreword", default="", help="Vorwort")
        foreword.add_argument("--foreword-file", metavar="FILE", help="Datei mit dem Vorwort")
        parser.add_argument(
            "--compare",
            metavar="DATE",
            help="Tag des Vergleichs; sonst der Stichtag des letzten öffentlichen Berichts davor, "
            "mit --council des letzten überhaupt",
        )
        parser.add_argument(
            "--council",
            action="store_true",
            help="nur für den Rat, auch mit dem, was noch nicht veröffentlicht ist",
        )
        parser.add_argument("--publish", action="store_true", help="gleich veröffentlichen")

    def handle(self, *args, title, foreword, compare, council, publish, **options):
        row = StatusReport(
            day=as_day(options["date"]),
            compared_on=compare and as_day(compare),
            foreword=as_text(options["foreword_file"]) if options["foreword_file"] else foreword,
            is_internal=council,
            is_public=publish,
        )
        row.title = title or row.title
        try:
            row.full_clean(exclude=["schema", "sha256", "made_at"])
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        freeze(row)
        formats = ", ".join(row.files.order_by("pk").values_list("format", flat=True))
        self.stdout.write(f"{row}\n{row.get_absolute_url()}\nDateien: {formats}")
        self.stdout.write(f"SHA-256 {row.sha256}")


def as_day(text):
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:  # Python reads other forms too: 2026-W27-2
        raise CommandError(f"„{text}“ ist kein Datum. Bitte so angeben: 2026-06-30.")
    return day


def as_text(path):
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Das Vorwort in {path} lässt sich nicht lesen: {error}") from error
