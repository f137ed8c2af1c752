from django.contrib import admin

from districts.models import Indicator, Measurement
from districts.resources import IndicatorResource, MeasurementResource
from goals.admin.base import HTTPS, ContentAdmin, PublishableAdmin, ScopedFields
from goals.admin.exchange import ExchangeAdmin


class MeasurementInline(ScopedFields, admin.TabularInline):
    model = Measurement
    extra = 0
    autocomplete_fields = ("district",)
    formfield_overrides = HTTPS


@admin.register(Indicator)
class IndicatorAdmin(ExchangeAdmin, PublishableAdmin):
    resource_classes = (IndicatorResource,)
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
    list_display = ("indicator", "district", "measured_on", "value")
    list_filter = ("indicator", "district")
    list_select_related = ("indicator", "district")
    autocomplete_fields = ("indicator", "district")
