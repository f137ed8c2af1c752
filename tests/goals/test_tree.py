import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from mptt.exceptions import InvalidMove

from districts.models import District
from goals.models import Goal
from tests.factories import make_goal, make_measure, make_offer, make_place, make_quarter, make_town
from tests.trees import tree_faults

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sound():
    """Whatever a test does to the trees, they are sound afterwards."""
    yield
    assert tree_faults(Goal) + tree_faults(District) == []


def codes(goals):
    return [goal.code for goal in goals]


def names(places):
    return [place.name for place in places]


def town_of_two():
    """Insel with Nord and Süd, Vorstadt with Ost."""
    insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
    return (
        insel,
        vorstadt,
        *(make_quarter(n, p) for n, p in (("Nord", insel), ("Süd", insel), ("Ost", vorstadt))),
    )


def in_order():
    return [(place.level, place.name) for place in District.objects.all()]


ORDER = [
    (0, "Ratzeburg"), (1, "Insel"), (2, "Nord"), (2, "Süd"), (1, "Vorstadt"), (2, "Ost"),
]  # fmt: skip


QUARTERS_PLACE = (
    "Ein Stadtquartier gehört unter einen Stadtteil oder, wo der nicht bekannt ist, "
    "direkt unter die Stadt."
)


class TestChecker:
    @pytest.fixture(autouse=True)
    def _mend(self):
        yield
        Goal.objects.rebuild()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"lft": 1},
            {"rght": 9},
            {"level": 2, "reach": "stadtweit"},
            {"tree_id": 7},
            {"parent": None},
        ],
        ids=lambda wrong: next(iter(wrong)),
    )
    def test_a_wrong_column_is_a_fault(self, wrong):
        make_goal("1.1")
        goal = make_goal("1.2")
        Goal._base_manager.filter(pk=goal.pk).update(**wrong)
        assert tree_faults(Goal) != []
        Goal._base_manager.filter(pk=goal.pk).update(parent=goal.parent_id, reach="", level=1)

    def test_positions_that_contradict_the_order_are_a_fault(self):
        make_goal("1.1")
        goal = make_goal("1.2")
        Goal._base_manager.filter(pk=goal.pk).update(position=0)
        assert tree_faults(Goal) != []


class TestOrder:
    def test_siblings_stand_by_position_whichever_was_made_first(self):
        for code in ("2", "1.2", "1.1.3", "1.1.1", "1.10", "1.1.2"):
            make_goal(code)
        assert codes(Goal.objects.all()) == [
            "1", "1.1", "1.1.1", "1.1.2", "1.1.3", "1.2", "1.10", "2",
        ]  # fmt: skip

    def test_without_a_position_a_place_goes_to_the_end(self):
        town_of_two()
        assert in_order() == ORDER

    @pytest.mark.parametrize(
        ("position", "expected"),
        [
            ("first-child", ["Ost", "Nord", "Süd"]),
            ("last-child", ["Nord", "Süd", "Ost"]),
        ],
    )
    def test_a_move_below(self, position, expected):
        insel, _, _, _, ost = town_of_two()
        ost.move_to(insel, position)
        assert names(insel.get_children()) == expected

    @pytest.mark.parametrize(
        ("position", "expected"),
        [("left", ["Nord", "Ost", "Süd"]), ("right", ["Nord", "Süd", "Ost"])],
    )
    def test_a_move_beside(self, position, expected):
        insel, _, _, sued, ost = town_of_two()
        District.objects.move_node(ost, sued, position)
        insel.refresh_from_db()
        assert names(insel.get_children()) == expected
        assert [place.position for place in insel.get_children()] == [1, 2, 3]

    def test_siblings_with_one_position_can_be_moved(self):
        one, two, three = (make_place(name, position=5) for name in ("Eins", "Zwei", "Drei"))
        three.move_to(one, "left")
        assert names(make_town().get_children()) == ["Drei", "Eins", "Zwei"]
        one.move_to(two, "right")
        assert names(make_town().get_children()) == ["Drei", "Zwei", "Eins"]

    @pytest.mark.parametrize(
        ("code", "target", "position", "expected"),
        [
            ("3", "1", "left", ["3", "1", "2"]),
            ("1", "3", "right", ["2", "3", "1"]),
            ("1", "2", "right", ["2", "1", "3"]),
            ("2", None, "last-child", ["1", "3", "2"]),
        ],
    )
    def test_roots_are_siblings_too(self, code, target, position, expected):
        roots = {code: make_goal(code) for code in "123"}
        make_goal("2.1")
        Goal.objects.move_node(roots[code], roots.get(target), position)
        assert codes(Goal.objects.filter(level=0)) == expected
        assert codes(Goal.objects.order_by("position").filter(level=0)) == expected

    def test_a_new_position_moves_the_node(self):
        *_, three = (make_goal(code) for code in ("1.1", "1.2", "1.3"))
        three.position = 0
        three.save(update_fields=["position"])
        assert codes(three.parent.get_children()) == ["1.3", "1.1", "1.2"]

    def test_another_parent_puts_the_node_at_the_end(self):
        _, vorstadt, nord, *_ = town_of_two()
        nord.parent = vorstadt
        nord.save()
        assert names(vorstadt.get_children()) == ["Ost", "Nord"]

    def test_rebuilding_changes_nothing(self):
        town_of_two()[4].move_to(District.objects.get(name="Nord"), "left")
        before = list(District.objects.values_list("name", "lft", "rght", "level"))
        District.objects.rebuild()
        assert list(District.objects.values_list("name", "lft", "rght", "level")) == before


