from django.contrib import admin

from goals.admin.base import ContentAdmin
from measures.models import Department


@admin.register(Department)
class DepartmentAdmin(ContentAdmin):
    list_display = ("name", "email", "report_every_months", "may_publish")
    prepopulated_fields = {"slug": ("name",)}
