from django.http import HttpResponse
from django.views.generic import DetailView

from goals.listing import FilteredList, FilteredPage
from measures.filters import MeasureFilter
from measures.models import Measure
from measures.report import status_report
from measures.workbook import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
        return Measure.objects.public().for_page()

    def get_context_data(self, **kwargs):
        reported = [report.created_at for report in self.object.public_reports]
        return super().get_context_data(changed=max([self.object.changed_at, *reported]), **kwargs)


class StatusReportView(FilteredPage):
    filterset_class = MeasureFilter
    template_name = "measures/status_report.html"
    extra_context = {"section": "statusbericht"}

    def get_queryset(self):
        return Measure.objects.public().for_list()

    def get_context_data(self, filter, object_list, **kwargs):
        goals = filter.filters["ziel"].rows
        goal = goals.get(filter.form.cleaned_data.get("ziel"))
        shown = [other for other in goals.values() if not goal or other.is_related_to(goal)]
        report = status_report(object_list, shown if filter.is_valid() else [], filter.chosen, goal)
        return super().get_context_data(filter=filter, report=report, **kwargs)

    def render_to_response(self, context, **kwargs):
        # A filter that makes no sense gets the page, which says so; so does an unknown format.
        if self.request.GET.get("format") == "xlsx" and context["filter"].is_valid():
            return self._download(context["report"])
        return super().render_to_response(context, **kwargs)

    def _download(self, report):
        response = HttpResponse(workbook(report), content_type=XLSX)
        name = f"Statusbericht-Ratzeburg-{report.day:%Y-%m-%d}.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
