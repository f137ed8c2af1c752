from django.contrib import admin

from districts.models import Indicator, Measurement
from goals.admin.base import HTTPS, PublishableAdmin, ScopedFields


class MeasurementInline(ScopedFields, admin.TabularInline):
    model = Measurement
    extra = 0
    autocomplete_fields = ("district",)
    formfield_overrides = HTTPS


@admin.register(Indicator)
class IndicatorAdmin(PublishableAdmin):
    list_display = ("name", "unit", "target", "publication")
    filter_horizontal = ("goals",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MeasurementInline,)
