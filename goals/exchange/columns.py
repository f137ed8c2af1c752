"""A column of a table: which field of a row stands in it, and how."""

from functools import cached_property

from django.db import models
from import_export.fields import Field

from goals.exchange import widgets
from goals.models.content import PartialDateField

VERSION = "Stand"
NUMBER = "Nr."
WIDGETS = (
    (models.ForeignKey, widgets.Reference),
    (models.ManyToManyField, widgets.References),
    (models.BooleanField, widgets.YesNo),
    (models.DecimalField, widgets.Amount),
    (models.IntegerField, widgets.Whole),  # the row's own number among them
    (PartialDateField, widgets.PartialDay),
    (models.DateField, widgets.Day),
)


class Column(Field):
    """One field of a model; `part` names the attribute of the row that holds the field's row."""

    def __init__(self, model, name, part=""):
        self.model, self.name, self.part = model, name, part
        field = model._meta.get_field(name)
        super().__init__(
            attribute=f"{part}__{field.attname}" if part else field.attname,
            column_name=NUMBER if field.primary_key else str(field.verbose_name),
            widget=widget_of(field),
        )

    @cached_property
    def source(self):
        return self.model._meta.get_field(self.name)

    @property
    def title(self):
        return self.column_name

    @cached_property
    def is_number(self):
        """The row's own number, which the database gives."""
        return self.source.primary_key

    @cached_property
    def is_links(self):
        return isinstance(self.widget, widgets.References)

    @cached_property
    def is_required(self):
        """May not be emptied; a new row may lack it where it has a default."""
        field = self.source
        return not (field.blank or self.is_number or self.part)

    @cached_property
    def has_default(self):
        return self.source.has_default()

    def get_value(self, instance):
        if self.is_links:
            return instance.linked[self.name]
        return getattr(self.part_of(instance), self.source.attname)

    def set_value(self, instance, value):
        part, field = self.part_of(instance), self.source
        if value is None and not field.null:
            value = "" if isinstance(field, models.CharField | models.TextField) else None
        setattr(part, field.attname, value)

    def part_of(self, instance):
        return getattr(instance, self.part) if self.part else instance


def widget_of(field):
    if field.choices:
        return widgets.Choice(field.choices)
    kind = next((widget for kind, widget in WIDGETS if isinstance(field, kind)), widgets.Text)
    return kind()
