"""How a search column is asked, on either database."""

import sqlite3
from contextlib import closing
from functools import cache

from django.db.models import Lookup

TRIGRAM = 3  # characters; shorter texts are in no index
FIRST = 5_000  # rows


@cache
def has_trigrams():
    """Whether SQLite can find a part of a word by an index (FTS5, since 3.34)."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5(c, tokenize='trigram')")
        except sqlite3.OperationalError:
            return False
    return True


class Holds(Lookup):
    """Of each group of texts the column holds at least one.

    PostgreSQL finds the rows by an index of all trigrams, if it has one, SQLite by a table of them.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, _ = self.process_lhs(compiler, connection)
        sql, texts = likes(self.rhs, column, connection)
        return sql, tuple(texts)

    def as_sqlite(self, compiler, connection):
        indexed = [group for group in self.rhs if min(map(len, group)) >= TRIGRAM]
        if not indexed or not has_trigrams():
            return self.as_sql(compiler, connection)
        found = f"{self.row(compiler)} IN ({self.sqlite_rows()})"
        params = (self.match(indexed),)
        if rest := [group for group in self.rhs if group not in indexed]:
            column, _ = self.process_lhs(compiler, connection)
            sql, texts = likes(rest, column, connection)
            found, params = f"({found} AND {sql})", (*params, *texts)
        return found, params

    def row(self, compiler):
        quote = compiler.quote_name_unless_alias
        return f"{quote(self.lhs.alias)}.{quote(self.meta.pk.column)}"

    @property
    def meta(self):
        return self.lhs.target.model._meta

    def sqlite_rows(self):
        table = f"{self.meta.db_table}_trigrams"
        return f"SELECT rowid FROM {table} WHERE {table} MATCH %s"  # noqa: S608 (names of tables)

    def match(self, groups):
        words = " AND ".join(f"({' OR '.join(map(phrase, group))})" for group in groups)
        return f"{self.lhs.target.column} : ({words})"


class AmongFirst(Holds):
    """As `holds`, but only so many rows are found that the answer never takes long.

    They are the first by number, public or not: who gets less has to ask more exactly anyway.
    """

    lookup_name = "among_first"

    def as_sql(self, compiler, connection):
        sql, texts = likes(self.rhs, connection.ops.quote_name(self.lhs.target.column), connection)
        key = connection.ops.quote_name(self.meta.pk.column)
        table = connection.ops.quote_name(self.meta.db_table)
        rows = f"SELECT {key} FROM {table} WHERE {sql} ORDER BY {key} LIMIT {FIRST}"  # noqa: S608
        return f"{self.row(compiler)} IN ({rows})", tuple(texts)

    def as_sqlite(self, compiler, connection):
        if any(len(text) < TRIGRAM for group in self.rhs for text in group):
            return self.as_sql(compiler, connection)
        return super().as_sqlite(compiler, connection)

    def sqlite_rows(self):
        return f"{super().sqlite_rows()} ORDER BY rowid LIMIT {FIRST}"


def likes(groups, column, connection):
    """The condition and its parameters for a plain reading of the column."""
    like = f"{column} {connection.operators['contains'] % '%s'}"
    sql = " AND ".join(f"({' OR '.join([like] * len(group))})" for group in groups)
    literal = connection.ops.prep_for_like_query
    return f"({sql})", [f"%{literal(text)}%" for group in groups for text in group]


def phrase(text):
    """A text as FTS5 takes it to the letter; there is no quotation mark in it."""
    return f'"{text}"'
