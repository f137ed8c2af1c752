from goals.exchange import ExchangeResource
from goals.models.content import Publication
from measures.models import Measure, ProgressReport

STANDS = (
    "Ein veröffentlichter Sachstand bleibt, wie er ist. Bitte die Änderung als neuen Sachstand "
    "eintragen, ohne Nummer."
)


class MeasureResource(ExchangeResource):
    keys = (("slug",), ("identifier",))
    slug_from = "title"

    class Meta:
        model = Measure
        fields = (
            "slug",
            "identifier",
            "title",
            "summary",
            "description",
            "goals",
            "goals_note",
            "districts",
            "districts_note",
            "department",
            "partners",
            "target_groups",
            "planned_start",
            "planned_end",
            "actual_start",
            "actual_end",
            "priority",
            "cost_once",
            "cost_per_year",
            "funding",
            "budget_item",
            "contact",
            "note",
            "publication",
            "source_url",
            "source_date",
            "confirmed_on",
        )


class ProgressReportResource(ExchangeResource):
    """Reports are added; one that was published is corrected only by those who might delete it."""

    keys = (("id",),)
    alike = ("measure", "reported_on")
    fixed = ("measure",)

    class Meta:
        model = ProgressReport
        fields = (
            "id",
            "measure",
            "reported_on",
            "phase",
            "schedule",
            "schedule_reason",
            "percent",
            "text",
            "obstacles",
            "next_step",
            "next_step_on",
            "publication",
            "source_url",
        )

    def blank_row(self):
        report = super().blank_row()
        report.author = self.user
        return report

    def refusal(self, line):
        stood = line.before.get(self.fields["publication"], line.instance.publication)
        was_published = not line.is_new and stood == Publication.PUBLISHED
        if was_published and not self.user.has_perm("measures.delete_progressreport"):
            return STANDS
        return None
