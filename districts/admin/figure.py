from decimal import Decimal

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from districts.models import Indicator, Measurement
from districts.resources import IndicatorResource, MeasurementResource
from goals.admin.base import HTTPS, ContentAdmin, PublishableAdmin, ScopedFields
from goals.admin.exchange import ExchangeAdmin
from goals.exchange.cells import german
from goals.exchange.widgets import Amount


class AmountField(forms.DecimalField):
    """A number as people write it, read as from a table: 14.552 is refused, for it may be two."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value):
        try:
            return Amount().clean(str(value or "").strip())
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value):
        return german(value.normalize()) if isinstance(value, Decimal) else value


FIELDS = HTTPS | {models.DecimalField: {"form_class": AmountField}}


class MeasurementInline(ScopedFields, admin.TabularInline):
    model = Measurement
    extra = 0
    autocomplete_fields = ("district",)
    formfield_overrides = FIELDS

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("indicator", "district")


@admin.register(Indicator)
class IndicatorAdmin(ExchangeAdmin, PublishableAdmin):
    resource_classes = (IndicatorResource,)
    formfield_overrides = FIELDS
    list_display = ("name", "unit", "target", "publication")
    list_filter = ("publication", "direction")
    fieldsets = (
        (None, {"fields": ("name", "slug", "unit", "text", "direction", "goals")}),
        ("Veröffentlichung", {"fields": ("publication", "steps_taken")}),
        ("Ziel", {"fields": ("baseline", ("target", "target_on"), "target_scope")}),
        ("Gliederung", {"fields": ("group", "part")}),
    )
    filter_horizontal = ("goals",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MeasurementInline,)


@admin.register(Measurement)
class MeasurementAdmin(ExchangeAdmin, ContentAdmin):
    resource_classes = (MeasurementResource,)
    formfield_overrides = FIELDS
    list_display = ("indicator", "district", "measured_on", "value")
    list_filter = ("indicator", "district")
    list_select_related = ("indicator", "district")
    autocomplete_fields = ("indicator", "district")
