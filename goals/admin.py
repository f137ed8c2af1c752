"""Staff's pages for the goals, and what the pages of all apps have in common."""

from django.contrib import admin, messages
from django.db import models
from django.utils.html import format_html
from mptt.admin import DraggableMPTTAdmin
from mptt.exceptions import InvalidMove
from mptt.forms import MPTTAdminForm

from goals.models import Example, Goal
from goals.models.content import fold, matching

# Said here as long as Django still assumes http for an address without a scheme.
HTTPS = {models.URLField: {"assume_scheme": "https"}}


class FoldedSearch:
    """Search that takes ä, ae and Ä for the same, alike on both databases."""

    search_fields = (
        "pk",
    )  # switches the search on; what is looked through says get_search_results

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        if hasattr(self.model, "search"):
            return queryset.filter(matching(search_term)), False
        # Models without a search column have few rows: look at what staff see of them.
        words = fold(search_term).split()
        found = [row.pk for row in queryset if all(word in fold(str(row)) for word in words)]
        return queryset.filter(pk__in=found), False


class TreeAdmin(FoldedSearch, DraggableMPTTAdmin):
    """A tree as a tree: nodes are dragged, or moved one step by an action."""

    list_display_links = ("indented_title",)
    expand_tree_by_default = True
    save_on_top = True
    formfield_overrides = HTTPS
    actions = ("move_up", "move_down")

    class Media:
        css = {"all": ["admin-tree.css"]}

    @admin.display(description="Titel")
    def indented_title(self, node):
        # The library's own indents by a style attribute, which the policy forbids.
        return format_html('<div class="tree-level-{}">{}</div>', node.level, node)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # a node is deleted on its own page, one by one
        return actions

    @admin.action(description="Eine Stelle nach oben", permissions=["change"])
    def move_up(self, request, queryset):
        self._step(request, queryset, "get_previous_sibling", "left")

    @admin.action(description="Eine Stelle nach unten", permissions=["change"])
    def move_down(self, request, queryset):
        self._step(request, queryset, "get_next_sibling", "right")

    def _step(self, request, queryset, neighbour, side):
        if len(queryset) != 1:
            self.message_user(request, "Bitte genau einen Eintrag wählen.", messages.WARNING)
            return
        node = queryset[0]
        if sibling := getattr(node, neighbour)():
            try:
                self.model.objects.move_node(node, sibling, side)
            except InvalidMove as error:
                self.message_user(request, str(error), messages.ERROR)
                return
            self.log_change(request, node, "Reihenfolge geändert.")
        self.message_user(request, f"Neue Stelle: {node}")

    def _tree_context(self, request):
        context = super()._tree_context(request)
        context["messages"].update(before="davor", child="darunter", after="danach")
        return context


class PublishableAdmin(FoldedSearch, admin.ModelAdmin):
    list_filter = ("publication",)
    save_on_top = True
    formfield_overrides = HTTPS


class GoalForm(MPTTAdminForm):
    """The number says where a goal belongs, so no second field can contradict it."""

    def clean(self):
        cleaned = super().clean()
        if code := cleaned.get("code"):
            above = code.rpartition(".")[0]
            self.instance.parent = Goal.objects.filter(code=above).first()
        return cleaned


@admin.register(Goal)
class GoalAdmin(TreeAdmin):
    form = GoalForm
    list_display = ("tree_actions", "indented_title", "reach", "is_published")
    list_filter = ("is_published", "reach")
    fieldsets = (
        (None, {"fields": ("code", "title", "text", "reach", "is_published")}),
        ("Weitere Fassungen", {"fields": ("overview_text", "easy_text")}),
    )


@admin.register(Example)
class ExampleAdmin(PublishableAdmin):
    list_display = ("title", "municipality", "publication")
    filter_horizontal = ("goals",)
    prepopulated_fields = {"slug": ("title",)}
