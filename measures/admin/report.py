from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget as Textarea
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from goals.admin.base import HTTPS, PublishableAdmin
from goals.admin.exchange import ExchangeAdmin
from goals.models.content import Publication, matching
from goals.publication import PREPARING
from goals.scope import may_publish
from measures.models import ProgressReport
from measures.models.report import NEEDS_REASON
from measures.resources import ProgressReportResource
from measures.scope import own_measure

# What each word says, for those who choose one.
MEANINGS = {
    "phase": {
        "Vorschlag": "angeregt, noch nicht entschieden.",
        "Nicht begonnen": "beschlossen, noch nichts getan.",
        "In Planung": "wird vorbereitet.",
        "In Umsetzung": "wird getan und hat ein Ende.",
        "Laufende Aufgabe": "wird getan, ohne Ende.",
        "Abgeschlossen": "fertig.",
        "Zurückgestellt": "ruht bis auf Weiteres.",
        "Nicht weiterverfolgt": "aufgegeben.",
    },
    "schedule": {
        "Im Plan": "die Termine halten.",
        "Verzögert": "später, aber erreichbar.",
        "Kritisch": "ohne Eingreifen nicht zu erreichen.",
        "Nicht bewertet": "keine Termine oder keine Angabe.",
    },
}
OUTCOMES = {
    Publication.DRAFT: "Er ist ein Entwurf; öffentlich ist er noch nicht.",
    Publication.REVIEW: "Er liegt zur Freigabe vor und wird danach öffentlich.",
    Publication.PUBLISHED: "Er ist veröffentlicht.",
    Publication.ARCHIVED: "Er ist archiviert.",
}


def usual_step(user, report):
    """The step of publication that a new report takes unless its author wants another."""
    return Publication.PUBLISHED if may_publish(user, report) else Publication.REVIEW


class ReportForm(forms.ModelForm):
    """A report; `key` tells the same form sent twice from two reports."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    saved_before = None  # the report that this very form made already

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("schedule") in NEEDS_REASON and not cleaned.get("schedule_reason"):
            reason = "Bei verzögert und kritisch bitte eine Begründung angeben."
            self.add_error("schedule_reason", ValidationError(reason, code="reason"))
        if self.instance._state.adding and cleaned.get("key"):
            self._look_for_the_first(cleaned)
        return cleaned

    def _look_for_the_first(self, cleaned):
        first = ProgressReport.objects.filter(key=cleaned["key"]).first()
        entered = {name: cleaned.get(name) for name in self._meta.fields if name != "publication"}
        if first and all(getattr(first, name) == value for name, value in entered.items()):
            self.saved_before = first
        elif first:
            self.data = self.data.copy()
            self.data["key"] = str(uuid4())
            raise ValidationError(
                "Dieses Formular hat schon einen Sachstand angelegt, mit anderen Angaben. Was Sie "
                "jetzt geändert haben, ist noch nicht gespeichert: Noch einmal sichern legt einen "
                "weiteren Sachstand an.",
                code="key",
            )


@admin.register(ProgressReport)
class ProgressReportAdmin(ExchangeAdmin, PublishableAdmin):
    """Reports are added; once published, only those who might delete one correct it."""

    resource_classes = (ProgressReportResource,)
    form = ReportForm
    list_display = ("measure", "reported_on", "phase", "schedule", "author", "publication")
    list_filter = ("publication", "phase", "schedule", "measure__department")
    linked_by = ("measure",)
    list_select_related = ("measure", "author")
    autocomplete_fields = ("measure",)
    readonly_fields = ("steps_taken", "author", "created_at")
    # Low boxes, so that a report fits on the screen; they can be drawn larger.
    formfield_overrides = HTTPS | {models.TextField: {"widget": Textarea(attrs={"rows": 3})}}
    fieldsets = (
        (None, {"fields": ("measure", "reported_on", "phase", "schedule", "schedule_reason")}),
        ("Sachstand", {"fields": ("text", "percent", "obstacles", "next_step", "next_step_on")}),
        ("Veröffentlichung", {"fields": ("publication", "source_url")}),
    )
    taken = ("Herkunft", {"fields": ("steps_taken", "author", "created_at")})

    def get_fieldsets(self, request, obj=None):
        return (*self.fieldsets, self.taken) if obj else self.fieldsets

    def get_search_results(self, request, queryset, search_term):
        return queryset.filter(matching(search_term, "measure__search")), False

    def has_change_permission(self, request, obj=None):
        is_open = obj is None or obj.publication in PREPARING
        may_correct = is_open or request.user.has_perm("measures.delete_progressreport")
        return may_correct and super().has_change_permission(request, obj)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # a report is deleted on its own page, one by one
        return actions

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "measure":
            # The form is about a report: no buttons here that open the measure.
            wrapper = field.widget
            wrapper.can_add_related = wrapper.can_change_related = wrapper.can_view_related = False
        if meanings := MEANINGS.get(db_field.name):
            rows = format_html_join("", "<li><b>{}:</b> {}</li>", meanings.items())
            field.help_text = format_html("<ul>{}</ul>", rows)
        return field

    def get_changeform_initial_data(self, request):
        """Nothing but the measure is taken from the address."""
        measure = own_measure(request.user, request.GET.get("measure", ""))
        report = ProgressReport(measure=measure)
        initial = {"key": uuid4(), "publication": usual_step(request.user, report)}
        if measure:
            initial["measure"] = measure.pk
            if last := measure.reports.current().first():
                initial |= {"phase": last.phase, "schedule": last.schedule}
        return initial

    def add_view(self, request, form_url="", extra_context=None):
        context = {"title": "Sachstand erfassen", **(extra_context or {})}
        try:
            return self._saved_before(request) or super().add_view(request, form_url, context)
        except IntegrityError:  # the same form at the same moment
            if response := self._saved_before(request):
                return response
            raise

    def _saved_before(self, request):
        """The answer to a form that made its report already; None for any other."""
        if request.method != "POST" or not self.has_add_permission(request):
            return None
        form = self.get_form(request)(request.POST, instance=ProgressReport())
        form.is_valid()
        if first := form.saved_before:
            self.message_user(request, "Der Sachstand war schon gespeichert.", messages.INFO)
            return self._to_measure(first)
        return None

    def save_model(self, request, obj, form, change):
        if not change:
            obj.author, obj.key = request.user, form.cleaned_data.get("key")
        super().save_model(request, obj, form, change)

    def response_post_save_add(self, request, obj):
        self.message_user(request, OUTCOMES[obj.publication], messages.INFO)
        return self._to_measure(obj)

    def _to_measure(self, report):
        return redirect(reverse("admin:measures_measure_change", args=[report.measure_id]))
