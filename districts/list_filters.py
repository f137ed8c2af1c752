"""The filters of the lists of actors, documents and figures."""

import django_filters as filters
from django.utils import timezone

from districts.models import District, Document, Indicator, Organisation, TargetGroup
from goals.filters import (
    DayFilter,
    PortalFilter,
    RowChoiceFilter,
    TreeChoiceFilter,
    WordsFilter,
)
from goals.models import Goal


class ActiveForFilter(RowChoiceFilter):
    """A target group that an organisation does something for."""

    def filter(self, queryset, value):
        return queryset.active_for(self.rows[value]) if value else queryset


class OrganisationFilter(PortalFilter):
    q = WordsFilter()
    ort = TreeChoiceFilter(District, key="slug", label="Aktiv in", narrow="active_in")
    zielgruppe = ActiveForFilter(TargetGroup, label="Für wen", empty_label="alle")

    class Meta:
        model = Organisation
        fields = []


class DocumentFilter(PortalFilter):
    q = WordsFilter()
    art = filters.ChoiceFilter(
        field_name="kind", label="Art", choices=Document.Kind.choices, empty_label="alle Arten"
    )
    ort = TreeChoiceFilter(District, key="slug", label="Ort", narrow="in_")
    ziel = TreeChoiceFilter(Goal, key="code", label="Ziel", narrow="under")

    class Meta:
        model = Document
        fields = []


class IndicatorFilter(PortalFilter):
    ziel = TreeChoiceFilter(Goal, key="code", label="Ziel", narrow="under")

    class Meta:
        model = Indicator
        fields = []


class PlaceFilter(TreeChoiceFilter):
    """A place to look at; narrows nothing by itself."""

    def filter(self, queryset, value):
        return queryset


class FigureFilter(PortalFilter):
    """Of which place the course is drawn, and up to which day."""

    ort = PlaceFilter(District, key="slug", label="Verlauf für", narrow="")
    stichtag = DayFilter("Stichtag")

    class Meta:
        model = Indicator
        fields = []

    @property
    def day(self):
        return self.form.cleaned_data["stichtag"] or timezone.localdate()

    @property
    def place(self):
        return self.filters["ort"].rows.get(self.form.cleaned_data["ort"])
