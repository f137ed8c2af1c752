import django.db.models.deletion
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

RIGHTS = {"Verwaltung": ("view", "change", "delete"), "Redaktion": ("view", "change")}


def grant(apps, schema_editor):
    """Groups are set up once, so the rights on what people send in come here."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    using = schema_editor.connection.alias
    groups = Group.objects.using(using).filter(name__in=RIGHTS)
    if not groups:
        return
    # Django makes the permissions of new models only after all migrations.
    create_permissions(installed.get_app_config("districts"), verbosity=0, using=using, apps=apps)
    for group in groups:
        codes = [f"{action}_suggestion" for action in RIGHTS[group.name]]
        rights = Permission.objects.using(using).filter(
            content_type__app_label="districts", codename__in=codes
        )
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0004_status_reports"),
        ("districts", "0003_suggestions"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="measures.measure",
                        verbose_name="Maßnahme",
                    ),
                ),
                (
                    "suggestion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comment",
                        to="districts.suggestion",
                        verbose_name="Hinweis",
                    ),
                ),
            ],
            options={
                "verbose_name": "Rückmeldung",
                "verbose_name_plural": "Rückmeldungen",
                "default_permissions": (),
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
