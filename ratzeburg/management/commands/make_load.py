from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import number_format

from goals.models import Goal
from goals.models.tree import tree_lock
from ratzeburg.load.fill import fill
from ratzeburg.load.sizes import SIZES
from ratzeburg.management.commands.load_content import content, listed


class Command(BaseCommand):
    help = "Füllt eine leere Datenbank mit erfundenen Inhalten, um zu messen, wie schnell sie ist."

    def add_arguments(self, parser):
        parser.add_argument(
            "size",
            choices=SIZES,
            help="real: so viel wie in der Stadt, large und huge: ein Vielfaches davon.",
        )

    def handle(self, size, **options):
        settings.DEBUG = False  # it would keep every statement
        with tree_lock(Goal):
            if present := content():
                raise CommandError(
                    f"Die Datenbank enthält schon Inhalte ({listed(present)}), es wurde nichts "
                    "angelegt. Angelegt wird nur in einer leeren Datenbank (DATABASE_URL)."
                )
            fill(SIZES[size])
            made = content()
        counted = ", ".join(
            f"{model._meta.verbose_name_plural}: {number_format(count, force_grouping=True)}"
            for model, count in made.items()
        )
        self.stdout.write(f"Angelegt: {counted}.")
