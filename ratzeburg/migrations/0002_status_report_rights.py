from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations


def grant(apps, schema_editor):
    """The Verwaltung may freeze reports; groups are set up once, so a new right comes here."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    using = schema_editor.connection.alias
    office = Group.objects.using(using).filter(name="Verwaltung").first()
    if office is None:
        return
    # Django makes the permissions of new models only after all migrations.
    create_permissions(installed.get_app_config("measures"), verbosity=0, using=using, apps=apps)
    rights = Permission.objects.using(using).filter(
        content_type__app_label="measures", content_type__model="statusreport"
    )
    office.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [
        ("ratzeburg", "0001_password_mails"),
        ("measures", "0004_status_reports"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
