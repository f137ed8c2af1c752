from django.db import migrations

from goals.search_index import fill


def fill_measures(apps, schema_editor):
    fill(apps.get_model("measures", "Measure"))


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0008_once"),
    ]
    operations = [
        migrations.RunPython(fill_measures, migrations.RunPython.noop),
    ]
