import django.db.models.deletion
import simple_history.models
from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import goals.models.content

SLUGS = [
    ("impressum", "Impressum"),
    ("datenschutz", "Datenschutz"),
    ("barrierefreiheit", "Barrierefreiheit"),
    ("leichte-sprache", "Leichte Sprache"),
]

CHECKED_ON = models.DateField(
    blank=True,
    help_text="Leer heißt: Entwurf, von der Stadt noch nicht geprüft. "
    "Wird der Text geändert, ist er wieder einer.",
    null=True,
    validators=[goals.models.content.not_in_future],
    verbose_name="geprüft am",
)


def grant(apps, schema_editor):
    """Verwaltung and Administration keep the pages; groups are set up once."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    using = schema_editor.connection.alias
    groups = Group.objects.using(using).filter(name__in=("Verwaltung", "Administration"))
    if not groups:
        return
    # Django makes the permissions of new models only after all migrations.
    create_permissions(installed.get_app_config("ratzeburg"), verbosity=0, using=using, apps=apps)
    rights = Permission.objects.using(using).filter(
        content_type__app_label="ratzeburg", content_type__model="infopage"
    )
    for group in groups:
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [
        ("ratzeburg", "0002_status_report_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InfoPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        choices=SLUGS, max_length=30, unique=True, verbose_name="Adresse"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="Überschrift")),
                ("text", models.TextField(max_length=50000, verbose_name="Text")),
                ("checked_on", CHECKED_ON),
                (
                    "changed_at",
                    models.DateTimeField(auto_now=True, verbose_name="zuletzt geändert"),
                ),
            ],
            options={
                "verbose_name": "Seite",
                "verbose_name_plural": "Seiten",
                "ordering": ("pk",),
                "default_permissions": ("view", "change"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalInfoPage",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(choices=SLUGS, max_length=30, verbose_name="Adresse"),
                ),
                ("title", models.CharField(max_length=200, verbose_name="Überschrift")),
                ("text", models.TextField(max_length=50000, verbose_name="Text")),
                ("checked_on", CHECKED_ON),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical Seite",
                "verbose_name_plural": "historical Seiten",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
