"""The document against the database: what differs, and how it gets there."""

from dataclasses import dataclass

from django.db import transaction

from goals.models import Goal
from goals.models.tree import tree_lock

# What the document says about a goal of each level; the rest belongs to the staff.
FIELDS = (("title", "text"), ("text", "overview_text"), ("text",))


@dataclass
class Change:
    """What the document means for one goal; `fields` maps names to (old, new)."""

    KINDS = NEW, CHANGED, SAME, ABSENT = "neu", "geändert", "unverändert", "nicht im Dokument"

    kind: str
    goal: Goal
    fields: dict[str, tuple[str, str]]

    def lines(self):
        """The change for people to read, one line for the goal and one for each field."""
        if self.kind == self.SAME:
            return
        stays = ", bleibt unverändert" if self.kind == self.ABSENT else ""
        yield f"{self.kind}{stays}: {self.goal.label}"
        for name, (old, new) in self.fields.items():
            if name == "easy_checked_on":
                yield "    Leichte Sprache: bitte neu prüfen, der Wortlaut ist ein anderer."
                continue
            title = Goal._meta.get_field(name).verbose_name
            if name == "reach":
                old, new = (Goal.Reach(value).label if value else "" for value in (old, new))
            before = "" if self.kind == self.NEW else f"{_quoted(old)} → "
            yield f"    {title}: {before}{_quoted(new)}"


def import_pyramid(nodes, dry_run=False):
    """Bring the goals to the document's state, all or none; return what changed, or would."""
    with tree_lock(Goal):
        changes = compare(nodes)
        for change in changes:
            if change.kind in (Change.NEW, Change.CHANGED):
                _store(change)
        if dry_run:
            transaction.set_rollback(True)
    return changes


def compare(nodes):
    """A Change for every goal of the document in its order, then for those that it lacks."""
    goals = {goal.code: goal for goal in Goal.objects.in_tree_order()}
    changes = [_change(node, goals.pop(node.code, None)) for root in nodes for node in root.walk()]
    return changes + [Change(Change.ABSENT, goal, {}) for goal in goals.values()]


def _change(node, goal):
    if goal is None:
        goal = Goal(code=node.code)
        return Change(Change.NEW, goal, _differences(node, goal))
    fields = _differences(node, goal)
    return Change(Change.CHANGED if fields else Change.SAME, goal, fields)


def _differences(node, goal):
    fields = {
        name: (getattr(goal, name), getattr(node, name))
        for name in FIELDS[goal.depth]
        if getattr(goal, name) != getattr(node, name)
    }
    # The staff may have corrected what the wording suggested; a new wording asks anew.
    if "text" in fields and goal.reach != node.reach:
        fields["reach"] = (goal.reach, node.reach)
    # What was checked in Leichte Sprache was the old wording.
    if "text" in fields and goal.easy_checked_on:
        fields["easy_checked_on"] = (goal.easy_checked_on, None)
    return fields


def _store(change):
    goal = change.goal
    for name, (_, new) in change.fields.items():
        setattr(goal, name, new)
    if change.kind == Change.NEW and goal.depth:
        goal.parent = Goal.objects.get(code=goal.code.rpartition(".")[0])
    goal.save()


def _quoted(text):
    return f"„{text}“" if text else "(leer)"
