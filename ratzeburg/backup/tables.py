"""The rows of all tables as lines of JSON, which either database can take in."""

import json
from base64 import b64encode
from datetime import date, time
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# Sign-ins that are under way, and failed ones: neither is worth keeping.
LEFT_OUT = ("sessions", "axes")
BATCH = 1000


def all_tables():
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def kept_tables():
    """label → model of each table that is part of a backup."""
    return {
        model._meta.label_lower: model
        for model in all_tables()
        if model._meta.app_label not in LEFT_OUT
    }


def columns(model):
    return [field.column for field in model._meta.local_concrete_fields]


def applied_migrations():
    """[app, name] of each; None where the database isn't as the program expects it."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return None
    return sorted(map(list, executor.loader.applied_migrations))


def lines(model):
    names = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=BATCH):
        yield json.dumps(row, ensure_ascii=False, default=_as_text)


def _as_text(value):
    """What the field's to_python() reads back to the last digit; isoformat() would do as well."""
    if isinstance(value, (date, time, Decimal, UUID)):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return b64encode(value).decode()
    raise TypeError(f"no text for {type(value)}")


def lock_tables():
    """Nobody else writes until the transaction ends. SQLite's transactions are that lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            names = ", ".join(_quoted(model) for model in all_tables())
            cursor.execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def empty_tables():
    """All that a backup replaces, and the sign-ins under way: they belong to other accounts."""
    sessions = apps.get_model("sessions", "Session")
    with connection.cursor() as cursor:
        for model in [sessions, *kept_tables().values()]:
            cursor.execute(f"DELETE FROM {_quoted(model)}")  # noqa: S608  (our names)


def fill(model, rows):
    """Insert lines as they are: no signal, no history, no column that computes itself."""
    fields = model._meta.local_concrete_fields
    names = ", ".join(map(connection.ops.quote_name, columns(model)))
    marks = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {_quoted(model)} ({names}) VALUES ({marks})"  # noqa: S608  (our names)
    values = (
        [
            field.get_db_prep_save(field.to_python(value), connection)
            for field, value in zip(fields, json.loads(row), strict=True)
        ]
        for row in rows
    )
    with connection.cursor() as cursor:
        while batch := list(islice(values, BATCH)):
            cursor.executemany(insert, batch)


def finish_filling():
    """New rows get numbers of their own, and no row refers to one that isn't there."""
    models = list(kept_tables().values())
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    connection.check_constraints()


def _quoted(model):
    return connection.ops.quote_name(model._meta.db_table)
