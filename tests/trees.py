"""Looks at trees as a reader of the table would; moves nodes about in one of many processes.

python -m tests.trees build|move SEED MOVES LOCK|faults, against the database of DATABASE_URL.
"""

import random
import sys
from contextlib import contextmanager

import django
from django.apps import apps
from django.db import DatabaseError, transaction

if not apps.ready:
    django.setup()

from districts.models import District
from goals.models import Goal, tree
from tests.factories import make_goal, make_place, make_quarter


def tree_faults(model):
    """What is wrong with the nested sets of this model, in words; an empty list when all is well.

    Reckons from the columns alone, without the library and without the models' own methods.
    """
    columns = ("pk", "parent_id", "lft", "rght", "tree_id", "level")
    rows = list(model._base_manager.values(*columns))
    by_pk = {row["pk"]: row for row in rows}
    faults = []
    for tree_id in {row["tree_id"] for row in rows}:
        members = [row for row in rows if row["tree_id"] == tree_id]
        edges = sorted(edge for row in members for edge in (row["lft"], row["rght"]))
        if edges != list(range(1, len(edges) + 1)):
            faults.append(f"tree {tree_id}: edges {edges}")
        roots = [row["pk"] for row in members if row["parent_id"] is None]
        if len(roots) != 1:
            faults.append(f"tree {tree_id}: roots {roots}")
    for row in rows:
        around = [
            other
            for other in rows
            if other["tree_id"] == row["tree_id"]
            and other["lft"] < row["lft"]
            and other["rght"] > row["rght"]
        ]
        innermost = max(around, key=lambda other: other["lft"], default=None)
        if (innermost and innermost["pk"]) != row["parent_id"]:
            faults.append(f"{row}: lies in {innermost}")
        if row["lft"] >= row["rght"]:
            faults.append(f"{row}: no interval")
        parent = by_pk.get(row["parent_id"])
        if row["level"] != (parent["level"] + 1 if parent else 0):
            faults.append(f"{row}: level")
    return faults + order_faults(model)


def order_faults(model):
    """Siblings whose positions say another order than the tree."""
    faults = []
    for parent in {None, *model._base_manager.values_list("parent", flat=True)}:
        siblings = model._base_manager.filter(parent=parent).order_by("tree_id", "lft")
        positions = list(siblings.values_list("position", flat=True))
        if positions != sorted(positions):
            faults.append(f"below {parent}: positions {positions}")
    return faults


def build():
    """Both trees, with enough siblings to get in each other's way."""
    for number in range(1, 5):
        make_goal(f"{number}")
        for below in range(1, 4):
            make_goal(f"{number}.{below}")
        district = make_place(f"Stadtteil {number}")
        for letter in "abc":
            make_quarter(f"Quartier {number}{letter}", district)


def move_about(seed, moves):
    """Random moves that are all allowed: whatever goes wrong is the tree's fault."""
    dice = random.Random(seed)
    for _ in range(moves):
        move = dice.choice((move_goal, move_district, move_quarter, move_quarter, save_quarter))
        try:
            move(dice)
        except DatabaseError as error:  # such as a deadlock: said, and on with the next
            sys.stderr.write(f"{move.__name__}: {error}\n")


def move_goal(dice):
    goal = dice.choice(Goal.objects.all())
    goal.move_to(dice.choice(goal.get_siblings()), side(dice))


def move_district(dice):
    node, beside = dice.sample(list(District.objects.filter(kind="stadtteil")), 2)
    node.move_to(beside, side(dice))


def move_quarter(dice):
    node, beside = dice.sample(list(District.objects.filter(kind="stadtquartier")), 2)
    if dice.random() < 0.5:
        node.move_to(beside, side(dice))
    else:
        District.objects.move_node(node, beside.parent, dice.choice(("first-child", "last-child")))


def save_quarter(dice):
    node = dice.choice(District.objects.filter(kind="stadtquartier"))
    node.parent = dice.choice(District.objects.filter(kind="stadtteil"))
    node.save()


def side(dice):
    return dice.choice(("left", "right"))


@contextmanager
def without_lock(model):
    """Stands in for tree_lock in the control run: the transaction without the lock."""
    with transaction.atomic():
        yield


def main(what, seed=0, moves=60, lock="with-lock"):
    if lock == "without-lock":
        tree.tree_lock = without_lock
    if what == "build":
        build()
    elif what == "move":
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        move_about(int(seed), int(moves))
    elif what == "faults":
        sys.stdout.write("\n".join(tree_faults(Goal) + tree_faults(District)))


if __name__ == "__main__":
    main(*sys.argv[1:])
