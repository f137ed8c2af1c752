"""A password alone lets no member of staff in."""

import re
import time
from base64 import b32decode
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from ratzeburg.signin.forms import WRONG_CODE
from tests.factories import make_member, make_staff
from tests.production import ACCOUNT, SECRET, python

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PASSWORD = "ein langes Passwort"
NAME = "verwaltung"


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def staff():
    return with_password(make_member("Verwaltung", NAME))


@pytest.fixture
def app(staff):
    return TOTPDevice.objects.create(user=staff, name="App")


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, name=NAME, **more):
    return client.post("/anmelden/", {"username": name, "password": PASSWORD, **more})


def enter(client, code, path="/anmelden/code/"):
    return client.post(path, {"code": code})


def code_of(app):
    return f"{totp(app.bin_key):06}"


def errors(page):
    return [*page.context["form"].errors.get("code", [])]


def opens_the_admin(client):
    return client.get("/admin/goals/goal/").status_code == 200


def fail_often(app, when):
    """As if the tenth wrong code had been entered then."""
    TOTPDevice.objects.filter(pk=app.pk).update(
        throttling_failure_count=10, throttling_failure_timestamp=when
    )


class TestFirstTime:
    def key(self, page):
        secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1]
        return b32decode(secret.replace(" ", ""))

    def test_an_app_is_set_up_on_the_way_in(self, client, staff):
        assert sign_in(client, next="/admin/goals/goal/")["Location"] == "/anmelden/einrichten/"
        assert not opens_the_admin(client)
        page = client.get("/anmelden/einrichten/")
        assert 'src="data:image/svg+xml' in page.text
        assert " style=" not in page.text

        done = enter(client, f"{totp(self.key(page)):06}", "/anmelden/einrichten/")
        assert done.status_code == 200
        codes = re.findall(r"<li><code>(\w+)</code>", done.text)
        assert sorted(codes) == sorted(StaticToken.objects.values_list("token", flat=True))
        assert len(set(codes)) == 10
        assert 'href="/admin/goals/goal/"' in done.text
        assert opens_the_admin(client)

    def test_a_wrong_first_code_sets_up_nothing(self, client, staff):
        sign_in(client)
        page = client.get("/anmelden/einrichten/")
        answer = enter(client, "000000", "/anmelden/einrichten/")
        assert (answer.status_code, errors(answer)) == (200, [WRONG_CODE])
        assert self.key(answer) == self.key(page)
        assert not TOTPDevice.objects.filter(confirmed=True).exists()
        assert not opens_the_admin(client)

    def test_whoever_else_knows_the_password_learns_nothing_of_the_key(self, client, staff):
        sign_in(client)
        key = self.key(client.get("/anmelden/einrichten/"))
        other = Client()
        sign_in(other)
        assert self.key(other.get("/anmelden/einrichten/")) != key
        assert enter(client, f"{totp(key):06}", "/anmelden/einrichten/").status_code == 200
        # The other comes too late.
        assert other.get("/anmelden/einrichten/")["Location"] == "/anmelden/code/"

    def test_a_right_password_alone_shows_nobody_the_key_again(self, client, app):
        assert sign_in(client)["Location"] == "/anmelden/code/"
        assert client.get("/anmelden/einrichten/")["Location"] == "/anmelden/code/"
        assert enter(client, "1", "/anmelden/einrichten/")["Location"] == "/anmelden/code/"

    def test_a_new_phone_takes_the_place_of_the_old(self, client, staff, app):
        sign_in(client)
        enter(client, code_of(app))
        assert "auf einem neuen Telefon" in client.get("/anmelden/").text
        key = self.key(client.get("/anmelden/einrichten/"))
        enter(client, f"{totp(key):06}", "/anmelden/einrichten/")
        assert [device.bin_key for device in TOTPDevice.objects.all()] == [key]
        assert opens_the_admin(client)


