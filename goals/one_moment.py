"""Reads the database as it was at one moment, whatever others write meanwhile."""

from contextlib import contextmanager

from django.db import connection, transaction

BEGIN_READING = {
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "sqlite": "BEGIN",  # takes no lock, unlike atomic() here
}


@contextmanager
def one_moment():
    """Within, all reads see the database as it was at one moment; nobody has to wait."""
    if connection.in_atomic_block:
        # Tests come here; elsewhere `durable` refuses, because this is no snapshot.
        with transaction.atomic(durable=True):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN_READING[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
