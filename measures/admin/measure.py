from uuid import UUID, uuid4

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from goals.admin.base import HTTPS, PublishableAdmin, ScopedFields
from goals.admin.exchange import ExchangeAdmin
from goals.admin.kinds import KindFilter
from goals.publication import VERIFIED
from measures.admin.report import usual_step
from measures.contradictions import CONTRADICTIONS
from measures.models import Measure, Milestone, Phase, ProgressReport, Resolution
from measures.overdue import overdue_measures, with_overdue_milestones
from measures.papers import of_papers
from measures.resources import MeasureResource


class DueFilter(KindFilter):
    title = "Fällig"
    parameter_name = "faellig"
    kinds = {
        "sachstand": ("Sachstand überfällig", overdue_measures),
        "meilenstein": ("Meilenstein überfällig", with_overdue_milestones),
    }


class ContradictionFilter(KindFilter):
    title = "Widerspruch"
    parameter_name = "widerspruch"
    kinds = CONTRADICTIONS


class MilestoneInline(ScopedFields, admin.TabularInline):
    model = Milestone
    extra = 0


class ResolutionInline(ScopedFields, admin.StackedInline):
    model = Resolution
    extra = 0
    formfield_overrides = HTTPS


@admin.register(Measure)
class MeasureAdmin(ExchangeAdmin, PublishableAdmin):
    resource_classes = (MeasureResource,)
    list_display = ("title", "phase", "reported_on", "department", "publication")
    list_filter = (
        "publication",
        DueFilter,
        ContradictionFilter,
        "department",
        "priority",
        "districts",
    )
    list_select_related = ("department",)
    autocomplete_fields = ("partners",)
    filter_horizontal = ("goals", "districts", "target_groups")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (MilestoneInline, ResolutionInline)
    clicks = PublishableAdmin.clicks | {"unveraendert": "click_unchanged"}
    fieldsets = (
        (
            None,
            {"fields": ("identifier", "title", "slug", "summary", "publication", "steps_taken")},
        ),
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

    def get_search_results(self, request, queryset, search_term):
        found, is_doubled = super().get_search_results(request, queryset, search_term)
        if papers := of_papers(search_term):
            found = queryset.filter(papers | Q(pk__in=found.values("pk")))
        return found, is_doubled

    @admin.display(description="Phase", ordering="phase")
    def phase(self, measure):
        return Phase(measure.phase).label if measure.phase else None

    @admin.display(description="Sachstand vom", ordering="reported_on")
    def reported_on(self, measure):
        return measure.reported_on

    def get_list_display(self, request):
        title, *others = super().get_list_display(request)
        may_record = request.user.has_perm("measures.add_progressreport")
        return (title, "record", *others) if may_record else (title, *others)

    @admin.display(description="Erfassen")
    def record(self, measure):
        """A link to the form, and the one click; the button belongs to the form of the list."""
        link = format_html(
            '<a href="{}?measure={}">Sachstand erfassen</a> ',
            reverse("admin:measures_progressreport_add"),
            str(measure.pk),  # as a number it would get a point for the thousands
        )
        if not measure.reported_on:
            return link
        return link + format_html(
            '<button class="link" formaction="{}" name="key" value="{}" '
            'aria-label="Unverändert, geprüft: {}">Unverändert, geprüft</button>',
            reverse("admin:measures_measure_unveraendert", args=[measure.pk]),
            uuid4(),
            measure,
        )

    def click_unchanged(self, request, measure):
        """Add a report of today that says what the last one said."""
        if not request.user.has_perm("measures.add_progressreport"):
            raise PermissionDenied
        key = as_key(request.POST.get("key", ""))
        if key and ProgressReport.objects.filter(key=key).exists():
            self.message_user(request, "Der Sachstand war schon gespeichert.", messages.INFO)
        elif last := measure.reports.current().first():
            report = repeated(last, key=key, author=request.user)
            report.publication = usual_step(request.user, report)
            report.save()
            self.log_change(request, measure, f"Sachstand: {VERIFIED}")
            words = f"„{measure}“: Sachstand von heute, {report.get_publication_display()}."
            self.message_user(request, words, messages.SUCCESS)
        else:
            words = "hat noch keinen Sachstand, der unverändert sein könnte. Bitte einen erfassen."
            self.message_user(request, f"„{measure}“ {words}", messages.WARNING)


def repeated(last, **values):
    """An unsaved report of today that says what `last` says of state and next step.

    Without percent: what was stated last stands.
    """
    kept = ("measure", "phase", "schedule", "schedule_reason", "next_step", "next_step_on")
    values |= {name: getattr(last, name) for name in kept}
    return ProgressReport(reported_on=timezone.localdate(), text=VERIFIED, **values)


def as_key(text):
    try:
        return UUID(text)
    except ValueError:
        return None
