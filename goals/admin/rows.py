"""One form against what is stored by now: who changed which field since the form was opened.

A form carries the marks of all values that it was filled with. From them, from what is stored
and from what comes back follows field by field who changed it: the other one, this one, or both.
"""

from django.forms import CheckboxInput, FileInput, MultiWidget
from django.forms.models import InlineForeignKeyField
from django.utils.functional import cached_property

from goals.differences import in_words, label_of
from goals.versions import mark_of


class Row:
    """A bound form of a stored row, and the marks of the values that its sender saw."""

    def __init__(self, form, seen=None):
        self.form, self.seen = form, seen or {}

    @cached_property
    def fields(self):
        """name → field of the model, of what the form edits."""
        model = self.form.instance._meta
        editable = {field.name: field for field in (*model.concrete_fields, *model.many_to_many)}
        return {
            name: editable[name]
            for name, field in self.form.fields.items()
            if name in editable
            and not editable[name].primary_key
            and not isinstance(field, InlineForeignKeyField)
        }

    def marks(self):
        return {name: mark_of(self.form.initial.get(name), 8) for name in self.fields}

    @cached_property
    def theirs(self):
        """What somebody else changed since."""
        stored = self.marks()
        return {name for name in self.fields if self.seen.get(name, stored[name]) != stored[name]}

    @cached_property
    def mine(self):
        """What the sender changed."""
        return {name for name in self.seen.keys() & self.fields.keys() if self._is_changed(name)}

    @property
    def is_deleted_by_sender(self):
        return bool(self.form["DELETE"].data if "DELETE" in self.form.fields else None)

    @property
    def is_contested(self):
        """Both worked on it, and saving would undo what the other one did."""
        if self.is_deleted_by_sender:
            return bool(self.theirs)
        return bool(self.mine) and any(self._differs(name) for name in self.theirs)

    def differences(self):
        """(label, stored, sent, whose) of each field that is not the same in both."""
        for name, field in self.fields.items():
            stored, sent = self._stored(field), self._sent(field)
            if self._differs(name) and (stored or sent):
                whose = "both" if name in self.theirs & self.mine else "theirs"
                whose = whose if name in self.theirs else "mine"
                yield label_of(field), stored, sent, whose

    def renewed(self):
        """What the other one changed and the sender did not touch, as a browser would send it."""
        for name in self.theirs - self.mine:
            bound = self.form[name]
            value = bound.field.prepare_value(bound.initial)
            yield from as_sent(bound.field.widget, bound.html_name, value)
            if bound.field.show_hidden_initial:
                yield from as_sent(bound.field.hidden_widget(), bound.html_initial_name, value)

    def _differs(self, name):
        if name not in self._cleaned:
            return True
        return mark_of(self._cleaned[name]) != mark_of(self.form.initial.get(name))

    def _is_changed(self, name):
        if name not in self._cleaned:
            return True
        return mark_of(self._cleaned[name], 8) != self.seen[name]

    @cached_property
    def _cleaned(self):
        self.form.full_clean()
        return getattr(self.form, "cleaned_data", {})

    def _stored(self, field):
        value = self.form.initial.get(field.name)
        if value is None:
            return ""
        if field.many_to_one:
            return str(field.related_model._base_manager.filter(pk=value).first() or "")
        return shown(field, value)

    def _sent(self, field):
        if field.name in self._cleaned:
            return shown(field, self._cleaned[field.name])
        sent = self.form[field.name].data
        return ", ".join(filter(None, sent)) if isinstance(sent, list) else str(sent or "")


def shown(field, value):
    if field.many_to_many:
        return ", ".join(sorted(str(row) for row in value))
    return in_words(field, value)


def as_sent(widget, name, value):
    """(name, values) as a browser sends them for a widget that shows `value`."""
    widget = getattr(widget, "widget", widget)  # out of the admin's frame with its + sign
    if isinstance(widget, MultiWidget):
        parts = value if isinstance(value, list) else widget.decompress(value)
        for part, suffix, item in zip(widget.widgets, widget.widgets_names, parts, strict=True):
            yield from as_sent(part, name + suffix, item)
    elif isinstance(widget, CheckboxInput):
        yield name, ["on"] if widget.check_test(value) else []
    elif not isinstance(widget, FileInput):
        sent = widget.format_value(value)
        yield name, sent if isinstance(sent, list) else [] if sent is None else [sent]
