from django.contrib import admin
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_protect

from goals.admin.base import ContentAdmin
from measures.freezing import freeze
from measures.models import StatusReport


@admin.register(StatusReport)
class StatusReportAdmin(ContentAdmin):
    """Adding a report works it out and freezes it; later only its publication changes."""

    list_display = ("day", "title", "is_public", "is_internal", "made_at", "short_hash")
    list_filter = ("is_public", "is_internal")
    entered = ("day", "compared_on", "title", "foreword", "is_internal", "is_public")
    worked_out = ("page", "made_at", "made_by", "sha256")

    def get_fields(self, request, obj=None):
        return (*self.entered, *self.worked_out) if obj else self.entered

    def get_readonly_fields(self, request, obj=None):
        return [name for name in self.get_fields(request, obj) if obj and name != "is_public"]

    def has_delete_permission(self, request, obj=None):
        return False

    @method_decorator(csrf_protect)
    def add_view(self, request, form_url="", extra_context=None):
        """Without the admin's transaction: nobody else shall wait while the files are made."""
        return self._changeform_view(request, None, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.made_by = request.user
            freeze(obj)

    @admin.display(description="Prüfsumme")
    def short_hash(self, row):
        return row.sha256[:12]

    @admin.display(description="Seite und Dateien")
    def page(self, row):
        return format_html('<a href="{0}">{0}</a>', row.get_absolute_url())
