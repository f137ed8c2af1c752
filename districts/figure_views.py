"""The list of figures, and the page of one: its course, and how places and parts compare."""

from django.http import Http404
from django.urls import reverse

from districts.figures import LONGEST, Figure, by_part, by_place
from districts.list_filters import FigureFilter, IndicatorFilter
from districts.models import Indicator, Measurement
from goals.listing import FilteredList, FilteredPage

TABLE = 100  # values in the table below a course; the drawing has them all


class IndicatorList(FilteredList):
    """Each figure with its newest value, in the town where there is one."""

    filterset_class = IndicatorFilter
    template_name = "districts/indicator_list.html"

    def get_queryset(self):
        return Indicator.objects.published().with_newest()


class IndicatorDetail(FilteredPage):
    filterset_class = FigureFilter
    template_name = "districts/indicator_detail.html"

    def get_queryset(self):
        return Indicator.objects.published().for_page().filter(slug=self.kwargs["slug"])

    def get_context_data(self, filter, **kwargs):
        indicator = self.get_queryset().first()
        if indicator is None:
            raise Http404
        if filter.is_valid():
            kwargs |= self.figures(indicator, filter.day, filter.place)
        return super().get_context_data(
            filter=filter,
            indicator=indicator,
            trail=[("Kennzahlen", reverse("indicator-list"))],
            **kwargs,
        )

    def figures(self, indicator, day, place):
        measured = Measurement.objects.public().newest(day).of_group(indicator)
        newest = list(measured.select_related("indicator", "district").order_by("district__lft"))
        own = [value for value in newest if value.indicator == indicator]
        if place is None and own:
            place = own[0].district  # the town, or what comes first below it
        values = []
        if any(value.district == place for value in own):
            known = Measurement.objects.public().filter(indicator=indicator, district=place)
            values = list(known.filter(measured_on__lte=day).order_by("-measured_on")[:LONGEST])
        parts = [value for value in newest if value.district == place and indicator.group]
        return {
            "day": day,
            "place": place,
            "figure": Figure(indicator, place, values, day) if place else None,
            "table": values[:TABLE],
            "has_more": len(values) > TABLE,
            "places": by_place(indicator, own) if len(own) > 1 else None,
            "parts": by_part(parts) if len(parts) > 1 else [],
        }
