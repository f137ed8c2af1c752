from django.contrib import admin

from goals.admin.base import ContentAdmin
from measures.models import Department


@admin.register(Department)
class DepartmentAdmin(ContentAdmin):
    list_display = ("name", "email", "report_every_months", "may_publish")
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("members",)  # to look up accounts needs a right that few have
    autocomplete_fields = ("offers", "documents")
    fieldsets = (
        (None, {"fields": ("name", "slug", "email", "phone")}),
        ("Arbeitsweise", {"fields": ("report_every_months", "may_publish", "members")}),
        ("Zuständig für", {"fields": ("offers", "documents")}),
    )
