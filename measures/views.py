from django.views.generic import DetailView

from goals.listing import FilteredList, FilteredPage
from measures.answers import with_answers
from measures.council import ForCouncil
from measures.entries import Question
from measures.filters import MeasureFilter, StatusReportFilter
from measures.formats import FORMATS, attachment, content_of
from measures.models import Measure, ProgressReport, StatusReport
from measures.page import page_of
from measures.pdf import NoPdf
from measures.reporting import answer


class MeasureList(FilteredList):
    filterset_class = MeasureFilter
    template_name = "measures/measure_list.html"
    extra_context = {"section": "massnahmen"}

    def get_queryset(self):
        return Measure.objects.public().for_list()


class MeasureDetail(DetailView):
    template_name = "measures/measure_detail.html"
    extra_context = {"section": "massnahmen"}

    def get_queryset(self):
        return with_answers(Measure.objects.public().for_page())

    def get_context_data(self, **kwargs):
        reported = [report.created_at for report in self.object.public_reports]
        return super().get_context_data(changed=max([self.object.changed_at, *reported]), **kwargs)


class StatusReportView(ForCouncil, FilteredPage):
    filterset_class = StatusReportFilter
    template_name = "measures/status_report.html"
    extra_context = {"section": "statusbericht", "formats": FORMATS}

    def get_queryset(self):
        measures = Measure.objects
        return measures.known_to_council() if self.is_internal else measures.public()

    def get_filterset_kwargs(self, filterset_class):
        rows = ProgressReport.objects
        reports = rows.known_to_council() if self.is_internal else rows.published()
        return super().get_filterset_kwargs(filterset_class) | {"reports": reports}

    def get_context_data(self, filter, object_list, **kwargs):
        if filter.is_valid():
            kwargs["report"] = answer(self.question(filter, object_list))
        return super().get_context_data(filter=filter, **kwargs)

    def question(self, filter, found):
        goal, place = filter.row("ziel"), filter.row("ort")
        goals, places = (filter.filters[name].rows.values() for name in ("ziel", "ort"))
        day = filter.day
        return Question(
            day,
            compared_on=filter.form.cleaned_data["vergleich"]
            or StatusReport.objects.day_before(day, self.is_internal),
            is_internal=self.is_internal,
            goals=[other for other in goals if not goal or other.is_related_to(goal)],
            goal=goal,
            places=list(places),
            columns=[other for other in places if not place or other.is_related_to(place)],
            chosen=filter.chosen,
            selected=found if filter.is_narrowing else None,
        )

    def render_to_response(self, context, **kwargs):
        # A filter that makes no sense gets the page, which says so; so does an unknown format.
        name, report = self.request.GET.get("format"), context.get("report")
        if report and name in FORMATS:
            stem = f"Statusbericht-Ratzeburg-{report.day:%Y-%m-%d}"
            stem += "-intern" if report.is_internal else ""
            try:
                return attachment(content_of(report, name), name, stem)
            except NoPdf as error:
                context["notice"] = error
        if report:
            context |= page_of(report)
        return super().render_to_response(context, **kwargs)
