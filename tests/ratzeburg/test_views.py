"""The start page, the watch over the installation and the groups."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q

from goals.models.content import Publication
from measures.models import Phase, ProgressReport
from ratzeburg.roles import create_roles
from tests.factories import (
    make_document,
    make_example,
    make_goal,
    make_indicator,
    make_measure,
    make_offer,
    make_organisation,
    make_place,
    make_quarter,
    make_report,
    make_town,
)
from tests.production import SECRET, python

pytestmark = pytest.mark.django_db


def change(row, at):
    """As if the row had been written at that time."""
    name = "created_at" if isinstance(row, ProgressReport) else "changed_at"
    type(row)._base_manager.filter(pk=row.pk).update(**{name: at})


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

    def test_the_foot_says_when_something_public_was_last_changed(self, client):
        measure = make_measure()
        made = [make_goal("2"), make_town(), make_offer(), measure, make_report(measure)]
        made += [make_organisation(), make_document(), make_indicator(), make_example()]
        hidden = {"publication": Publication.DRAFT}
        drafts = [make_report(measure, **hidden), make_document("Geheim", **hidden)]
        drafts += [make(f"Geheim {make}", **hidden) for make in (make_organisation, make_example)]
        for row in drafts:
            change(row, datetime(2031, 1, 1, tzinfo=UTC))
        for day, row in enumerate(made, start=1):
            change(row, datetime(2030, 1, day, 12, tzinfo=UTC))
            foot = f'Letzte Änderung der Inhalte: <time datetime="2030-01-{day:02}">'
            assert foot in client.get("/beispiele/").text, row

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


class TestHealthz:
    def test_all_is_well(self, client):
        response = client.get("/healthz")
        assert (response.status_code, response.text) == (200, "ok\n")
        assert response["Content-Type"] == "text/plain"
        assert client.head("/healthz").status_code == 200
        assert client.post("/healthz").status_code == 405

    def test_a_waiting_migration_is_named(self, client):
        recorder = MigrationRecorder(connection)
        recorder.record_unapplied("measures", "0009_joined_words")
        response = client.get("/healthz")
        assert response.status_code == 503
        assert response.text.startswith("migrations: ")
        assert "measures.0009_joined_words" in response.text

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
                "suggestion": "view change",
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
        } | {"view_infopage", "change_infopage"}
        content = Permission.objects.filter(
            Q(content_type__app_label__in=["goals", "districts", "measures"])
            | Q(content_type__model="infopage")
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
        assert Group.objects.get(name="Redaktion").permissions.count() == 29

    def test_making_them_twice_makes_them_once(self):
        create_roles(using="default")
        assert Group.objects.count() == 4
