"""What rows are linked to, read without making objects of it: one query for each field."""

from collections import defaultdict

from django.db import connections, router
from simple_history.utils import get_m2m_field_name, get_m2m_reverse_field_name


def names(field):
    """The model of a many-to-many field's links, and its columns on either side."""
    through = field.remote_field.through
    owner, target = get_m2m_field_name(field), get_m2m_reverse_field_name(field)
    return through, f"{owner}_id", f"{target}_id"


def pairs(field, rows):
    """(pk of the link, pk of the row, pk of what it is linked to) for all links of the rows."""
    through, owner, target = names(field)
    found = through._base_manager.filter(**{f"{owner}__in": {row.pk for row in rows}})
    return found.values_list("pk", owner, target)


def load(rows):
    """Gives each stored row its `linked`: name of the field → pks."""
    for row in rows:
        unlinked(row)
    by_pk = {row.pk: row for row in rows}
    for field in rows[0]._meta.many_to_many if rows else ():
        for _, row, other in pairs(field, rows):
            by_pk[row].linked[field.name].add(other)
    return rows


def unlinked(row):
    row.linked = {field.name: set() for field in row._meta.many_to_many}
    return row


def present(field, rows):
    """pk of the row → {pk of what it is linked to: pk of the link}."""
    found = defaultdict(dict)
    for pk, row, other in pairs(field, rows):
        found[row][other] = pk
    return found


def insert(model, columns, rows):
    """Rows of numbers straight into a table; as objects they would take half of an import."""
    connection = connections[router.db_for_write(model)]
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    marks = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(model._meta.db_table)
    if rows:
        with connection.cursor() as cursor:
            # Names of our own models, values as parameters.
            cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", rows)  # noqa: S608