class TestInsert:
    def test_a_new_node_beside_another(self):
        insel, _, _, sued, _ = town_of_two()
        new = District(name="Mitte", slug="mitte", kind=District.Kind.QUARTER)
        District.objects.insert_node(new, sued, "left", save=True)
        insel.refresh_from_db()
        assert names(insel.get_children()) == ["Nord", "Mitte", "Süd"]

    def test_insert_at_without_saving_leaves_the_tree_alone(self):
        insel, *_ = town_of_two()
        new = District(name="Mitte", slug="mitte", kind=District.Kind.QUARTER)
        new.insert_at(insel)
        assert in_order() == ORDER
        new.save()
        assert names(insel.get_children()) == ["Nord", "Süd", "Mitte"]

    def test_a_copy_gets_a_place_of_its_own(self):
        *_, ost = town_of_two()
        ost.pk, ost.slug, ost._state.adding = None, "west", True
        ost.save()
        assert District.objects.count() == len(ORDER) + 1

    def test_a_second_node_under_the_same_number_is_refused(self):
        town_of_two()
        copy = District(pk=make_town().pk, name="B", slug="b", kind="stadtteil", parent=make_town())
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()

    def test_a_parent_that_was_saved_after_it_was_named(self):
        parent = Goal(code="1", text="Eins")
        child = Goal(code="1.1", text="Eins eins", parent=parent)
        parent.save()
        child.save()
        assert codes(parent.get_children()) == ["1.1"]

    def test_get_or_create_and_update_or_create(self):
        parent = make_goal("1")
        values = {"text": "Neu.", "parent": parent}
        goal, made = Goal.objects.get_or_create(code="1.1", defaults=values)
        assert made
        assert Goal.objects.update_or_create(code="1.1", defaults={"text": "Neuer."}) == (
            goal,
            False,
        )
        assert Goal.objects.get(code="1.1").text == "Neuer."