class TestCode:
    def test_lets_in_and_leads_on(self, client, app):
        answer = sign_in(client, next="/admin/goals/goal/?q=a")
        assert answer["Location"] == "/anmelden/code/"
        waiting = client.cookies["sessionid"].value
        assert not opens_the_admin(client)
        assert "_auth_user_id" not in client.session

        assert client.get("/anmelden/code/").status_code == 200
        assert enter(client, code_of(app))["Location"] == "/admin/goals/goal/?q=a"
        assert opens_the_admin(client)
        assert client.cookies["sessionid"].value != waiting
        other = Client()
        other.cookies["sessionid"] = waiting
        assert not opens_the_admin(other)
        assert other.get("/anmelden/code/")["Location"] == "/anmelden/"

    def test_a_session_of_before_is_not_the_one_that_waits(self, client, app):
        session = client.session
        session["planted"] = "yes"
        session.save()
        client.cookies["sessionid"] = session.session_key
        sign_in(client)
        assert client.cookies["sessionid"].value != session.session_key
        assert "planted" not in client.session
        other = Client()
        other.cookies["sessionid"] = session.session_key
        assert other.get("/anmelden/code/")["Location"] == "/anmelden/"

    def test_may_be_written_as_apps_show_it(self, client, app):
        sign_in(client)
        code = code_of(app)
        assert enter(client, f" {code[:3]} {code[3:]} ")["Location"] == "/admin/"

    def test_is_taken_once(self, client, app):
        sign_in(client)
        code = code_of(app)
        enter(client, code)
        other = Client()
        sign_in(other)
        answer = enter(other, code)
        assert (answer.status_code, errors(answer)) == (200, [WRONG_CODE])
        assert not opens_the_admin(other)

    def test_wrong_ones_make_wait(self, client, app):
        sign_in(client)
        assert errors(enter(client, "000000")) == [WRONG_CODE]
        assert TOTPDevice.objects.get().throttling_failure_count == 1
        fail_often(app, timezone.now())
        right = code_of(app)
        [said] = errors(enter(client, right))
        assert re.fullmatch(
            r"Nach falschen Codes müssen Sie kurz warten: bis \d\d:\d\d:\d\d Uhr. "
            "Tragen Sie danach den Code ein, der dann in der App steht.",
            said,
        )
        # From wherever it is tried.
        other = Client()
        sign_in(other)
        assert errors(enter(other, right)) != []
        fail_often(app, timezone.now() - timedelta(hours=1))
        assert enter(client, right)["Location"] == "/admin/"

    @pytest.mark.parametrize(
        "code", ["", "x", "1" * 7, "１２３４５６", "\x00", "-1", "1e5", "x" * 50, "'--", "🎠"]
    )
    def test_anything_else_is_wrong(self, client, app, code):
        sign_in(client)
        answer = enter(client, code)
        assert (answer.status_code, len(errors(answer))) == (200, 1)
        assert not opens_the_admin(client)

    def test_of_another_person_is_wrong(self, client, app):
        other = TOTPDevice.objects.create(user=make_staff("andere"), name="App")
        sign_in(client)
        assert errors(enter(client, code_of(other))) == [WRONG_CODE]

    def test_waits_ten_minutes(self, client, app):
        sign_in(client)
        session = client.session
        session["waits_for_second_factor"]["until"] = time.time() - 1
        session.save()
        assert enter(client, code_of(app))["Location"] == "/anmelden/"
        assert not opens_the_admin(client)

    @pytest.mark.parametrize("what", ["password", "is_active"])
    def test_comes_too_late_when_the_account_has_changed(self, client, staff, app, what):
        sign_in(client)
        User.objects.update(**{what: False if what == "is_active" else "other"})
        assert enter(client, code_of(app))["Location"] == "/anmelden/"
        assert not opens_the_admin(client)

    def test_without_the_password_there_is_no_such_page(self, client, app):
        for path in ("/anmelden/code/", "/anmelden/einrichten/"):
            assert client.get(path)["Location"] == "/anmelden/"
            assert enter(client, code_of(app), path)["Location"] == "/anmelden/"


