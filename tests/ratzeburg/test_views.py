"""The start page, the sign-in, the watch over the installation and the groups."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from measures.models import Phase
from ratzeburg.roles import create_roles
from tests.factories import (
    make_goal,
    make_measure,
    make_place,
    make_quarter,
    make_report,
    make_town,
)
from tests.production import SECRET, python

pytestmark = pytest.mark.django_db

PASSWORD = "ein langes Passwort"


def make_user(username, **values):
    return User.objects.create_user(username, password=PASSWORD, **values)


def sign_in(client, username="verwaltung", password=PASSWORD, **more):
    return client.post("/anmelden/", {"username": username, "password": password, **more})


class TestStart:
    def test_shows_leitziele_places_and_what_changed(self, client):
        make_goal("1.1.1", text="Ein Handlungsziel")
        make_goal("2", title="Wohnen", text="Gut wohnen")
        make_town()
        make_quarter("Barkenkamp", make_place("Vorstadt"))
        for number in range(1, 8):
            make_report(
                make_measure(f"Maßnahme {number}"), on=f"2025-01-0{number}", phase=Phase.PLANNING
            )
        page = client.get("/")

        assert re.findall(r'href="(/ziele/[\d.]+/)"', page.text) == ["/ziele/1/", "/ziele/2/"]
        assert re.findall(r'href="(/stadtteile/\w+/)"', page.text) == [
            "/stadtteile/ratzeburg/",
            "/stadtteile/vorstadt/",
            "/stadtteile/barkenkamp/",
        ]
        assert re.findall(r'href="/massnahmen/manahme-(\d)/"', page.text) == [*"76543"]
        assert "<title>7 in Planung</title>" in page.text  # Leitziel 1
        assert "keine Maßnahme bekannt" in page.text  # Leitziel 2

    def test_works_before_there_is_any_content(self, client):
        assert client.get("/").status_code == 200


class TestWrongAddress:
    @pytest.mark.parametrize("debug", [False, True])
    def test_gets_the_portals_own_page(self, client, settings, debug):
        settings.DEBUG = debug
        for address in (
            "/gibt-es-nicht/",
            "/massnahmen/gibt-es-nicht/",
            "/ziele/9/",
            "/angebote/9/",
        ):
            response = client.get(address)
            assert (address, response.status_code) == (address, 404)
            assert "<h1>Diese Seite gibt es nicht</h1>" in response.text
            assert "urlconf" not in response.text.lower()


class TestSignIn:
    @pytest.fixture(autouse=True)
    def accounts(self):
        make_user("verwaltung", is_staff=True, is_superuser=True)
        make_user("rat").groups.add(Group.objects.get(name="Rat"))

    @pytest.mark.parametrize(
        ("username", "goes_on_to"), [("verwaltung", "/admin/"), ("rat", "/statusbericht/")]
    )
    def test_leads_people_to_their_work(self, client, username, goes_on_to):
        response = sign_in(client, username)
        assert response.status_code == 302
        assert response["Location"] == goes_on_to
        assert client.get(goes_on_to).status_code == 200

    @pytest.mark.parametrize(
        "wanted", ["/statusbericht/?ort=insel&format=xlsx", "/massnahmen/", "/admin/auth/user/?q=a"]
    )
    def test_leads_on_to_the_page_that_was_asked_for(self, client, wanted):
        assert sign_in(client, next=wanted)["Location"] == wanted
        # Who is signed in already goes on at once.
        assert client.get("/anmelden/", {"next": wanted})["Location"] == wanted

    @pytest.mark.parametrize(
        "wanted",
        [
            "https://evil.example/",
            "http://evil.example/",
            "//evil.example/",
            "///evil.example/",
            r"/\evil.example/",
            r"\\evil.example/",
            r"\/evil.example/",
            "/\t/evil.example/",
            " //evil.example/",
            "http:/evil.example/",
            "http:evil.example",
            "http:///evil.example/",
            "https://testserver@evil.example/",
            "https://testserver.evil.example/",
            "https://evil.example\\@testserver/",
            "javascript:alert(1)",
            "data:text/html,x",
            "\x00/admin/",
            "",
        ],
    )
    def test_leads_to_no_other_site(self, client, wanted):
        page = client.get("/anmelden/", {"next": wanted})
        assert re.findall(r'name="next" value="(.*)"', page.text) == [""]
        assert sign_in(client, next=wanted)["Location"] == "/admin/"
        # Nor for those who are signed in.
        page = client.get("/anmelden/", {"next": wanted})
        assert page.status_code == 200
        assert "evil" not in page.text
        assert client.post("/abmelden/", {"next": wanted})["Location"] == "/"

    def test_the_admin_has_no_other(self, client):
        response = client.get("/admin/auth/user/?q=a%26b", follow=True)
        assert response.redirect_chain == [
            ("/admin/login/?next=/admin/auth/user/%3Fq%3Da%2526b", 302),
            ("/anmelden/?next=%2Fadmin%2Fauth%2Fuser%2F%3Fq%3Da%2526b", 302),
        ]
        wanted = unescape(re.search(r'name="next" value="(.*)"', response.text)[1])
        assert wanted == "/admin/auth/user/?q=a%26b"
        assert sign_in(client, next=wanted)["Location"] == wanted

    def test_the_council_is_told_that_the_admin_is_not_for_it(self, client):
        response = client.post(
            "/anmelden/",
            {"username": "rat", "password": PASSWORD, "next": "/admin/"},
            follow=True,
        )
        assert [address for address, _ in response.redirect_chain] == [
            "/admin/",
            "/admin/login/?next=/admin/",
            "/anmelden/?next=%2Fadmin%2F",
        ]
        assert response.status_code == 403
        assert "Ihr Konto „rat“ hat keinen Zugang zum Bereich der Verwaltung" in response.text
        assert 'href="/admin/"' not in response.text
        assert 'action="/abmelden/"' in response.text

    @pytest.mark.parametrize(
        ("username", "links"),
        [("verwaltung", ["/admin/", "/statusbericht/"]), ("rat", ["/statusbericht/"])],
    )
    def test_who_is_signed_in_sees_so_and_can_sign_out(self, client, username, links):
        client.force_login(User.objects.get(username=username))
        page = client.get("/anmelden/")
        main = page.text[page.text.index("<main") : page.text.index("</main>")]

        assert page.status_code == 200
        assert f"Ihr Konto heißt „{username}“." in main
        assert re.findall(r'href="(.+?)"', main) == links
        assert re.findall(r'action="(.+?)"', main) == ["/abmelden/"]

        response = client.post("/abmelden/")
        assert (response.status_code, response["Location"]) == (302, "/")
        assert "_auth_user_id" not in client.session
        assert "Zum Ansehen des Portals brauchen Sie kein Konto" in client.get("/anmelden/").text

    def test_nobody_is_signed_out_by_a_link(self, client):
        client.force_login(User.objects.get(username="rat"))
        assert client.get("/abmelden/").status_code == 405
        assert "_auth_user_id" in client.session

    def test_the_same_is_said_of_an_unknown_name_and_of_a_wrong_password(self, client):
        make_user("ausgeschieden", is_active=False)
        pages = [
            sign_in(client, "verwaltung", "falsch"),
            sign_in(client, "VERWALTUNG", PASSWORD),
            sign_in(client, "gibt-es-nicht", PASSWORD),
            sign_in(client, "ausgeschieden", PASSWORD),
            sign_in(client, "' OR 1=1 --", "x" * 5000),
        ]
        assert {page.status_code for page in pages} == {200}
        assert len({tuple(page.context["form"].non_field_errors()) for page in pages}) == 1
        assert len({re.sub(r'value=".*?"', "", page.text) for page in pages}) == 1
        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize("username", ["\x00", "verwaltung\x00", "", " "])
    def test_a_name_that_cannot_be_one(self, client, username):
        page = sign_in(client, username)
        assert page.status_code == 200
        assert [*page.context["form"].errors] == ["username"]

    def test_a_session_of_before_is_worth_nothing_afterwards(self, client):
        session = client.session
        session["planted"] = "yes"
        session.save()
        before = session.session_key
        client.cookies["sessionid"] = before
        sign_in(client)
        after = client.cookies["sessionid"].value

        assert after != before
        other = Client()
        other.cookies["sessionid"] = before
        assert other.get("/admin/").status_code == 302
        client.post("/abmelden/")
        other.cookies["sessionid"] = after
        assert other.get("/admin/").status_code == 302

    def test_an_outdated_form_is_explained(self):
        client = Client(enforce_csrf_checks=True)
        response = sign_in(client)
        assert response.status_code == 403
        assert "<h1>Dieses Formular gilt nicht mehr</h1>" in response.text


class TestHealthz:
    def test_all_is_well(self, client):
        response = client.get("/healthz")
        assert (response.status_code, response.text) == (200, "ok\n")
        assert response["Content-Type"] == "text/plain"
        assert client.head("/healthz").status_code == 200
        assert client.post("/healthz").status_code == 405

    def test_a_waiting_migration_is_named(self, client):
        recorder = MigrationRecorder(connection)
        recorder.record_unapplied("measures", "0002_roles_and_history")
        response = client.get("/healthz")
        assert response.status_code == 503
        assert response.text.startswith("migrations: ")
        assert "measures.0002_roles_and_history" in response.text

    @pytest.mark.parametrize(
        "url", ["sqlite:////gibt/es/nicht.sqlite3", "postgres://nobody@127.0.0.1:1/nichts"]
    )
    def test_a_database_out_of_reach_is_said(self, url):
        done = python("-c", ASK, SECRET_KEY=SECRET, DATABASE_URL=url)
        assert done.stdout == "503 database: not reachable\n", done.stderr

    def test_a_database_without_tables_is_said(self, tmp_path):
        done = python(
            "-c", ASK, SECRET_KEY=SECRET, DATABASE_URL=f"sqlite:///{tmp_path / 'new.sqlite3'}"
        )
        assert done.stdout.startswith("503 migrations: "), done.stderr


# Over plain HTTP, as the machine itself asks an installation behind TLS.
ASK = """
import django
django.setup()
from django.test import Client
response = Client(SERVER_NAME="127.0.0.1").get("/healthz")
print(response.status_code, response.text, end="")
"""


class TestRoles:
    def test_the_groups_are_there_after_migrate(self):
        rights = {
            group.name: {*group.permissions.values_list("codename", flat=True)}
            for group in Group.objects.all()
        }
        assert set(rights) == {"Redaktion", "Verwaltung", "Rat", "Administration"}
        assert rights["Rat"] == {"see_unpublished"}
        assert rights["Redaktion"] == {
            f"{action}_{model}"
            for model, actions in {
                "offer": "view add change export",
                "offerdate": "view add change delete",
                "document": "view add change",
                "measure": "view add change export",
                "milestone": "view add change delete",
                "progressreport": "view add change export",
                "resolution": "view add change",
                "organisation": "view",
            }.items()
            for action in actions.split()
        }
        assert rights["Administration"] == {
            f"{action}_{model}"
            for action in ("view", "add", "change", "delete")
            for model in ("user", "group")
        }
        content = Permission.objects.filter(
            content_type__app_label__in=["goals", "districts", "measures"]
        ).exclude(content_type__model__startswith="historical")
        assert rights["Verwaltung"] == {*content.values_list("codename", flat=True)}
        assert {"publish_measure", "import_goal", "export_offer", "every_department"} <= rights[
            "Verwaltung"
        ]

    def test_what_the_town_changed_stays(self):
        council = Group.objects.get(name="Rat")
        council.permissions.add(Permission.objects.get(codename="view_measure"))
        Group.objects.get(name="Verwaltung").permissions.clear()
        Group.objects.get(name="Redaktion").delete()
        call_command("migrate", verbosity=0)

        assert [p.codename for p in council.permissions.all()] == [
            "see_unpublished",
            "view_measure",
        ]
        assert not Group.objects.get(name="Verwaltung").permissions.exists()
        assert Group.objects.get(name="Redaktion").permissions.count() == 27

    def test_making_them_twice_makes_them_once(self):
        create_roles(using="default")
        assert Group.objects.count() == 4
