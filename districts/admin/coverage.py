from django.contrib import admin
from django.utils import timezone

from districts.models import Assessment, Coverage
from districts.resources import CoverageResource
from goals.admin.base import ContentAdmin, ScopedFields
from goals.admin.exchange import ExchangeAdmin


class AssessmentInline(ScopedFields, admin.TabularInline):
    model = Assessment
    extra = 0


@admin.register(Coverage)
class CoverageAdmin(ExchangeAdmin, ContentAdmin):
    resource_classes = (CoverageResource,)
    list_display = ("__str__", "assessed", "assessed_on", "by_reach")
    list_filter = ("district", "by_reach")
    inlines = (AssessmentInline,)

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("goal", "district")
        return rows.with_assessment(timezone.localdate())

    def get_readonly_fields(self, request, obj=None):
        return ("goal", "district") if obj else ()

    @admin.display(description="Einschätzung", ordering="assessed")
    def assessed(self, coverage):
        return Assessment.Status(coverage.assessed).label if coverage.assessed else None

    @admin.display(description="vom", ordering="assessed_on")
    def assessed_on(self, coverage):
        return coverage.assessed_on
