from django.db import migrations

from goals.search_index import fill


def fill_all(apps, schema_editor):
    for name in ("district", "organisation", "document", "offer"):
        fill(apps.get_model("districts", name))


class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0006_newest"),
    ]
    operations = [
        migrations.RunPython(fill_all, migrations.RunPython.noop),
    ]
