import django_filters as filters
from django import forms
from django.utils import timezone

from districts.models import District
from goals.filters import (
    DayFilter,
    PortalFilter,
    RowChoiceFilter,
    TreeChoiceFilter,
    WordsFilter,
)
from goals.models import Goal
from measures.models import Department, Measure, Phase, Schedule
from measures.papers import of_papers


class WordsOrPaper(WordsFilter):
    """Finds a measure also by the Vorlagen-Nr. of a decision on it."""

    def condition(self, value):
        return super().condition(value) | of_papers(value)


class MeasureFilter(PortalFilter):
    """The filters of the list of measures and of the status report; wants `with_state()`."""

    q = WordsOrPaper()
    ziel = TreeChoiceFilter(Goal, key="code", narrow="under", label="Ziel")
    ort = TreeChoiceFilter(District, key="slug", narrow="in_", label="Ort")
    phase = filters.ChoiceFilter(label="Phase", choices=Phase.choices, empty_label="alle Phasen")
    termintreue = filters.ChoiceFilter(
        field_name="schedule", label="Termintreue", choices=Schedule.choices, empty_label="alle"
    )
    fachbereich = RowChoiceFilter(
        Department, field_name="department", label="Fachbereich", empty_label="alle Fachbereiche"
    )

    class Meta:
        model = Measure
        fields = []


class DatedFilter(PortalFilter):
    """The Stichtag; `chosen` leaves it out, because a report names it by itself."""

    stichtag = DayFilter("Stichtag")
    days = ("stichtag",)

    @property
    def day(self):
        return self.form.cleaned_data["stichtag"] or timezone.localdate()

    @property
    def chosen(self):
        labels = {self.form.fields[name].label for name in self.days}
        return [(label, word) for label, word in super().chosen if label not in labels]

    def row(self, name):
        """What is chosen in a filter of rows, or None."""
        return self.filters[name].rows.get(self.form.cleaned_data[name])


class TwoDays(forms.Form):
    """The Stichtag, and the earlier day that it is compared with."""

    def clean(self):
        day, earlier = (self.cleaned_data.get(name) for name in ("stichtag", "vergleich"))
        if earlier and earlier >= (day or timezone.localdate()):
            self.add_error("vergleich", "Bitte einen Tag vor dem Stichtag wählen.")
        return self.cleaned_data


class StatusReportFilter(DatedFilter, MeasureFilter):
    """Phase and Termintreue are those of the Stichtag; wants a queryset without a state."""

    vergleich = DayFilter("Vergleichen mit")
    days = ("stichtag", "vergleich")
    # What leaves out measures that a goal has.
    narrowing = ("q", "ort", "phase", "termintreue", "fachbereich")

    class Meta(MeasureFilter.Meta):
        form = TwoDays

    def __init__(self, *args, reports, **kwargs):
        self.reports = reports
        super().__init__(*args, **kwargs)

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset.with_state(self.day, self.reports))

    @property
    def is_narrowing(self):
        return any(self.form.cleaned_data[name] for name in self.narrowing)


class CoverageFilter(DatedFilter):
    """What the matrix shows: a branch of the goals, one level of places, the day."""

    ziel = TreeChoiceFilter(Goal, key="code", narrow="under", label="Ziel")
    ort = TreeChoiceFilter(District, key="slug", narrow="in_", label="Ort")

    class Meta:
        model = Measure
        fields = []
