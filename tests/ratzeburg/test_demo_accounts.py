import re

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.http import HttpRequest

from measures.models import Department
from tests.factories import make_measure

pytestmark = pytest.mark.django_db

NAMES = ["verwaltung", "redaktion", "rat", "administration"]
KEPT = (
    "besteht schon, das Passwort wurde beim Anlegen gezeigt "
    "(neu: manage.py demo_accounts --new-passwords)"
)


@pytest.fixture(autouse=True)
def debug(settings):
    settings.DEBUG = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast


@pytest.fixture
def run(capsys):
    """Runs the command and gives what it says about each account, in its order."""

    def run(*args):
        call_command("demo_accounts", *args)
        lines = capsys.readouterr().out.splitlines()
        return dict(re.fullmatch(r"Konto (\w+): (.+)", line).groups() for line in lines)

    return run


def signed_in(passwords):
    return {
        name: authenticate(HttpRequest(), username=name, password=text) is not None
        for name, text in passwords.items()
    }


def forget(name):
    user = User.objects.get(username=name)
    user.departments.clear()
    user.delete()


def test_makes_an_account_per_role(run):
    passwords = run()
    assert list(passwords) == NAMES
    assert signed_in(passwords) == dict.fromkeys(NAMES, True)
    assert {
        user.username: ([g.name for g in user.groups.all()], user.is_staff, user.is_superuser)
        for user in User.objects.all()
    } == {
        "verwaltung": (["Verwaltung"], True, False),
        "redaktion": (["Redaktion"], True, False),
        "rat": (["Rat"], False, False),
        "administration": (["Administration"], True, True),
    }


def test_the_redaktion_has_a_department_to_try_things_in(run):
    measure = make_measure()
    run()
    department = Department.objects.get()
    assert department.name == "Fachbereich zum Ausprobieren"
    assert [user.username for user in department.members.all()] == ["redaktion"]
    measure.refresh_from_db()
    assert measure.department is None

    department.members.clear()
    run()
    assert not department.members.exists()
    forget("redaktion")
    run()
    assert [user.username for user in department.members.all()] == ["redaktion"]


def test_passwords_are_long_fresh_and_readable(run):
    passwords = [*run().values(), *run("--new-passwords").values()]
    assert len(set(passwords)) == 8
    form = re.compile(r"([a-hjkmnp-z2-9]{4}-){4}[a-hjkmnp-z2-9]{4}")
    assert [text for text in passwords if not form.fullmatch(text)] == []


def test_passwords_are_not_stored_in_the_clear(run):
    passwords = run()
    stored = str(list(User.objects.values()))
    assert [text for text in passwords.values() if text in stored] == []


def test_an_existing_account_is_left_alone(run):
    passwords = run()
    rat = User.objects.get(username="rat")
    rat.groups.clear()
    forget("redaktion")
    before = list(User.objects.order_by("pk").values())
    again = run()
    assert again.pop("redaktion") not in {KEPT, passwords.pop("redaktion")}
    assert again == {"verwaltung": KEPT, "rat": KEPT, "administration": KEPT}
    assert list(User.objects.exclude(username="redaktion").order_by("pk").values()) == before
    assert list(rat.groups.all()) == []
    assert signed_in(passwords) == dict.fromkeys(passwords, True)


def test_new_passwords_on_request(run):
    old = run()
    others = list(User.objects.order_by("pk").values("username", "is_staff", "groups"))
    new = run("--new-passwords")
    assert signed_in(old) == dict.fromkeys(NAMES, False)
    assert signed_in(new) == dict.fromkeys(NAMES, True)
    assert list(User.objects.order_by("pk").values("username", "is_staff", "groups")) == others


@pytest.mark.parametrize("args", [[], ["--new-passwords"]])
def test_refuses_in_production(run, settings, args):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="nur mit DEBUG=on"):
        run(*args)
    assert list(User.objects.all()) == []


def test_a_missing_group_is_named_and_no_account_is_made(run):
    Group.objects.get(name="Rat").delete()
    with pytest.raises(CommandError, match="Die Gruppe Rat fehlt"):
        run()
    assert list(User.objects.all()) == []
