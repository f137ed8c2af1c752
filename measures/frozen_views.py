"""Frozen status reports: the list, one with its files, and what changed between two."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.views.generic import DetailView, ListView, TemplateView, View

from goals.listing import Paged
from goals.numbers import is_number
from measures.changes import between
from measures.council import ForCouncil
from measures.formats import FORMATS, attachment
from measures.interchange import from_json
from measures.models import StatusReport, StatusReportFile
from measures.page import LONGEST, page_of


class FrozenReports(ForCouncil):
    """The frozen reports that the reader may see; others are as if they did not exist."""

    extra_context = {
        "section": "statusbericht",
        "trail": [
            ("Statusbericht", reverse_lazy("status-report")),
            ("Festgehaltene Berichte", reverse_lazy("frozen-report-list")),
        ],
    }

    def get_queryset(self):
        return StatusReport.objects.visible(self.is_internal).newest_first()


class FrozenReportList(FrozenReports, Paged, ListView):
    template_name = "measures/frozen_report_list.html"
    extra_context = FrozenReports.extra_context | {
        "compared": [("von", "Vorher"), ("mit", "Jetzt")],
    }

    def get(self, request, *args, **kwargs):
        """Two that were chosen in the form lead to their comparison."""
        chosen = [request.GET.get(name, "") for name in ("von", "mit")]
        self.is_same = chosen[0] == chosen[1] != ""
        if all(map(is_number, chosen)):
            found = {str(row.pk) for row in self.get_queryset().filter(pk__in=chosen)}
            if found == {*chosen} and len(found) == 2:
                return redirect("frozen-report-comparison", *map(int, chosen))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Any two can be compared, also such as stand on other pages of the list."""
        every = self.get_queryset().only("day", "title")
        return super().get_context_data(every=every, is_same=self.is_same, **kwargs)


class FrozenReport(FrozenReports, DetailView):
    template_name = "measures/frozen_report.html"

    def get_context_data(self, **kwargs):
        files = self.object.files.order_by("pk").defer("content")
        report = from_json(content(self.object))
        return super().get_context_data(
            row=self.object,
            files=[(file, FORMATS[file.format].label) for file in files],
            is_frozen=True,
            **page_of(report),
            **kwargs,
        )


class FrozenReportFile(FrozenReports, View):
    def get(self, request, pk, format):
        row = get_object_or_404(self.get_queryset(), pk=pk)
        file = get_object_or_404(row.files, format=format)
        return attachment(bytes(file.content), format, f"Statusbericht-Ratzeburg-{row.day}-{pk}")


class Comparison(FrozenReports, TemplateView):
    template_name = "measures/comparison.html"

    def get_context_data(self, pk, other, **kwargs):
        rows = [get_object_or_404(self.get_queryset(), pk=number) for number in (pk, other)]
        if pk == other:
            raise Http404
        older, newer = sorted(rows, key=lambda row: (row.day, row.pk))
        changes = between(from_json(content(older)), from_json(content(newer)))
        return super().get_context_data(
            older=older,
            newer=newer,
            changes=changes[:LONGEST],
            has_more=len(changes) > LONGEST,
            count=len(changes),
            **kwargs,
        )


def content(row):
    """The data of a frozen report."""
    return bytes(StatusReportFile.objects.get(report=row, format="json").content)
