"""Dates of an offer, to be filled in without knowing RFC 5545."""

import re
from datetime import datetime

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from districts.models import OfferDate
from districts.models.date import iso_dates
from districts.rule_from_words import SUGGESTIONS, rule_from_words, words_of_rule
from goals.admin.base import ScopedFields

NO_RULE = (
    "„%(said)s“ ist keine Wiederholung, die das Portal versteht. Beispiele: jede Woche, alle zwei "
    "Wochen donnerstags, jeden 2. Dienstag im Monat, jedes Jahr bis 31.12.2030."
)
SUGGESTED = "wiederholungen"  # the list in the inline's template


class RuleField(forms.CharField):
    """A rule, shown and taken in German words where there are some."""

    widget = forms.TextInput(attrs={"list": SUGGESTED, "size": 60})

    def prepare_value(self, value):
        return words_of_rule(value) if isinstance(value, str) else value


class DaysField(forms.CharField):
    """Days as people write them, "24.12.2026, 31.12.2026"; kept as ISO texts."""

    widget = forms.Textarea(attrs={"rows": 2, "cols": 60})

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        return ", ".join(_written(day) for day in value)

    def to_python(self, value):
        words = re.split(r"[,;\s]+", super().to_python(value))
        days = [day for day in map(_iso, words) if day]
        iso_dates(days)
        return sorted(set(days))

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != sorted(initial or [])
        except (TypeError, ValidationError):
            return True


def _written(day):
    try:
        return f"{datetime.fromisoformat(day):%d.%m.%Y}"
    except (TypeError, ValueError):
        return str(day)  # as a program wrote it; saving says what is wrong


def _iso(word):
    try:
        return datetime.strptime(word, "%d.%m.%Y").strftime("%Y-%m-%d")  # noqa: DTZ007
    except ValueError:
        return word.strip("[]\"'")  # "2026-12-24" is fine, all else is refused


class OfferDateForm(forms.ModelForm):
    rule = RuleField(
        label="Wiederholung",
        required=False,
        max_length=300,
        help_text=(
            "Leer heißt: nur dieses eine Mal. Sonst zum Beispiel „jede Woche“, „alle zwei Wochen "
            "donnerstags“, „jeden 2. Dienstag im Monat“, „jedes Jahr“, jeweils auch mit „bis "
            "31.12.2026“. Für alles andere eine Regel nach RFC 5545, etwa "
            "FREQ=MONTHLY;BYMONTHDAY=1,15."
        ),
    )
    exceptions = DaysField(
        label="Ausnahmen",
        required=False,
        help_text="Tage, an denen es ausfällt, durch Komma getrennt: 24.12.2026, 31.12.2026.",
    )

    def clean_rule(self):
        start, said = self.cleaned_data.get("starts_at"), self.cleaned_data["rule"]
        rule = rule_from_words(said, start and timezone.localtime(start))
        if rule and "=" not in rule:
            raise ValidationError(NO_RULE, params={"said": said}, code="rule")
        return rule


class OfferDateInline(ScopedFields, admin.StackedInline):
    model = OfferDate
    form = OfferDateForm
    template = "admin/districts/offer_dates.html"
    suggestions = SUGGESTIONS
    extra = 0
    fields = (("starts_at", "ends_at"), "rule", ("exceptions", "skips_holidays"), "note")
