from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from goals.models import Goal


class GoalTree(TemplateView):
    template_name = "goals/goal_tree.html"
    extra_context = {"section": "ziele"}

    def get_context_data(self, **kwargs):
        return super().get_context_data(goals=Goal.objects.public().in_tree_order(), **kwargs)


class GoalDetail(TemplateView):
    """One goal of any level; `above` and `below` come with it in one query."""

    template_name = "goals/goal_detail.html"
    extra_context = {"section": "ziele"}

    def get_context_data(self, code, **kwargs):
        parts = code.split(".")
        codes = [".".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
        family = list(
            Goal.objects.public()
            .filter(Q(code__in=codes) | Q(code__startswith=f"{code}."))
            .in_tree_order()
        )
        goal = next((goal for goal in family if goal.code == code), None)
        if goal is None:
            raise Http404
        above = [other for other in family if other.level < goal.level]
        return super().get_context_data(
            goal=goal,
            family=family,
            above=above,
            trail=[("Ziele", reverse("goal-tree"))]
            + [(other.label, other.get_absolute_url()) for other in above],
            below=[other for other in family if other.level > goal.level],
            **kwargs,
        )
