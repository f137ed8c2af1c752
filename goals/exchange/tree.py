"""Tables of a tree: each node is saved by itself, under the tree's lock, parents first."""

from django.core.exceptions import ValidationError
from django.db import transaction

from goals.exchange.resource import ExchangeResource
from goals.models.tree import tree_lock

LOOP = "Dieser Eintrag hinge mittelbar unter sich selbst. Bitte korrigieren."


class TreeResource(ExchangeResource):
    is_tree = True

    def transaction(self):
        return tree_lock(self._meta.model)

    def code_above(self, row):
        """The code of the node that a row shall hang under; nothing at the top."""
        raise NotImplementedError

    def code_of(self, row):
        return getattr(row, self._meta.model.natural_key_field)

    def store(self, reading, lines, reason):
        nodes = self._meta.model._base_manager.values_list(self._meta.model.natural_key_field, "pk")
        saving = _Saving(self, reading, dict(nodes))
        for line in lines:
            line.instance._history_user, line.instance._change_reason = self.user, reason
            saving.save(line)


class _Saving:
    def __init__(self, resource, reading, pks):
        self.resource, self.reading, self.pks = resource, reading, pks
        self.lines = {resource.code_of(line.instance): line for line in reading.lines}
        self.begun, self.waiting, self.done = set(), set(), set()  # numbers of lines

    def save(self, line):
        if line.number in self.begun or line.is_broken or not line.after:
            return
        self.begun.add(line.number)
        self.waiting.add(line.number)
        above = self.resource.code_above(line.instance)
        if self._is_ready(line, self.lines.get(above)):
            self._save(line, above)
        self.waiting.remove(line.number)

    def _is_ready(self, line, parent):
        """What it shall hang under stands; where that has a fault of its own, this has none."""
        if parent is None or not parent.after:
            return True
        if parent.number in self.waiting:
            self.reading.refuse_line(line, LOOP)
            return False
        self.save(parent)
        return parent.number in self.done

    def _save(self, line, above):
        row = line.instance
        row.parent_id = self.pks.get(above)
        try:
            with transaction.atomic():
                row.save()
        except ValidationError as error:
            self.reading.refuse_errors(line, "", error)
        else:
            self.done.add(line.number)
            self.pks[self.resource.code_of(row)] = row.pk
