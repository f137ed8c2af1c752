"""The matrix of Handlungsziele and places, and what stands behind one cell of it."""

from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from districts.models import Assessment, District
from goals.listing import FilteredPage
from goals.models import Goal
from measures.council import ForCouncil
from measures.entries import Question
from measures.filters import CoverageFilter, DatedFilter
from measures.models import Measure
from measures.page import sections
from measures.report import Cell
from measures.reporting import answer

MANY = 100  # Handlungsziele; more are shown one Leitziel at a time
MOST = 5  # places that are named for their gaps


class CoverageView(ForCouncil, FilteredPage):
    filterset_class = CoverageFilter
    template_name = "measures/coverage.html"
    extra_context = {"section": "statusbericht"}

    def get_queryset(self):
        return Measure.objects.none()  # only the choices of the filters are wanted

    def get_context_data(self, filter, **kwargs):
        if filter.is_valid():
            kwargs |= self.matrix(filter)
        return super().get_context_data(filter=filter, **kwargs)

    def matrix(self, filter):
        goals, places = (list(filter.filters[name].rows.values()) for name in ("ziel", "ort"))
        leading = [goal for goal in goals if goal.level == 0]
        goal, place = filter.row("ziel"), filter.row("ort")
        if not goal and sum(other.is_objective for other in goals) > MANY:
            goal = leading[0]
        report = answer(
            Question(
                filter.day,
                is_internal=self.is_internal,
                goals=[other for other in goals if not goal or other.is_related_to(goal)],
                goal=goal,
                places=places,
            )
        )
        level = {other.slug for other in level_of(place, places)}
        worst = sorted(report.places, key=lambda other: -other.gaps)[:MOST]
        return {
            "report": report,
            "sections": sections(report),
            "shown": [other for other in report.places if other.slug in level],
            "leading": leading,
            "goal": goal,
            "place": place,
            "openable": openable(places),
            "worst": [other for other in worst if other.gaps],
        }


def level_of(place, places):
    """The places of one level: first the Stadt and its Stadtteile, then one and its Quartiere."""
    if place is None:
        return [other for other in places if other.kind != District.Kind.QUARTER]
    quarters = [other for other in places if other.kind == District.Kind.QUARTER]
    return [place, *(other for other in quarters if other.parent_id == place.pk)]


def openable(places):
    """The places with Quartiere directly below them."""
    parents = {other.parent_id for other in places if other.kind == District.Kind.QUARTER}
    return [place for place in places if place.pk in parents]


class CellView(ForCouncil, TemplateView):
    """Why a cell says what it says: the assessment and the measures that count there."""

    template_name = "measures/coverage_cell.html"
    extra_context = {"section": "statusbericht"}

    def get_context_data(self, code, slug, **kwargs):
        goals = list(Goal.objects.public().in_tree_order())
        places = {place.slug: place for place in District.objects.public().in_tree_order()}
        goal = next((goal for goal in goals if goal.code == code and goal.is_objective), None)
        if goal is None or slug not in places:
            raise Http404
        asked = DatedFilter(self.request.GET, Measure.objects.none())
        return super().get_context_data(
            goal=goal,
            place=places[slug],
            trail=[("Statusbericht", reverse("status-report")), ("Abdeckung", reverse("coverage"))],
            filter=asked,
            **(self.cell(asked.day, goal, goals, places, slug) if asked.is_valid() else {}),
            **kwargs,
        )

    def cell(self, day, goal, goals, places, slug):
        place = places[slug]
        question = Question(
            day,
            is_internal=self.is_internal,
            goals=[other for other in goals if other.is_related_to(goal)],
            goal=goal,
            places=list(places.values()),
            columns=[place],
            here=place,
        )
        report = answer(question)
        [line] = report.objectives()
        [cell] = report.cells(line)
        return {
            "report": report,
            "cell": cell,
            "measures": report.read(line.measures),
            "assessments": Assessment.objects.filter(
                coverage__goal=goal, coverage__district=place, assessed_on__lte=day
            ),
            "is_gap": cell == Cell.GAP,
        }
