from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.views.generic import DetailView

from goals.listing import FilteredList, FilteredPage
from measures.filters import MeasureFilter
from measures.models import Measure, ProgressReport
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

    @cached_property
    def is_internal(self):
        """Who asks sees what is not published; without a session's cookie nobody is looked up.

        So what citizens get is the same for all of them, and sets and varies by no cookie.
        """
        has_session = settings.SESSION_COOKIE_NAME in self.request.COOKIES
        return has_session and self.request.user.has_perm("measures.see_unpublished")

    def get_queryset(self):
        if self.is_internal:
            reports = ProgressReport.objects.known_to_council()
            return Measure.objects.known_to_council().for_list(reports)
        return Measure.objects.public().for_list()

    def get_context_data(self, filter, object_list, **kwargs):
        goals = filter.filters["ziel"].rows
        goal = goals.get(filter.form.cleaned_data.get("ziel"))
        shown = [other for other in goals.values() if not goal or other.is_related_to(goal)]
        shown = shown if filter.is_valid() else []
        report = status_report(object_list, shown, filter.chosen, goal, self.is_internal)
        return super().get_context_data(filter=filter, report=report, **kwargs)

    def render_to_response(self, context, **kwargs):
        # A filter that makes no sense gets the page, which says so; so does an unknown format.
        if self.request.GET.get("format") == "xlsx" and context["filter"].is_valid():
            return self._download(context["report"])
        return super().render_to_response(context, **kwargs)

    def _download(self, report):
        response = HttpResponse(workbook(report), content_type=XLSX)
        internal = "-intern" if report.is_internal else ""
        name = f"Statusbericht-Ratzeburg-{report.day:%Y-%m-%d}{internal}.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
