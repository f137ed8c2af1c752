from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0005_dates"),
        ("goals", "0003_search"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["publication", "changed_at"], name="newest_offers"),
        ),
    ]
