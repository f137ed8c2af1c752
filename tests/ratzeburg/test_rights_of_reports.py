from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection


@pytest.mark.django_db
def test_a_group_set_up_earlier_may_freeze_reports():
    """And gets back nothing else that was taken from it since; the other groups get nothing."""
    for group in Group.objects.all():
        group.permissions.clear()
    migration = import_module("ratzeburg.migrations.0002_status_report_rights")
    migration.grant(apps, connection.schema_editor())
    rights = Group.objects.order_by("name", "permissions__codename")
    assert list(rights.values_list("name", "permissions__codename")) == [
        ("Administration", None),
        ("Rat", None),
        ("Redaktion", None),
        ("Verwaltung", "add_statusreport"),
        ("Verwaltung", "change_statusreport"),
        ("Verwaltung", "view_statusreport"),
    ]
