from django.db import migrations

from goals.models.search import SearchField
from goals.search_index import fill


def fill_measures(apps, schema_editor):
    fill(apps.get_model("measures", "Measure"))


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0005_suggestions"),
    ]
    operations = [
        migrations.AddField("measure", "search_heading", SearchField("identifier", "title")),
        migrations.RunPython(fill_measures, migrations.RunPython.noop),
    ]
