from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0006_newest"),
        ("goals", "0003_search"),
        ("measures", "0006_search"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(fields=["publication", "changed_at"], name="newest_measures"),
        ),
    ]
