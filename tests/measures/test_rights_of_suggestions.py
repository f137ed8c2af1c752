from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection


@pytest.mark.django_db
def test_groups_set_up_earlier_get_the_rights_on_what_people_send_in():
    for group in Group.objects.all():
        group.permissions.clear()
    migration = import_module("measures.migrations.0005_suggestions")
    migration.grant(apps, connection.schema_editor())
    rights = Group.objects.order_by("name", "permissions__codename")
    assert list(rights.values_list("name", "permissions__codename")) == [
        ("Administration", None),
        ("Rat", None),
        ("Redaktion", "change_suggestion"),
        ("Redaktion", "view_suggestion"),
        ("Verwaltung", "change_suggestion"),
        ("Verwaltung", "delete_suggestion"),
        ("Verwaltung", "view_suggestion"),
    ]
