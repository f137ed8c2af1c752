from django.db import migrations, models

from goals.models.search import SearchField
from goals.search_index import fill

HEADINGS = {
    "district": SearchField("name", "aliases"),
    "organisation": SearchField("name"),
    "document": SearchField("title"),
    "offer": SearchField("name"),
}
TEXTS = {
    "district": SearchField("name", "aliases", "text", "easy_text"),
    "organisation": SearchField("name", "text", "address"),
    "document": SearchField("title", "text"),
}
TEXT_OF_OFFERS = SearchField(
    *("name", "kind_text", "text", "easy_text", "address", "organisation_note"),
    *("access_text", "times_text"),
)


def fill_all(apps, schema_editor):
    for name in HEADINGS:
        fill(apps.get_model("districts", name))


class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0003_suggestions"),
    ]
    operations = [
        *(migrations.AddField(name, "search_heading", field) for name, field in HEADINGS.items()),
        *(migrations.AddField(name, "search", field) for name, field in TEXTS.items()),
        migrations.AlterField("offer", "search", TEXT_OF_OFFERS),
        migrations.AddIndex(
            "district",
            models.Index(
                condition=models.Q(is_published=False),
                fields=["tree_id", "lft"],
                name="hidden_places",
            ),
        ),
        migrations.RunPython(fill_all, migrations.RunPython.noop),
    ]
