"""A wrong place is refused whichever way it is asked for, and nothing changes."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from mptt.exceptions import InvalidMove

from districts.models import District
from goals.models import Goal
from tests.factories import make_goal, make_place
from tests.goals.small_town import ORDER, codes, in_order, names, town_of_two

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound_trees")]

QUARTERS_PLACE = (
    "Ein Stadtquartier gehört unter einen Stadtteil oder, wo der nicht bekannt ist, "
    "direkt unter die Stadt."
)
WAYS = pytest.mark.parametrize(
    "move",
    [
        lambda node, target: node.move_to(target, "last-child"),
        lambda node, target: node.move_to(target, "first-child"),
        lambda node, target: type(node).objects.move_node(node, target),
    ],
)


@WAYS
@pytest.mark.parametrize(
    ("name", "below", "reason"),
    [
        ("Insel", "Vorstadt", "Ein Stadtteil gehört direkt unter die Stadt."),
        ("Insel", "Nord", "Ein Stadtteil gehört direkt unter die Stadt."),
        ("Insel", "Insel", "Ein Stadtteil gehört direkt unter die Stadt."),
        ("Insel", None, "Ein Stadtteil gehört direkt unter die Stadt."),
        ("Ratzeburg", "Insel", "Die Stadt steht ganz oben und hängt unter keinem Ort."),
        ("Nord", "Süd", QUARTERS_PLACE),
    ],
)  # fmt: skip
def test_moving_a_place(move, name, below, reason):
    town_of_two()
    target = below and District.objects.get(name=below)
    with pytest.raises(InvalidMove) as refused:
        move(District.objects.get(name=name), target)
    assert str(refused.value) == reason
    assert in_order() == ORDER


@WAYS
def test_moving_a_goal_to_where_its_number_does_not_belong(move):
    goal, other = make_goal("1.1.1"), make_goal("1.2")
    with pytest.raises(InvalidMove) as refused:
        move(goal, other)
    assert str(refused.value) == (
        "Handlungsziel 1.1.1 gehört unter das Ziel 1.1, nicht unter M 1.2. "
        "Ebene, Ort und Nummer müssen passen."
    )
    assert Goal.objects.get(code="1.1.1").parent.code == "1.1"


def test_moving_a_node_beside_itself():
    goal = make_goal("1")
    with pytest.raises(InvalidMove, match="nicht neben sich selbst"):
        goal.move_to(goal, "left")


def test_moving_to_a_position_that_does_not_exist():
    insel, _, nord, *_ = town_of_two()
    with pytest.raises(ValueError, match="not in"):
        nord.move_to(insel, "middle")


@pytest.mark.parametrize("gone", ["node", "target"])
def test_moving_what_is_gone(gone):
    nodes = {"node": make_goal("1"), "target": make_goal("2")}
    Goal.objects.get(pk=nodes[gone].pk).delete()
    with pytest.raises(InvalidMove, match="gibt es nicht mehr"):
        Goal.objects.move_node(nodes["node"], nodes["target"], "right")


@pytest.mark.parametrize(
    "make",
    [
        lambda **v: Goal.objects.create(**v),
        lambda **v: Goal(**v).save(),
        lambda **v: Goal(**v).full_clean(),
        lambda code, **v: Goal.objects.get_or_create(code=code, defaults=v),
        lambda code, **v: Goal.objects.update_or_create(code=code, defaults=v),
        lambda parent, **v: Goal(**v).insert_at(parent, save=True),
        lambda parent, **v: Goal.objects.insert_node(Goal(**v), parent, save=True),
    ],
    ids=[
        "create",
        "save",
        "clean",
        "get_or_create",
        "update_or_create",
        "insert_at",
        "insert_node",
    ],
)
@pytest.mark.parametrize("code", ["2.1", "1.1.1", "2", "1.1.1.1", "1.01", "１.1", "a", ""])
def test_making_a_goal(make, code):
    parent = make_goal("1")
    with pytest.raises(ValidationError) as refused:
        make(code=code, text="Falsch.", parent=parent)
    assert "code" in refused.value.message_dict
    assert codes(Goal.objects.all()) == ["1"]


def test_making_a_place():
    insel = make_place("Insel")
    with pytest.raises(ValidationError) as refused:
        make_place("Nord", parent=insel)
    assert refused.value.message_dict == {
        "parent": ["Ein Stadtteil gehört direkt unter die Stadt."]
    }


def test_saving_elsewhere():
    insel, vorstadt, *_ = town_of_two()
    insel.parent = vorstadt
    with pytest.raises(ValidationError):
        insel.save()
    insel.parent_id = None
    with pytest.raises(ValidationError):
        insel.save()
    assert in_order() == ORDER


@pytest.mark.parametrize("name", ["parent", "parent_id", "position", "code", "reach"])
def test_updating_past_the_tree(name):
    goal = make_goal("1")
    with pytest.raises(ValueError, match=name):
        Goal.objects.filter(pk=goal.pk).update(**{name: None})
    if name != "parent_id":
        with pytest.raises(ValueError, match=name), transaction.atomic():
            Goal.objects.bulk_update([goal], [name])


@pytest.mark.parametrize("fill", ["add", "set"])
def test_filling_children_past_the_tree(fill):
    insel, *_, ost = town_of_two()
    goal, other = make_goal("1.1.1"), make_goal("1.2")
    for parent, node in ((other, goal), (ost, insel)):
        children = parent.children
        with pytest.raises(ValidationError), transaction.atomic():
            children.add(node) if fill == "add" else children.set([node])
    assert in_order() == ORDER
    assert Goal.objects.get(code="1.1.1").parent.code == "1.1"


def test_filling_children():
    _, vorstadt, nord, sued, ost = town_of_two()
    vorstadt.children.add(nord)
    assert names(District.objects.get(name="Vorstadt").children.all()) == ["Ost", "Nord"]
    with pytest.raises(ValueError, match="parent"), transaction.atomic():
        vorstadt.children.set([sued])
    vorstadt.children.set([ost, nord, sued])
    assert in_order() == [
        (0, "Ratzeburg"), (1, "Insel"), (1, "Vorstadt"), (2, "Ost"), (2, "Nord"), (2, "Süd"),
    ]  # fmt: skip


def test_updating_anything_else():
    make_goal("1")
    assert Goal.objects.filter(code="1").update(title="Neu") == 1
