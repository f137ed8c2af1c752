"""All that a database holds, to compare what it was before with what it is after."""

from django.apps import apps
from django.db import connection

# What a request may leave behind without anything having happened.
TRACES = ("django_session", "django_admin_log", "axes_")


def everything():
    """table → its rows, in a fixed order, without traces of having been there."""
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True, include_swapped=True)
        if not model._meta.db_table.startswith(TRACES)
    }
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in sorted(tables)}


def _rows(cursor, table):
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  (our names)
    return sorted(cursor.fetchall(), key=repr)
