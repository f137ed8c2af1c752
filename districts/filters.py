from datetime import timedelta

import django_filters as filters
from django.db.models import TextChoices
from django.utils import timezone

from districts.dates import offers_between, offers_on, offers_on_weekday
from districts.models import District, Offer, TargetGroup
from goals.filters import PortalFilter, RowChoiceFilter, TreeChoiceFilter, WordsFilter


class YesNo(TextChoices):
    """What an offer says about itself; where it says nothing, it is neither."""

    YES = "ja"
    NO = "nein"
    UNKNOWN = "unbekannt"


MEANT = {YesNo.YES: True, YesNo.NO: False, YesNo.UNKNOWN: None}


class YesNoFilter(filters.ChoiceFilter):
    """A column that is true, false or not known, in the words of the matter."""

    def __init__(self, field_name, yes, no, **kwargs):
        words = {YesNo.YES: yes, YesNo.NO: no, YesNo.UNKNOWN: "nicht bekannt"}
        super().__init__(
            field_name=field_name, choices=list(words.items()), empty_label="egal", **kwargs
        )

    def filter(self, queryset, value):
        return queryset.filter(**{self.field_name: MEANT[value]}) if value else queryset


class GroupFilter(RowChoiceFilter):
    """A target group; generations are target groups too."""

    def filter(self, queryset, value):
        return queryset.for_group(self.rows[value]) if value else queryset


class WhenFilter(filters.ChoiceFilter):
    """On which day it takes place or is open, as far as its dates and opening hours say."""

    soon = {"heute": "heute", "morgen": "morgen", "diese-woche": "diese Woche"}
    weekdays = (
        "montags",
        "dienstags",
        "mittwochs",
        "donnerstags",
        "freitags",
        "samstags",
        "sonntags",
    )

    def __init__(self, **kwargs):
        choices = [*self.soon.items(), *((day, day) for day in self.weekdays)]
        super().__init__(label="Wann", choices=choices, empty_label="egal", **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        today = timezone.localdate()
        if value in self.weekdays:
            return offers_on_weekday(queryset, self.weekdays.index(value))
        if value == "diese-woche":
            sunday = today + timedelta(days=6 - today.weekday())
            return offers_between(queryset, today, sunday)
        return offers_on(queryset, today + timedelta(days=value == "morgen"))


class OperationFilter(filters.ChoiceFilter):
    """Whether it still takes place; what has ended is shown only to those who ask for it."""

    ALL = "alle"

    def filter(self, queryset, value):
        if value == self.ALL:
            return queryset.ended_last()
        return queryset.filter(status=value) if value else queryset.current()


class OfferFilter(PortalFilter):
    """The filters of the list of offers, of its calendar and of the notice for a board."""

    q = WordsFilter()
    ort = TreeChoiceFilter(District, key="slug", label="Ort", narrow="in_")
    zielgruppe = GroupFilter(TargetGroup, label="Für wen", empty_label="alle")
    wann = WhenFilter()
    kostenfrei = YesNoFilter("is_free", label="Kosten", yes="kostenfrei", no="mit Kosten")
    art = filters.ChoiceFilter(
        field_name="kind", label="Art", choices=Offer.Kind.choices, empty_label="alle Arten"
    )
    anmeldung = YesNoFilter("needs_registration", label="Anmeldung", yes="nötig", no="nicht nötig")
    barrierefrei = filters.ChoiceFilter(
        field_name="access",
        label="Barrierefrei",
        choices=Offer.Access.choices,
        empty_label="egal",
    )
    betrieb = OperationFilter(
        label="Betrieb",
        choices=[*Offer.Status.choices, (OperationFilter.ALL, "alle, auch beendete")],
        empty_label="alle außer beendeten",
    )

    # Asked for less often: folded away until one of them is set.
    rare = ("art", "anmeldung", "barrierefrei", "betrieb")

    class Meta:
        model = Offer
        fields = []

    def row(self, name):
        """What is chosen in a filter of rows, or None."""
        return self.filters[name].rows.get(self.form.cleaned_data.get(name))

    @property
    def common_fields(self):
        return [field for field in self.form if field.name not in self.rare]

    @property
    def rare_fields(self):
        return [field for field in self.form if field.name in self.rare]

    @property
    def asks_rarely(self):
        """Something is set or wrong among the fields that are folded away."""
        return any(field.value() or field.errors for field in self.rare_fields)


class NoticeFilter(OfferFilter):
    """Of one place, and nothing that has ended."""

    ort = betrieb = None
