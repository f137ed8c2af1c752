from django.db import migrations, models

import goals.models.content
from goals.models.search import SearchField
from goals.search_index import fill

EASY_TEXT = models.TextField(
    blank=True,
    help_text="Ein Satz in jeder Zeile; eine Leerzeile beginnt einen Absatz; "
    "- vor jedem Punkt einer Liste.",
    verbose_name="Leichte Sprache",
)
EASY_CHECKED_ON = models.DateField(
    blank=True,
    help_text="Leer heißt: Entwurf, noch nicht geprüft. "
    "Wird der Text geändert, ist er wieder einer.",
    null=True,
    validators=[goals.models.content.not_in_future],
    verbose_name="Leichte Sprache geprüft am",
)

LABELS = ("Leitziel", "M", "Handlungsziel")


def fill_goals(apps, schema_editor):
    def with_label(goal):
        goal.label = f"{LABELS[goal.level]} {goal.code}"

    fill(apps.get_model("goals", "Goal"), with_label)


def fill_examples(apps, schema_editor):
    fill(apps.get_model("goals", "Example"))


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0002_roles_and_history"),
    ]
    operations = [
        migrations.AlterField("goal", "easy_text", EASY_TEXT),
        migrations.AddField("goal", "easy_checked_on", EASY_CHECKED_ON),
        migrations.AlterField("historicalgoal", "easy_text", EASY_TEXT),
        migrations.AddField("historicalgoal", "easy_checked_on", EASY_CHECKED_ON),
        migrations.AddField("goal", "search_heading", SearchField("label", "title")),
        migrations.AddField(
            "goal", "search", SearchField("label", "title", "text", "overview_text", "easy_text")
        ),
        migrations.AddField("example", "search_heading", SearchField("title")),
        migrations.AddField("example", "search", SearchField("title", "municipality", "text")),
        migrations.AddIndex(
            "goal",
            models.Index(
                condition=models.Q(is_published=False),
                fields=["tree_id", "lft"],
                name="hidden_goals",
            ),
        ),
        migrations.RunPython(fill_goals, migrations.RunPython.noop),
        migrations.RunPython(fill_examples, migrations.RunPython.noop),
    ]
