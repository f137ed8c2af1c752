import secrets

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from measures.models import Department
from ratzeburg.roles import ROLES

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


class Command(BaseCommand):
    help = "Legt je Rolle ein Konto zum Ausprobieren an und zeigt die Passwörter dieses eine Mal."

    def add_arguments(self, parser):
        parser.add_argument(
            "--new-passwords",
            action="store_true",
            help="Auch Konten, die es schon gibt, bekommen ein neues Passwort.",
        )

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError(
                "Konten zum Ausprobieren gibt es nur mit DEBUG=on. "
                "Für den Betrieb ein eigenes Konto anlegen: manage.py createsuperuser."
            )
        with transaction.atomic():
            lines = [account(role, options["new_passwords"]) for role in ROLES]
        # Only now: a password that is shown is one that works.
        self.stdout.write("\n".join(lines))


def account(role, renew):
    """The role's account, made where it is missing, as the line that tells about it."""
    name = role.lower()
    user = User.objects.filter(username=name).first()
    if user and not renew:
        return (
            f"Konto {name}: besteht schon, das Passwort wurde beim Anlegen gezeigt "
            "(neu: manage.py demo_accounts --new-passwords)"
        )
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(5))
    if user:
        user.set_password(password)
        user.save(update_fields=["password"])
    else:
        user = User.objects.create_user(
            name,
            password=password,
            is_staff=role != "Rat",
            is_superuser=role == "Administration",
        )
        user.groups.add(group(role))
        if role == "Redaktion":
            trial_department().members.add(user)
    return f"Konto {name}: {password}"


def trial_department():
    """So that the Redaktion can enter something of its own; the town's measures are not given."""
    name = "Fachbereich zum Ausprobieren"
    return Department.objects.get_or_create(slug="ausprobieren", defaults={"name": name})[0]


def group(role):
    try:
        return Group.objects.get(name=role)
    except Group.DoesNotExist as error:
        raise CommandError(
            f"Die Gruppe {role} fehlt. manage.py migrate legt sie wieder an."
        ) from error
