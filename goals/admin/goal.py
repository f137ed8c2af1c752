from django.contrib import admin
from mptt.forms import MPTTAdminForm

from goals.admin.base import PublishableAdmin
from goals.admin.easy import ChecksText
from goals.admin.exchange import ExchangeAdmin
from goals.admin.tree import TreeAdmin
from goals.models import Example, Goal
from goals.resources import GoalResource


class GoalForm(MPTTAdminForm):
    """The number says where a goal belongs, so no second field can contradict it."""

    def clean(self):
        cleaned = super().clean()
        if code := cleaned.get("code"):
            above = code.rpartition(".")[0]
            self.instance.parent = Goal.objects.filter(code=above).first()
        return cleaned


@admin.register(Goal)
class GoalAdmin(ChecksText, ExchangeAdmin, TreeAdmin):
    resource_classes = (GoalResource,)
    form = GoalForm
    list_display = ("tree_actions", "indented_title", "reach", "is_published")
    list_filter = ("is_published", "reach")
    fieldsets = (
        (None, {"fields": ("code", "title", "text", "reach", "is_published")}),
        ("Weitere Fassungen", {"fields": ("overview_text", "easy_text", "easy_checked_on")}),
    )


@admin.register(Example)
class ExampleAdmin(PublishableAdmin):
    list_display = ("title", "municipality", "publication")
    filter_horizontal = ("goals",)
    prepopulated_fields = {"slug": ("title",)}
