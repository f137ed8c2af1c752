"""What keeps the search fast, and what brings its columns up to date; nothing of it is content.

Migrations know nothing of the indexes: a table that SQLite makes anew loses its triggers, and
PostgreSQL may get its extension later. So after each migration what is missing is made.
"""

import warnings

from django.apps import apps as all_apps
from django.db import DatabaseError, connections, transaction

from goals.models.search_lookups import has_trigrams

COLUMNS = ("search_heading", "search")
BATCH = 500  # rows
EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
GIN = """
CREATE INDEX {table}_trigrams ON {table}
USING gin (search_heading gin_trgm_ops, search gin_trgm_ops)
"""
FTS = """
CREATE VIRTUAL TABLE IF NOT EXISTS {table}_trigrams USING fts5(
    search_heading, search, content='{table}', content_rowid='{key}',
    columnsize=0, tokenize='trigram case_sensitive 1'
);
CREATE TRIGGER {table}_searched AFTER INSERT ON {table} BEGIN {add} END;
CREATE TRIGGER {table}_forgotten AFTER DELETE ON {table} BEGIN {drop} END;
CREATE TRIGGER {table}_found AFTER UPDATE OF search_heading, search ON {table}
WHEN old.search_heading <> new.search_heading OR old.search <> new.search
BEGIN {drop} {add} END;
INSERT INTO {table}_trigrams ({table}_trigrams) VALUES ('rebuild')
"""
ADD = """
INSERT INTO {table}_trigrams (rowid, search_heading, search)
VALUES (new.{key}, new.search_heading, new.search);"""
DROP = """
INSERT INTO {table}_trigrams ({table}_trigrams, rowid, search_heading, search)
VALUES ('delete', old.{key}, old.search_heading, old.search);"""


def fill(model, prepare=lambda row: None):
    """Writes the search columns of all rows, for migrations: without history or a new date."""
    fields = [model._meta.get_field(name) for name in COLUMNS]
    rows = model._base_manager
    numbers = list(rows.values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        batch = list(rows.filter(pk__in=numbers[start : start + BATCH]))
        for row in batch:
            prepare(row)
            for field in fields:
                field.pre_save(row, add=False)
        rows.bulk_update(batch, COLUMNS)


def keep_indexes(sender, using, apps=all_apps, **kwargs):
    """After a migration: the index of each search column of an app's tables."""
    make = {"postgresql": index_for_postgres, "sqlite": index_for_sqlite}
    connection = connections[using]
    # As they are now: not all migrations need have run.
    for model in apps.get_models():
        meta = model._meta
        if meta.app_label == sender.label and {*COLUMNS} <= {f.name for f in meta.local_fields}:
            make[connection.vendor](connection, meta)


def index_for_postgres(connection, meta):
    names = {"table": meta.db_table}
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"{meta.db_table}_trigrams"])
        if cursor.fetchone()[0]:
            return
        try:
            with transaction.atomic(connection.alias):
                cursor.execute(EXTENSION)
        except DatabaseError as error:
            warnings.warn(
                f"Die Suche in {meta.db_table} ist langsam: PostgreSQL gibt uns pg_trgm nicht "
                f"({error}). Wer dort die Rechte hat, holt es nach mit „{EXTENSION}“; danach "
                "macht „manage.py migrate“ sie schnell.",
                stacklevel=2,
            )
        else:
            cursor.execute(GIN.format(**names))


def index_for_sqlite(connection, meta):
    if not has_trigrams():
        return
    names = {"table": meta.db_table, "key": meta.pk.column}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s",
            [f"{meta.db_table}_found"],
        )
        if not cursor.fetchone():
            with transaction.atomic(connection.alias):
                for statement in FTS.split(";\n"):
                    parts = {"add": ADD.format(**names), "drop": DROP.format(**names)}
                    cursor.execute(statement.format(**names, **parts))
