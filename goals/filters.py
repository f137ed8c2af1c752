"""Filters that the lists of several apps use."""

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property

from goals.models.content import matching


class WordsFilter(filters.CharFilter):
    """Free text over a SearchField: every word of it must be found."""

    def __init__(self, **kwargs):
        super().__init__(label="Suchbegriff", max_length=200, **kwargs)

    def filter(self, queryset, value):
        return queryset.filter(self.condition(value)) if value else queryset

    def condition(self, value):
        return matching(value)


class RowChoiceFilter(filters.ChoiceFilter):
    """A row, chosen by its public address (the column `key`); the value is the address.

    The rows are read once, for the list to choose from, for the check and for the choice.
    """

    def __init__(self, model, key="slug", **kwargs):
        self.of, self.key = model, key
        super().__init__(**kwargs)

    @cached_property
    def rows(self):
        return {getattr(row, self.key): row for row in self.choosable()}

    def choosable(self):
        return self.of.objects.all()

    def word(self, row):
        return str(row)

    @property
    def field(self):
        self.extra["choices"] = [(key, self.word(row)) for key, row in self.rows.items()]
        return super().field

    def filter(self, queryset, value):
        return queryset.filter(**{self.field_name: self.rows[value]}) if value else queryset


class TreeChoiceFilter(RowChoiceFilter):
    """A node of a tree, chosen from the indented list of all public nodes.

    `narrow` names the QuerySet method that takes the node: "under" or "in_".
    """

    def __init__(self, tree, key, narrow, label, **kwargs):
        self.narrow = narrow
        super().__init__(tree, key, label=label, empty_label="alle", **kwargs)

    def choosable(self):
        return self.of.objects.public().in_tree_order()

    def word(self, row):
        return f"{'– ' * row.level}{row.menu_label}"

    def filter(self, queryset, value):
        return getattr(queryset, self.narrow)(self.rows[value]) if value else queryset


class DayFilter(filters.DateFilter):
    """A day for which a report is asked, up to today; narrows nothing by itself."""

    def __init__(self, label, **kwargs):
        super().__init__(
            label=label,
            input_formats=["%Y-%m-%d", "%d.%m.%Y"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": "Bitte ein Datum angeben, zum Beispiel 2026-06-30."},
            validators=[not_after_today],
            **kwargs,
        )

    def filter(self, queryset, value):
        return queryset


def not_after_today(day):
    if day > timezone.localdate():
        raise ValidationError(
            "Dieser Tag liegt in der Zukunft. Bitte heute oder einen früheren Tag wählen."
        )


class PortalFilter(filters.FilterSet):
    """The filters of a list, which can say in words what is chosen."""

    @property
    def chosen(self):
        """[(label, word), …] of the filters that are set, as pages and the report name them."""
        if not self.form.is_valid():
            return []
        return [
            (self.form.fields[name].label, self._word(name, value))
            for name, value in self.form.cleaned_data.items()
            if value
        ]

    def _word(self, name, value):
        choices = getattr(self.form.fields[name], "choices", ())
        words = {str(key): str(word) for key, word in choices}
        return words.get(str(value), str(value)).lstrip("– ")