class TestEmergencyCode:
    @pytest.fixture
    def codes(self, staff, app):
        device = staff.staticdevice_set.create(name="Notfallcodes")
        return [device.token_set.create(token=code).token for code in ("abcd2345", "efgh2345")]

    def test_lets_in_once_and_says_how_many_are_left(self, client, codes):
        sign_in(client)
        assert enter(client, "ABCD-2345")["Location"] == "/admin/"
        page = client.get("/admin/goals/goal/").text
        assert "Ein Notfallcode ist verbraucht, übrig: 1." in page
        other = Client()
        sign_in(other)
        assert errors(enter(other, codes[0])) == [WRONG_CODE]

    def test_leads_to_a_new_phone(self, client, codes, app):
        sign_in(client)
        enter(client, codes[1])
        assert client.get("/anmelden/einrichten/").status_code == 200


class TestWhoNeedsIt:
    def test_no_address_of_the_admin_opens_without(self, client):
        client.force_login(make_staff())
        addresses = [
            "/admin/",
            "/admin/jsi18n/",
            "/admin/password_change/",
            "/admin/autocomplete/",
            "/admin/gibt-es-nicht/",
            *(
                f"/admin/{model._meta.app_label}/{model._meta.model_name}/{page}"
                for model in admin.site._registry
                for page in ("", "add/", "1/change/", "1/history/", "1/delete/")
            ),
        ]
        for address in addresses:
            for method in (client.get, client.post):
                answer = method(address)
                there = (address, answer.status_code, answer.get("Location", "").split("?")[0])
                assert there == (address, 302, "/admin/login/")

    def test_who_comes_without_it_signs_in_again(self, client, staff):
        client.force_login(staff)
        page = client.get("/admin/", follow=True)
        assert page.request["PATH_INFO"] == "/anmelden/"
        assert 'name="password"' in page.text
        assert "_auth_user_id" not in client.session

    def test_nor_does_it_help_to_set_up_another_app(self, client, staff, app):
        for user in (staff, with_password(make_staff("ohne-app"))):
            client.force_login(user)
            for method in (client.get, client.post):
                assert method("/anmelden/einrichten/")["Location"] == "/anmelden/"
        assert [*TOTPDevice.objects.all()] == [app]

    def test_the_council_may_do_without(self, client):
        with_password(make_member("Rat", "rat"))
        assert sign_in(client, "rat")["Location"] == "/statusbericht/"
        assert client.get("/anmelden/einrichten/").status_code == 200

    def test_but_is_asked_for_it_once_it_is_set_up(self, client):
        rat = with_password(make_member("Rat", "rat"))
        app = TOTPDevice.objects.create(user=rat, name="App")
        assert sign_in(client, "rat")["Location"] == "/anmelden/code/"
        assert enter(client, code_of(app))["Location"] == "/statusbericht/"

    def test_nobody_where_it_is_switched_off(self, client, settings, app):
        settings.SECOND_FACTOR = False
        assert sign_in(client)["Location"] == "/admin/"
        assert opens_the_admin(client)
        assert client.get("/anmelden/einrichten/")["Location"] == "/anmelden/"

    def test_a_session_ends_with_its_app(self, client, app):
        sign_in(client)
        enter(client, code_of(app))
        app.delete()
        assert not opens_the_admin(client)


INSTALLED = """
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
User.objects.create_superuser(**{account})
client = Client(SERVER_NAME="localhost")
answers = [
    client.post("/anmelden/", {account}, secure=True),
    client.get("/admin/", secure=True),
]
print([answer["Location"] for answer in answers])
"""


@pytest.mark.parametrize(
    ("env", "leads_to"),
    [
        ({"SECRET_KEY": SECRET, "TLS": "on"}, "/anmelden/einrichten/"),
        ({"SECRET_KEY": SECRET, "SECOND_FACTOR": "on", "DEBUG": "on"}, "/anmelden/einrichten/"),
    ],
)
def test_an_installation_asks_for_it_unless_told(tmp_path, env, leads_to):
    url = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    done = python("-c", INSTALLED.format(account=ACCOUNT), DATABASE_URL=url, **env)
    assert done.stdout == f"['{leads_to}', '/admin/login/?next=/admin/']\n", done.stderr
