from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.db import IntegrityError
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_protect

from goals.admin.base import ContentAdmin
from measures.freezing import freeze
from measures.models import StatusReport


class FreezingForm(forms.ModelForm):
    """A status report; `key` tells the same form sent twice from two reports."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)


@admin.register(StatusReport)
class StatusReportAdmin(ContentAdmin):
    """Adding a report works it out and freezes it; later only its publication changes."""

    form = FreezingForm
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
        try:
            return self._frozen_before(request) or self._changeform_view(
                request, None, form_url, extra_context
            )
        except IntegrityError:  # the same form, while its report was being made
            if response := self._frozen_before(request):
                return response
            raise

    def _frozen_before(self, request):
        """The answer to a form that made its report already; None for any other."""
        if request.method != "POST" or not self.has_add_permission(request):
            return None
        form = self.get_form(request)(request.POST)
        form.is_valid()
        key = form.cleaned_data.get("key")
        first = StatusReport.objects.filter(key=key).first() if key else None
        if first is None:
            return None
        self.message_user(
            request,
            "Dieses Formular hat diesen Bericht schon festgehalten. Für einen weiteren bitte noch "
            "einmal „Statusbericht hinzufügen“ wählen.",
            messages.INFO,
        )
        return redirect("admin:measures_statusreport_change", first.pk)

    def get_changeform_initial_data(self, request):
        return super().get_changeform_initial_data(request) | {"key": uuid4()}

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.made_by, obj.key = request.user, form.cleaned_data["key"]
            freeze(obj)

    @admin.display(description="Prüfsumme")
    def short_hash(self, row):
        return row.sha256[:12]

    @admin.display(description="Seite und Dateien")
    def page(self, row):
        return format_html('<a href="{0}">{0}</a>', row.get_absolute_url())