class TestRefusal:
    """A wrong place is refused whichever way it is asked for, and nothing changes."""

    ways = pytest.mark.parametrize(
        "move",
        [
            lambda node, target: node.move_to(target, "last-child"),
            lambda node, target: node.move_to(target, "first-child"),
            lambda node, target: type(node).objects.move_node(node, target),
        ],
    )

    @ways
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
    def test_moving_a_place(self, move, name, below, reason):
        town_of_two()
        target = below and District.objects.get(name=below)
        with pytest.raises(InvalidMove) as refused:
            move(District.objects.get(name=name), target)
        assert str(refused.value) == reason
        assert in_order() == ORDER

    @ways
    def test_moving_a_goal_to_where_its_number_does_not_belong(self, move):
        goal, other = make_goal("1.1.1"), make_goal("1.2")
        with pytest.raises(InvalidMove) as refused:
            move(goal, other)
        assert str(refused.value) == (
            "Handlungsziel 1.1.1 gehört unter das Ziel 1.1, nicht unter M 1.2. "
            "Ebene, Ort und Nummer müssen passen."
        )
        assert Goal.objects.get(code="1.1.1").parent.code == "1.1"

    def test_moving_a_node_beside_itself(self):
        goal = make_goal("1")
        with pytest.raises(InvalidMove, match="nicht neben sich selbst"):
            goal.move_to(goal, "left")

    def test_moving_to_a_position_that_does_not_exist(self):
        insel, _, nord, *_ = town_of_two()
        with pytest.raises(ValueError, match="not in"):
            nord.move_to(insel, "middle")

    @pytest.mark.parametrize("gone", ["node", "target"])
    def test_moving_what_is_gone(self, gone):
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
    def test_making_a_goal(self, make, code):
        parent = make_goal("1")
        with pytest.raises(ValidationError) as refused:
            make(code=code, text="Falsch.", parent=parent)
        assert "code" in refused.value.message_dict
        assert codes(Goal.objects.all()) == ["1"]

    def test_making_a_place(self):
        insel = make_place("Insel")
        with pytest.raises(ValidationError) as refused:
            make_place("Nord", parent=insel)
        assert refused.value.message_dict == {
            "parent": ["Ein Stadtteil gehört direkt unter die Stadt."]
        }

    def test_saving_elsewhere(self):
        insel, vorstadt, *_ = town_of_two()
        insel.parent = vorstadt
        with pytest.raises(ValidationError):
            insel.save()
        insel.parent_id = None
        with pytest.raises(ValidationError):
            insel.save()
        assert in_order() == ORDER

    @pytest.mark.parametrize("name", ["parent", "parent_id", "position", "code", "reach"])
    def test_updating_past_the_tree(self, name):
        goal = make_goal("1")
        with pytest.raises(ValueError, match=name):
            Goal.objects.filter(pk=goal.pk).update(**{name: None})
        if name != "parent_id":
            with pytest.raises(ValueError, match=name), transaction.atomic():
                Goal.objects.bulk_update([goal], [name])

    def test_updating_anything_else(self):
        make_goal("1")
        assert Goal.objects.filter(code="1").update(title="Neu") == 1


class TestStaleInstance:
    """Loaded before somebody else's move."""

    def test_saving_it_does_not_undo_the_move(self):
        _, vorstadt, nord, *_ = town_of_two()
        stale = District.objects.get(pk=nord.pk)
        nord.move_to(vorstadt, "first-child")
        stale.text = "Neu."
        stale.save()
        assert names(District.objects.get(name="Vorstadt").get_children()) == ["Nord", "Ost"]
        assert District.objects.get(name="Nord").text == "Neu."

    def test_moving_it_keeps_what_others_wrote(self):
        _, vorstadt, nord, *_ = town_of_two()
        stale = District.objects.get(pk=nord.pk)
        nord.text = "Neu."
        nord.save()
        stale.move_to(vorstadt)
        assert District.objects.get(name="Nord").text == "Neu."

    def test_moving_it_leaves_its_unsaved_text_alone(self):
        _, vorstadt, nord, *_ = town_of_two()
        nord.text = "Noch nicht fertig."
        nord.move_to(vorstadt)
        assert nord.text == "Noch nicht fertig."
        assert District.objects.get(name="Nord").text == ""

    def test_moving_it_again_after_somebody_else(self):
        insel, vorstadt, nord, _, ost = town_of_two()
        stale, stale_insel = District.objects.get(pk=nord.pk), District.objects.get(pk=insel.pk)
        nord.move_to(vorstadt)
        ost.move_to(insel, "last-child")
        vorstadt.move_to(insel, "left")
        stale.move_to(stale_insel, "first-child")
        assert names(stale_insel.get_children()) == ["Nord", "Süd", "Ost"]
        assert stale.parent == insel

    def test_a_stale_parent_is_looked_up_anew(self):
        first, stale = make_goal("1"), Goal.objects.get(code="1")
        make_goal("2").move_to(first, "left")
        make_goal("1.2", parent=first)
        make_goal("1.1", parent=stale)
        assert codes(Goal.objects.all()) == ["2", "1", "1.1", "1.2"]
        assert codes(Goal.objects.under(stale)) == ["1", "1.1", "1.2"]

    def test_only_the_fields_that_are_named_move_it(self):
        _, vorstadt, nord, *_ = town_of_two()
        nord.parent, nord.text = vorstadt, "Neu."
        nord.save(update_fields=["text"])
        assert in_order() == ORDER
        nord.parent = vorstadt
        nord.save(update_fields=["parent"])
        assert District.objects.get(name="Nord").parent == vorstadt

    def test_with_few_columns_loaded(self):
        *_, vorstadt, nord, _, _ = town_of_two()
        few = District.objects.only("name").get(pk=nord.pk)
        nord.move_to(vorstadt, "first-child")
        few.name = "Norden"
        few.save()
        assert names(District.objects.get(name="Vorstadt").get_children()) == ["Norden", "Ost"]

    def test_its_children_count_as_they_are_now(self):
        insel = make_place("Insel")
        stale = District.objects.get(pk=insel.pk)
        make_quarter("Nord", insel)
        stale.kind = District.Kind.QUARTER
        with pytest.raises(ValidationError) as refused:
            stale.save()
        assert list(refused.value.message_dict) == ["kind"]

    def test_deleting_it(self):
        _, vorstadt, nord, *_ = town_of_two()
        stale = District.objects.get(pk=nord.pk)
        nord.move_to(vorstadt)
        stale.delete()
        assert names(vorstadt.get_children()) == ["Ost"]

    def test_saving_what_is_gone(self):
        goal = make_goal("1")
        Goal.objects.get(code="1").delete()
        with pytest.raises(Goal.DoesNotExist):
            goal.save()
        assert list(Goal.objects.all()) == []


