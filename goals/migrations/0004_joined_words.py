from django.db import migrations

from goals.search_index import fill

LABELS = ("Leitziel", "M", "Handlungsziel")


def fill_goals(apps, schema_editor):
    def with_label(goal):
        goal.label = f"{LABELS[goal.level]} {goal.code}"

    fill(apps.get_model("goals", "Goal"), with_label)


def fill_examples(apps, schema_editor):
    fill(apps.get_model("goals", "Example"))


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0003_search"),
    ]
    operations = [
        migrations.RunPython(fill_goals, migrations.RunPython.noop),
        migrations.RunPython(fill_examples, migrations.RunPython.noop),
    ]
