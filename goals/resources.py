from goals.easy import EasyTextRows
from goals.exchange import TreeResource
from goals.models import Goal


class GoalResource(EasyTextRows, TreeResource):
    """The Zielpyramide; its number says where a goal belongs."""

    keys = (("code",),)

    class Meta:
        model = Goal
        fields = (
            "code",
            "title",
            "text",
            "overview_text",
            "easy_text",
            "easy_checked_on",
            "reach",
            "is_published",
        )

    def code_above(self, row):
        return row.code.rpartition(".")[0]
