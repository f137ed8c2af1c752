from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget as Textarea
from django.db import models

from goals.admin.base import HTTPS, PublishableAdmin, ScopedFields
from measures.models import Measure, Milestone, Phase, ProgressReport, Resolution

MEANINGS = {
    "phase": (
        "Vorschlag: angeregt, noch nicht entschieden. Nicht begonnen: beschlossen, noch nichts "
        "getan. In Planung: wird vorbereitet. In Umsetzung: wird getan und hat ein Ende. "
        "Laufende Aufgabe: wird getan, ohne Ende. Abgeschlossen: fertig. Zurückgestellt: ruht "
        "bis auf Weiteres. Nicht weiterverfolgt: aufgegeben."
    ),
    "schedule": (
        "Im Plan: die Termine halten. Verzögert: später, aber erreichbar. Kritisch: ohne "
        "Eingreifen nicht zu erreichen. Nicht bewertet: keine Termine oder keine Angabe."
    ),
}


class ProgressReportInline(ScopedFields, admin.StackedInline):
    """Reports are added; what stands is corrected only by those who might also delete it."""

    model = ProgressReport
    extra = 1  # an empty form stands ready, also without script
    can_delete = False
    # Low boxes, so that a report fits on the screen; they can be drawn larger.
    formfield_overrides = HTTPS | {models.TextField: {"widget": Textarea(attrs={"rows": 3})}}
    fields = (
        ("reported_on", "phase"),
        ("schedule", "schedule_reason"),
        "percent",
        "text",
        "obstacles",
        ("next_step", "next_step_on"),
        "source_url",
        "publication",
    )

    def has_change_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in MEANINGS:
            field.help_text = MEANINGS[db_field.name]
        return field


class MilestoneInline(ScopedFields, admin.TabularInline):
    model = Milestone
    extra = 0


class ResolutionInline(ScopedFields, admin.StackedInline):
    model = Resolution
    extra = 0
    formfield_overrides = HTTPS


@admin.register(Measure)
class MeasureAdmin(PublishableAdmin):
    list_display = ("title", "phase", "reported_on", "department", "publication")
    list_filter = ("publication", "department", "priority", "districts")
    list_select_related = ("department",)
    autocomplete_fields = ("partners",)
    filter_horizontal = ("goals", "districts", "target_groups")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (ProgressReportInline, MilestoneInline, ResolutionInline)
    fieldsets = (
        (None, {"fields": ("identifier", "title", "slug", "summary", "publication")}),
        ("Beschreibung", {"fields": ("description", "goals", "goals_note")}),
        ("Ort und Zielgruppen", {"fields": ("districts", "districts_note", "target_groups")}),
        ("Zuständig", {"fields": ("department", "partners", "contact")}),
        (
            "Zeitraum",
            {"fields": (("planned_start", "planned_end"), ("actual_start", "actual_end"))},
        ),
        (
            "Mittel",
            {"fields": ("priority", ("cost_once", "cost_per_year"), "funding", "budget_item")},
        ),
        ("Quelle", {"fields": ("source_url", "source_date", "confirmed_on", "note")}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).with_state()

    @admin.display(description="Phase", ordering="phase")
    def phase(self, measure):
        return Phase(measure.phase).label if measure.phase else None

    @admin.display(description="Sachstand vom", ordering="reported_on")
    def reported_on(self, measure):
        return measure.reported_on

    def save_formset(self, request, form, formset, change):
        if formset.model is ProgressReport:
            for new in formset.extra_forms:
                new.instance.author = request.user
        super().save_formset(request, form, formset, change)
