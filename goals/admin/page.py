"""A whole change page against what is stored by now: its main form and the rows below it."""

import re
from dataclasses import dataclass

from goals.admin.rows import Row, as_sent


@dataclass(frozen=True)
class Clash:
    """A row that somebody else changed or deleted while the sender worked on it."""

    name: str
    row: object  # as stored; None where it is gone
    note: str
    differences: tuple  # (label, stored, sent, whose)


class Page:
    """The bound forms of one page and the marks of what its sender saw."""

    def __init__(self, form, formsets, seen):
        self.form, self.seen = form, seen
        self.formsets = [(formset, inline) for formset, inline in formsets if formset.is_bound]

    def marks(self):
        return marks_of(self.form, [formset for formset, _ in self.formsets])

    def clashes(self):
        main = Row(self.form, self.seen.get(""))
        if main.is_contested:
            yield Clash(
                str(self.form.instance._meta.verbose_name),
                self.form.instance,
                "",
                tuple(main.differences()),
            )
        for formset, can_change in self.formsets:
            if can_change:
                yield from self._clashes_below(formset)

    def _clashes_below(self, formset):
        name = str(formset.model._meta.verbose_name)
        for form in formset.initial_forms:
            row = self._row(formset, form)
            if not form.instance.pk:
                if row.mine and not row.is_deleted_by_sender:
                    note = "Inzwischen gelöscht. Ihre Fassung steht unten als neuer Eintrag."
                    yield Clash(name, None, note, tuple(row.differences()))
            elif row.is_contested:
                note = "Sie wollten löschen." if row.is_deleted_by_sender else ""
                yield Clash(name, form.instance, note, tuple(row.differences()))

    def _row(self, formset, form):
        seen = self.seen.get(formset.prefix, {})
        return Row(form, seen.get(str(form["id"].data)))

    def merged(self, data):
        """What was sent, with what others changed in the meantime where the sender did not."""
        data = data.copy()
        put(data, Row(self.form, self.seen.get("")).renewed())
        for formset, _ in self.formsets:
            self._merge_below(formset, data)
        return data

    def _merge_below(self, formset, data):
        """Line the rows up anew: those that are stored now, then what the sender adds."""
        prefix = formset.prefix
        sent = {form.instance.pk: form for form in formset.initial_forms if form.instance.pk}
        stored = list(formset.get_queryset())
        blocks = [
            self._sent_block(formset, sent[row.pk], data)
            if row.pk in sent
            else stored_block(formset, row)
            for row in stored
        ]
        for form in formset.initial_forms:
            row = self._row(formset, form)
            if not form.instance.pk and row.mine and not row.is_deleted_by_sender:
                block = block_of(data, form.prefix)
                block.pop(("", "id"), None)
                blocks.append(block)
        blocks += [block_of(data, form.prefix) for form in formset.extra_forms]
        below = re.compile(rf"(initial-)?{re.escape(prefix)}-\d+-")
        for key in [key for key in data if below.match(key)]:
            del data[key]
        for number, block in enumerate(blocks):
            for (before, name), values in block.items():
                data.setlist(f"{before}{prefix}-{number}-{name}", values)
        data[f"{prefix}-TOTAL_FORMS"] = str(len(blocks))
        data[f"{prefix}-INITIAL_FORMS"] = str(len(stored))

    def _sent_block(self, formset, form, data):
        put(data, self._row(formset, form).renewed())
        return block_of(data, form.prefix)


def marks_of(form, formsets):
    """The marks of all that a page was filled with: {prefix: {…}}, the main form's prefix is ""."""
    marks = {"": Row(form).marks()}
    for formset in formsets:
        marks[formset.prefix] = {
            str(row.instance.pk): Row(row).marks()
            for row in formset.initial_forms
            if row.instance.pk
        }
    return marks


def put(data, pairs):
    for name, values in pairs:
        data.setlist(name, values) if values else data.pop(name, None)


def block_of(data, prefix):
    """What was sent of one row: {("" or "initial-", name): values}."""
    return {
        (before, key.removeprefix(f"{before}{prefix}-")): data.getlist(key)
        for before in ("", "initial-")
        for key in data
        if key.startswith(f"{before}{prefix}-")
    }


def stored_block(formset, row):
    """A row that somebody else added, as if its page had been open already."""
    form = formset.form(instance=row, **formset.form_kwargs)
    block = {("", "id"): [str(row.pk)], ("", formset.fk.name): [str(formset.instance.pk)]}
    for name in Row(form).fields:
        bound = form[name]
        value = bound.field.prepare_value(bound.initial)
        for key, values in as_sent(bound.field.widget, name, value):
            block["", key] = values
        if bound.field.show_hidden_initial:
            for key, values in as_sent(bound.field.hidden_widget(), name, value):
                block["initial-", key] = values
    return {key: values for key, values in block.items() if values}
