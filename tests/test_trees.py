"""The checker of trees has to find what is wrong, or the tests that rely on it prove nothing."""

import pytest

from goals.models import Goal
from tests.factories import make_goal
from tests.trees import tree_faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal():
    """M 1.2, beside M 1.1 under Leitziel 1."""
    make_goal("1.1")
    return make_goal("1.2")


@pytest.mark.usefixtures("goal")
def test_a_sound_tree():
    assert tree_faults(Goal) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"lft": 1},
        {"rght": 9},
        {"level": 2, "reach": "stadtweit"},
        {"tree_id": 7},
        {"parent": None},
        {"position": 0},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_wrong_column_is_a_fault(goal, wrong):
    Goal._base_manager.filter(pk=goal.pk).update(**wrong)
    assert tree_faults(Goal) != []
