import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from districts.models import District
from goals.models import Goal
from tests.factories import make_goal, make_measure, make_offer, make_place, make_town
from tests.goals.small_town import ORDER, codes, in_order, names, town_of_two

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound_trees")]


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
