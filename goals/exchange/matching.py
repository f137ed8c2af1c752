"""Which row of the database a row of a file is about."""

from collections import defaultdict

from django.utils.text import slugify

from goals.exchange.cells import as_read
from goals.models.content import fold

NO_NUMBER = "Diese Nummer gibt es nicht. Für einen neuen Eintrag bitte leer lassen."
UNCLEAR = (
    "Das ist nicht eindeutig: Mehrere Einträge heißen so, wenn man von Groß- und Kleinschreibung "
    "absieht. Bitte genau so schreiben, wie es im Portal steht."
)
EMPTY = (None, "")
SLUG = 90  # characters, which leaves room for a number behind


class Matching:
    """Finds the stored rows of all lines with one query per key, and loads them with one more."""

    def __init__(self, reading):
        self.reading, self.resource = reading, reading.resource
        self.model = self.resource._meta.model
        self.found = {}  # number of the line → pk

    def match(self, lines, lock):
        self._find(lines)
        stored = self.resource.stored(self.found.values(), lock)
        for line in lines:
            line.instance = stored.get(self.found.get(line.number))
            if line.instance is None:
                line.instance, line.is_new = self.resource.blank_row(), True
        self._refuse_doubles(lines)

    def _find(self, lines):
        keyless = lines
        for names in self.resource.keys:
            if self.reading.header.has(*names):
                columns = [self.resource.fields[name] for name in names]
                self._by_key(columns, [line for line in keyless if _has(line, columns)])
                keyless = [line for line in keyless if not _has(line, columns)]
        if self.resource.alike and self.reading.header.has(*self.resource.alike):
            needed = [self.resource.fields[name] for name in self.resource.alike]
            others = [column for column in self.reading.header.positions if column not in needed]
            columns = needed + [column for column in others if not column.is_number]
            self._by_key(columns, [line for line in keyless if _has(line, needed)])

    def _by_key(self, columns, lines):
        seen, lines = {}, [line for line in lines if _is_readable(line, columns)]
        known = self._known(columns, lines)
        for line in lines:
            key = _key(line.values[column] for column in columns)
            alike = known.get(_folded(key), {})
            pks = {alike[key]} if key in alike else {*alike.values()}
            key = key if key in alike else _folded(key)
            if key in seen:
                self._refuse(line, columns[0], _twice(seen[key]))
            elif len(pks) > 1:
                self._refuse(line, columns[0], UNCLEAR)
            elif pks:
                [self.found[line.number]] = pks
            elif columns[0].is_number:
                self._refuse(line, columns[0], NO_NUMBER)
            seen.setdefault(key, line)

    def _refuse(self, line, column, message):
        """Whether it is new, and what it may lack, is open then."""
        line.is_refused = True
        self.reading.refuse_cell(line, column, message)

    def _known(self, columns, lines):
        """folded key → key → pk, as keys that differ in case alone are two."""
        rows = self.model._base_manager.all()
        if columns[0].source.remote_field:
            rows = rows.filter(
                **{f"{columns[0].name}__in": {line.values[columns[0]] for line in lines}}
            )
        names = [column.source.attname for column in columns]
        known = defaultdict(dict)
        for pk, *values in rows.values_list("pk", *names):
            key = _key(values)
            known[_folded(key)][key] = pk
        return known

    def _refuse_doubles(self, lines):
        """The same row may have been found by two keys."""
        seen = {}
        for line in lines:
            pk = self.found.get(line.number)
            if pk in seen:
                self.reading.refuse_line(line, _twice(seen[pk]))
            elif pk:
                seen[pk] = line


def give_slugs(lines, resource):
    """An address for each new row that says none, from its name."""
    wanting = [line for line in lines if line.is_new and not line.instance.slug]
    if not wanting:
        return
    taken = {line.instance.slug for line in lines}
    taken.update(resource._meta.model._base_manager.values_list("slug", flat=True))
    for line in wanting:
        base = slugify(fold(getattr(line.instance, resource.slug_from)))[:SLUG].strip("-")
        slug, number = base or "eintrag", 1
        while slug in taken:
            number += 1
            slug = f"{base or 'eintrag'}-{number}"
        taken.add(slug)
        line.instance.slug = line.after[resource.fields["slug"]] = slug


def _has(line, columns):
    return not any(line.values[column] in EMPTY for column in columns)


def _is_readable(line, columns):
    return not any(isinstance(line.values[column], ValueError) for column in columns)


def _key(values):
    return tuple(as_read(value) if isinstance(value, str) else value for value in values)


def _folded(key):
    return tuple(fold(value) if isinstance(value, str) else value for value in key)


def _twice(line):
    return f"Dieser Eintrag steht schon in Zeile {line.number}. Bitte eine der beiden löschen."
