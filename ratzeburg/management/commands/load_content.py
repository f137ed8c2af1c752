from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from districts.models import Coverage, District
from goals.models import Goal
from goals.models.tree import tree_lock

CONTENT_APPS = ("goals", "districts", "measures")
FIXTURES = ("goals", "districts", "offers", "measures", "figures")


class Command(BaseCommand):
    help = "Lädt die ersten Inhalte aus fixtures/ in eine leere Datenbank."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Eine Datenbank mit Inhalten ist kein Fehler, sie bleibt, wie sie ist.",
        )

    def handle(self, *args, **options):
        # The lock makes a second start at the same moment wait and then find the content.
        with tree_lock(Goal):
            present = content()
            if not present:
                call_command("loaddata", *FIXTURES, verbosity=0)
                # Rows of fixtures send no signal that is heeded, so nothing has made these yet.
                Coverage.objects.follow_reach(Goal.objects.all(), District.objects.all())
                begin_history()
                self.stdout.write(f"Geladen: {listed(content())}.")
            elif options["if_empty"]:
                self.stdout.write("Die Datenbank enthält schon Inhalte, sie bleiben, wie sie sind.")
            else:
                raise CommandError(
                    f"Die Datenbank enthält schon Inhalte ({listed(present)}), es wurde nichts "
                    "geladen. Geladen wird nur in eine leere Datenbank (DATABASE_URL)."
                )


def content_models():
    models = [model for app in CONTENT_APPS for model in apps.get_app_config(app).get_models()]
    return [model for model in models if not model._meta.model_name.startswith("historical")]


def begin_history():
    for model in content_models():
        if hasattr(model, "record"):
            # The links of fixtures have left records already, the columns have not.
            model.history.all().delete()
            model.record.begin()


def content():
    """Each model of the town's content that has rows, with their number."""
    counts = {model: model._base_manager.count() for model in content_models()}
    return {model: count for model, count in counts.items() if count}


def listed(counts):
    return ", ".join(
        f"{model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}: {count}"
        for model, count in counts.items()
    )
