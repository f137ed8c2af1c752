from django.db import migrations, models

KEY = {
    "null": True,
    "editable": False,
    "verbose_name": "Schlüssel des Formulars",
    "help_text": "Wer dasselbe Formular noch einmal abschickt, hält keinen zweiten Bericht fest.",
}
COMPARED_ON = {
    "null": True,
    "blank": True,
    "verbose_name": "verglichen mit",
    "help_text": "Leer lassen für den Stichtag des letzten öffentlichen Berichts davor; bei einem "
    "Bericht nur für den Rat zählen auch die anderen.",
}


class Migration(migrations.Migration):
    dependencies = [("measures", "0007_newest")]

    operations = [
        migrations.AddField("statusreport", "key", models.UUIDField(unique=True, **KEY)),
        migrations.AddField(
            "historicalstatusreport", "key", models.UUIDField(db_index=True, **KEY)
        ),
        migrations.AlterField("statusreport", "compared_on", models.DateField(**COMPARED_ON)),
        migrations.AlterField(
            "historicalstatusreport", "compared_on", models.DateField(**COMPARED_ON)
        ),
    ]
