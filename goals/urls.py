from django.urls import path, register_converter

from goals import example_views, views


class GoalCode:
    """The number of a goal in an address: 1, 1.1 or 1.1.1."""

    regex = r"[1-9][0-9]{0,3}(?:\.[1-9][0-9]{0,3}){0,2}"
    to_python = to_url = staticmethod(str)


register_converter(GoalCode, "goal_code")

urlpatterns = [
    path("ziele/", views.GoalTree.as_view(), name="goal-tree"),
    path("ziele/<goal_code:code>/", views.GoalDetail.as_view(), name="goal"),
    path("beispiele/", example_views.ExampleList.as_view(), name="example-list"),
    path("beispiele/<slug:slug>/", example_views.ExampleDetail.as_view(), name="example"),
]