class TestDelete:
    def test_a_leaf_goes_and_the_gap_closes(self):
        insel, *_ = town_of_two()
        District.objects.get(name="Nord").delete()
        insel.refresh_from_db()
        assert insel.get_descendant_count() == 1

    def test_a_selection_goes_with_its_children_or_not_at_all(self):
        make_goal("1.1.1")
        with pytest.raises(ProtectedError):
            Goal.objects.filter(level__lt=2).delete()
        assert Goal.objects.count() == 3
        assert Goal.objects.all().delete() == (3, {"goals.Goal": 3})
        assert list(Goal.objects.all()) == []

    def test_a_parent_stays_while_it_has_children(self):
        make_goal("1.1")
        with pytest.raises(ProtectedError):
            Goal.objects.get(code="1").delete()

    @pytest.mark.parametrize("refer", [make_measure, make_offer])
    def test_a_goal_stays_while_somebody_refers_to_it(self, refer):
        make_goal("1.1.2")
        goal = make_goal("1.1.1")
        thing = refer(goals=[goal])
        with pytest.raises(ProtectedError) as refused:
            goal.delete()
        assert len(refused.value.protected_objects) == 1
        thing.delete()
        goal.delete()
        assert codes(Goal.objects.all()) == ["1", "1.1", "1.1.2"]


class TestPublic:
    def test_a_published_child_of_a_hidden_parent_is_not_public(self):
        make_goal("1.1.1"), make_goal("2.1.1")
        Goal.objects.filter(code="1").update(is_published=False)
        assert codes(Goal.objects.public()) == ["2", "2.1", "2.1.1"]

    def test_a_hidden_leaf_hides_only_itself(self):
        make_goal("1.1.1", is_published=False), make_goal("1.1.2")
        assert codes(Goal.objects.public()) == ["1", "1.1", "1.1.2"]

    def test_it_follows_a_move(self):
        _, vorstadt, nord, *_ = town_of_two()
        District.objects.filter(name="Insel").update(is_published=False)
        assert names(District.objects.public()) == ["Ratzeburg", "Vorstadt", "Ost"]
        nord.move_to(vorstadt)
        assert names(District.objects.public()) == ["Ratzeburg", "Vorstadt", "Nord", "Ost"]


class TestNeighbourhood:
    def test_under_around_and_family(self):
        for code in ("1.1.1", "1.1.2", "1.2", "2.1"):
            make_goal(code)
        goal = Goal.objects.get(code="1.1")
        assert codes(Goal.objects.under(goal)) == ["1.1", "1.1.1", "1.1.2"]
        assert codes(Goal.objects.around(goal)) == ["1", "1.1"]
        assert codes(Goal.objects.family(goal)) == ["1", "1.1", "1.1.1", "1.1.2"]
        assert codes(Goal.objects.order_by("-code").in_tree_order().under(goal)) == [
            "1.1", "1.1.1", "1.1.2",
        ]  # fmt: skip
