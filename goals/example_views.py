"""What other municipalities do: the list of Praxisbeispiele, and one of them."""

from django.views.generic import DetailView

from goals.filters import PortalFilter, TreeChoiceFilter, WordsFilter
from goals.listing import FilteredList
from goals.models import Example, Goal


class ExampleFilter(PortalFilter):
    q = WordsFilter()
    ziel = TreeChoiceFilter(Goal, key="code", label="Ziel", narrow="under")

    class Meta:
        model = Example
        fields = []


class ExampleList(FilteredList):
    queryset = Example.objects.published().for_page()
    filterset_class = ExampleFilter
    template_name = "goals/example_list.html"
    extra_context = {"section": "ziele"}


class ExampleDetail(DetailView):
    queryset = Example.objects.published().for_page()
    template_name = "goals/example_detail.html"
    extra_context = {"section": "ziele"}
