"""What happened to a row and to the rows below it, save by save, in the words of the form."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain

from django.contrib.auth import get_user_model

from goals.differences import Difference, LinkDifference, in_words
from goals.models.content import Record

APART = timedelta(seconds=1)  # records of one save are written closer together than that
ADDED, CHANGED, DELETED = "+", "~", "-"


@dataclass(frozen=True)
class Line:
    """One record as far as it takes to bring all of them in order."""

    model: type
    record: int
    when: datetime
    user: int | None
    kind: str
    row: int


@dataclass(frozen=True)
class Change:
    """What one save did to one row."""

    kind: str
    model_name: str
    title: str
    differences: tuple


@dataclass(frozen=True)
class Entry:
    """One save: who, when, why, and all that it changed."""

    when: datetime
    user: object
    reason: str
    changes: tuple
    restorable: int | None  # the record of the row itself that the save left behind


class Story:
    """The history of one row and of the rows that are linked to it by the fields `links_up`."""

    def __init__(self, model, pk, links_up=()):
        self.model, self.pk, self.links_up = model, pk, tuple(links_up)

    @cached_property
    def saves(self):
        """Lists of lines that belong together, newest first."""
        found = []
        for line in sorted(self._lines(), key=lambda line: (line.when, line.record)):
            last = found[-1] if found else None
            if last and belongs_to(line, last):
                last.append(line)
            else:
                found.append([line])
        return found[::-1]

    def entries(self, saves):
        """The saves in full: a fixed number of queries, however many there are."""
        lines = list(chain.from_iterable(saves))
        before = self._before(lines)
        states = {}
        for model in {line.model for line in lines}:
            numbers = {line.record for line in lines if line.model is model}
            numbers |= {before[line] for line in lines if line.model is model} - {None}
            states |= {(model, state.number): state for state in states_of(model, numbers)}
        names = Names(states.values())
        users = get_user_model()._default_manager.in_bulk({line.user for line in lines} - {None})
        return [self._entry(save, before, states, names, users) for save in saves]

    def _lines(self):
        below = [(field.model, field.attname) for field in self.links_up]
        for model, lookup in ((self.model, "id"), *below):
            rows = model.history.filter(**{lookup: self.pk}).values_list(
                "history_id", "history_date", "history_user_id", "history_type", "id"
            )
            yield from (Line(model, *row) for row in rows)

    def _before(self, lines):
        """line → number of the record before it of the same row, or None."""
        newest, found, wanted = {}, {}, set(lines)
        for line in chain.from_iterable(self.saves[::-1]):
            if line in wanted:
                found[line] = newest.get((line.model, line.row))
            newest[line.model, line.row] = line.record
        return found

    def _entry(self, save, before, states, names, users):
        changes = []
        for line in save:
            state = states[line.model, line.record]
            old = states.get((line.model, before[line]))
            differences = () if line.kind == DELETED else differ(old, state, names)
            changes.append(
                Change(
                    line.kind,
                    str(line.model._meta.verbose_name),
                    state.title(names),
                    tuple(found for found in differences if found.field not in self.links_up),
                )
            )
        own = [line for line in save if line.model is self.model and line.kind != DELETED]
        reasons = [states[line.model, line.record].record.history_change_reason for line in save]
        return Entry(
            save[0].when,
            users.get(save[0].user),
            next(filter(None, reasons), ""),
            tuple(changes),
            own[-1].record if own else None,
        )


def belongs_to(line, save):
    """Part of the same save: at once, by the same person, and not the same row twice."""
    is_close = line.when - save[-1].when < APART and line.user == save[-1].user
    return is_close and (line.model, line.row) not in {(other.model, other.row) for other in save}


@dataclass(frozen=True)
class State:
    """A row as a record holds it: {field: value}, {many-to-many field: numbers}."""

    record: object
    values: dict
    links: dict

    @property
    def number(self):
        return self.record.history_id

    def title(self, names):
        """What the row was called then; without the library's query for each record."""
        row = self.record.instance_type(
            **{field.attname: value for field, value in self.values.items()}, pk=self.record.id
        )
        for field, pk in self.values.items():
            if field.many_to_one and (related := names.row(field, pk)):
                setattr(row, field.name, related)
        return str(row)


def states_of(model, numbers):
    """The states that records hold: one query, and one for each many-to-many field."""
    records = list(model.history.filter(history_id__in=numbers))
    names = {field.name for field in model.record.fields_included(model)}
    columns = [
        field
        for field in model._meta.concrete_fields
        if field.name in names and field.editable and not field.primary_key
    ]
    links = {field: links_of(field, numbers) for field in recorded_links(model)}
    return [
        State(
            record,
            {field: getattr(record, field.attname) for field in columns},
            {field: found[record.history_id] for field, found in links.items()},
        )
        for record in records
    ]


def recorded_links(model):
    """The many-to-many fields of a model whose history is kept, in the order of the model."""
    kept = {field.name for field in model.history.model._history_m2m_fields}
    return [field for field in model._meta.many_to_many if field.name in kept]


def links_of(field, numbers):
    """{number of a record: numbers of the rows that it was linked to}."""
    found = defaultdict(set)
    target = field.m2m_reverse_field_name() + "_id"
    rows = Record.m2m_models[field].objects.filter(history_id__in=numbers)
    for number, pk in rows.values_list("history_id", target):
        found[number].add(pk)
    return found


class Names:
    """What the rows are called that states refer to: one query for each model."""

    def __init__(self, states):
        wanted = defaultdict(set)
        for state in states:
            for field, value in state.values.items():
                if field.many_to_one and value is not None:
                    wanted[field.related_model].add(value)
            for field, pks in state.links.items():
                wanted[field.related_model] |= pks
        self._rows = {
            model: model._base_manager.in_bulk(pks) for model, pks in wanted.items() if pks
        }
        self._gone = {
            model: names_of_gone(model, wanted[model] - found.keys())
            for model, found in self._rows.items()
        }

    def row(self, field, pk):
        return self._rows.get(field.related_model, {}).get(pk)

    def get(self, field, pk):
        row = self.row(field, pk)
        gone = self._gone[field.related_model]
        return str(row) if row else gone.get(pk, f"Nr. {pk} (gelöscht)")

    def all(self, field, pks):
        return tuple(sorted(self.get(field, pk) for pk in pks))


def names_of_gone(model, pks):
    """{number: name} of rows that are gone, as their own history calls them."""
    if not pks or not hasattr(model, "history"):
        return {}
    newest = model.history.filter(id__in=pks).order_by("history_date", "history_id")
    return {record.id: f"{record.instance} (gelöscht)" for record in newest}


def differ(old, new, names):
    """The differences between two states; without an old one, all that the new one holds."""
    for field, value in new.values.items():
        before = old.values[field] if old else None
        if before != value:
            words = [_words(field, each, names) for each in (before, value)]
            if any(words):
                yield Difference(field, *words)
    for field, pks in new.links.items():
        before = old.links[field] if old else set()
        if before != pks:
            removed, added = names.all(field, before - pks), names.all(field, pks - before)
            yield LinkDifference(field, removed, added)


def _words(field, value, names):
    if field.many_to_one:
        return "" if value is None else names.get(field, value)
    return in_words(field, value)
