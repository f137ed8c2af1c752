import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import districts.models.suggestion


class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0002_roles_and_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DaySecret",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("secret", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "Tagesgeheimnis",
                "verbose_name_plural": "Tagesgeheimnisse",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalSuggestion",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        db_index=True,
                        default=districts.models.suggestion.new_number,
                        max_length=8,
                        verbose_name="Nummer",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("neues-angebot", "Neues Angebot"),
                            ("korrektur", "Korrektur zu einem Angebot"),
                            ("rueckmeldung", "Rückmeldung zu einer Maßnahme"),
                            ("barriere", "Barriere"),
                        ],
                        max_length=20,
                        verbose_name="Art",
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="eingegangen"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("neu", "neu"),
                            ("in-bearbeitung", "in Bearbeitung"),
                            ("uebernommen", "übernommen"),
                            ("beantwortet", "beantwortet"),
                            ("abgelehnt", "abgelehnt"),
                            ("spam", "Spam"),
                        ],
                        db_index=True,
                        default="neu",
                        max_length=20,
                        verbose_name="Stand",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="Sieht nur, wer den Hinweis bearbeitet.",
                        verbose_name="interne Notiz",
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        blank=True,
                        help_text="Steht über der Antwort auf der öffentlichen Seite. Bitte in eigenen Worten und ohne Namen.",
                        max_length=300,
                        verbose_name="Frage in Kürze",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="Antwort")),
                (
                    "answer_published",
                    models.BooleanField(
                        default=False,
                        help_text="Dann steht sie unter „Was daraus wurde“ und auf der Seite zur Nummer.",
                        verbose_name="Antwort veröffentlichen",
                    ),
                ),
                (
                    "answered_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="beantwortet am"
                    ),
                ),
                (
                    "stripped_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="Angaben gelöscht"
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical Hinweis",
                "verbose_name_plural": "historical Hinweise",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(db_index=True, max_length=64)),
                ("sent_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "Absendung",
                "verbose_name_plural": "Absendungen",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        default=districts.models.suggestion.new_number,
                        max_length=8,
                        unique=True,
                        verbose_name="Nummer",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("neues-angebot", "Neues Angebot"),
                            ("korrektur", "Korrektur zu einem Angebot"),
                            ("rueckmeldung", "Rückmeldung zu einer Maßnahme"),
                            ("barriere", "Barriere"),
                        ],
                        max_length=20,
                        verbose_name="Art",
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="eingegangen"
                    ),
                ),
                (
                    "subject",
                    models.CharField(blank=True, max_length=200, verbose_name="Worum es geht"),
                ),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="Mitteilung")),
                (
                    "offer_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("raum", "Raum"),
                            ("aktivitaet", "Aktivität"),
                            ("beratung", "Beratung"),
                            ("veranstaltung", "Veranstaltung"),
                            ("dienst", "Dienst"),
                        ],
                        max_length=20,
                        verbose_name="Art des Angebots",
                    ),
                ),
                (
                    "organisation_text",
                    models.CharField(blank=True, max_length=200, verbose_name="Wer es anbietet"),
                ),
                (
                    "audience_text",
                    models.CharField(blank=True, max_length=200, verbose_name="Für wen"),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="Anschrift")),
                ("times_text", models.CharField(blank=True, max_length=300, verbose_name="Zeiten")),
                ("cost_text", models.CharField(blank=True, max_length=200, verbose_name="Kosten")),
                (
                    "access_text",
                    models.CharField(blank=True, max_length=300, verbose_name="Barrierefreiheit"),
                ),
                ("phone", models.CharField(blank=True, max_length=50, verbose_name="Telefon")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-Mail")),
                ("website", models.URLField(blank=True, max_length=500, verbose_name="Website")),
                (
                    "field",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("name", "Name"),
                            ("times_text", "Zeiten"),
                            ("address", "Anschrift"),
                            ("cost_text", "Kosten"),
                            ("registration_text", "Anmeldung"),
                            ("access_text", "Barrierefreiheit"),
                            ("phone", "Telefon"),
                            ("email", "E-Mail"),
                            ("website", "Website"),
                            ("status", "Das Angebot gibt es nicht mehr"),
                        ],
                        max_length=20,
                        verbose_name="Angabe, die nicht stimmt",
                    ),
                ),
                (
                    "old_value",
                    models.CharField(blank=True, max_length=500, verbose_name="stand damals da"),
                ),
                (
                    "new_value",
                    models.CharField(blank=True, max_length=500, verbose_name="richtig ist"),
                ),
                ("page", models.CharField(blank=True, max_length=300, verbose_name="Seite")),
                ("sender_name", models.CharField(blank=True, max_length=100, verbose_name="Name")),
                (
                    "sender_contact",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="E-Mail oder Telefon"
                    ),
                ),
                ("key", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("neu", "neu"),
                            ("in-bearbeitung", "in Bearbeitung"),
                            ("uebernommen", "übernommen"),
                            ("beantwortet", "beantwortet"),
                            ("abgelehnt", "abgelehnt"),
                            ("spam", "Spam"),
                        ],
                        db_index=True,
                        default="neu",
                        max_length=20,
                        verbose_name="Stand",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="Sieht nur, wer den Hinweis bearbeitet.",
                        verbose_name="interne Notiz",
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        blank=True,
                        help_text="Steht über der Antwort auf der öffentlichen Seite. Bitte in eigenen Worten und ohne Namen.",
                        max_length=300,
                        verbose_name="Frage in Kürze",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="Antwort")),
                (
                    "answer_published",
                    models.BooleanField(
                        default=False,
                        help_text="Dann steht sie unter „Was daraus wurde“ und auf der Seite zur Nummer.",
                        verbose_name="Antwort veröffentlichen",
                    ),
                ),
                (
                    "answered_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="beantwortet am"
                    ),
                ),
                (
                    "stripped_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="Angaben gelöscht"
                    ),
                ),
            ],
            options={
                "verbose_name": "Hinweis",
                "verbose_name_plural": "Hinweise",
                "ordering": ("-received_at", "-pk"),
                "default_permissions": ("change", "delete", "view"),
            },
        ),
        migrations.AddField(
            model_name="historicalsuggestion",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalsuggestion",
            name="offer",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="districts.offer",
                verbose_name="Angebot",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="district",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suggestions",
                to="districts.district",
                verbose_name="Ort",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="offer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suggestions",
                to="districts.offer",
                verbose_name="Angebot",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("key",),
                name="sent_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answer_published", False),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        models.Q(("question", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="published_answers_say_something",
                violation_error_message=(
                    "Zum Veröffentlichen gehören die Frage in Kürze und die Antwort."
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answer_published", False),
                    models.Q(("answered_on", None), _negated=True),
                    _connector="OR",
                ),
                name="published_answers_have_a_date",
                violation_error_message="Zur veröffentlichten Antwort fehlt das Datum.",
            ),
        ),
    ]
