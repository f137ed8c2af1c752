from django.contrib import admin, messages
from django.utils.html import format_html
from mptt.admin import DraggableMPTTAdmin
from mptt.exceptions import InvalidMove

from goals.admin.base import ContentAdmin


class TreeAdmin(ContentAdmin, DraggableMPTTAdmin):
    """A tree as a tree: nodes are dragged, or moved one step by an action."""

    list_display_links = ("indented_title",)
    expand_tree_by_default = True
    actions = ("move_up", "move_down")

    class Media:
        css = {"all": ["admin-tree.css"]}

    @admin.display(description="Ordnen")
    def tree_actions(self, node):
        return super().tree_actions(node)

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
