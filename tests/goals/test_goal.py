import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from goals.models import Goal
from tests.factories import make_goal
from tests.trees import tree_faults

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "label", "level"),
    [("1", "Leitziel 1", 0), ("1.1", "M 1.1", 1), ("1.1.1", "Handlungsziel 1.1.1", 2)],
)
def test_what_a_goal_is_called(code, label, level):
    goal = make_goal(code, text="Der Wortlaut.")
    assert (goal.label, goal.level, goal.is_objective) == (label, level, level == 2)
    assert str(goal) == f"{label} Der Wortlaut."
    assert Goal.objects.get_by_natural_key(code) == goal


def test_no_count_is_wired_in():
    for code in ("3.10.12", "10.1.1"):
        make_goal(code)
    codes = [goal.code for goal in Goal.objects.objectives()]
    assert codes == ["3.10.12", "10.1.1"]


class TestCodeAndParent:
    def test_a_new_number_under_another_parent(self):
        make_goal("1.2"), make_goal("1.1.1")
        goal = make_goal("1.1.2")
        goal.code, goal.parent = "1.2.5", Goal.objects.get(code="1.2")
        goal.save()
        assert [goal.code for goal in Goal.objects.all()] == ["1", "1.1", "1.1.1", "1.2", "1.2.5"]
        assert Goal.objects.get(code="1.2.5").position == 5
        assert tree_faults(Goal) == []

    def test_the_number_stays_while_goals_hang_below(self):
        make_goal("1.1.1")
        goal = Goal.objects.get(code="1.1")
        goal.code = "1.2"
        with pytest.raises(ValidationError) as refused:
            goal.save()
        assert refused.value.message_dict == {
            "code": [
                "Handlungsziel 1.1.1 hängt unter diesem Ziel; die Nummer 1.2 passt nicht dazu."
            ]
        }

    def test_a_goal_stays_on_its_level(self):
        goal = make_goal("1.1.1")
        goal.code, goal.parent, goal.reach = "1.2", Goal.objects.get(code="1"), ""
        with pytest.raises(ValidationError) as refused:
            goal.save()
        assert refused.value.message_dict == {
            "code": ["Ein Ziel bleibt auf seiner Ebene. Bitte stattdessen ein neues anlegen."]
        }

    def test_a_number_exists_once(self):
        make_goal("1")
        with pytest.raises(IntegrityError), transaction.atomic():
            make_goal("1")
        with pytest.raises(ValidationError) as refused:
            Goal(code="1", text="Noch einmal.").full_clean()
        assert refused.value.message_dict == {"code": ["Ein Ziel mit dieser Nummer gibt es schon."]}


class TestReach:
    @pytest.mark.parametrize(("code", "reach"), [("1.1", Goal.Reach.TOWN), ("1", Goal.Reach.BOTH)])
    def test_only_objectives_have_one(self, code, reach):
        with pytest.raises(ValidationError) as refused:
            make_goal(code, reach=reach)
        assert refused.value.message_dict == {
            "reach": ["Eine Reichweite hat nur ein Handlungsziel."]
        }

    def test_a_new_objective_applies_to_the_whole_town_unless_it_says_otherwise(self):
        assert make_goal("1.1.1", reach="").reach == Goal.Reach.TOWN

    def test_an_objective_cannot_lose_it(self):
        goal = make_goal("1.1.1")
        goal.reach = ""
        with pytest.raises(ValidationError) as refused:
            goal.save()
        assert refused.value.message_dict == {
            "reach": ["Ein Handlungsziel braucht eine Reichweite."]
        }

    def test_the_database_holds_the_rule_too(self):
        objective, goal = make_goal("1.1.1"), make_goal("2")
        for pk, reach in ((objective.pk, ""), (goal.pk, Goal.Reach.TOWN)):
            with pytest.raises(IntegrityError), transaction.atomic():
                Goal._base_manager.filter(pk=pk).update(reach=reach)
