import pytest

from districts.models import District
from goals.models import Goal
from tests.trees import tree_faults


@pytest.fixture
def sound_trees(db):
    """Whatever a test does to the trees, they are sound afterwards."""
    yield
    assert tree_faults(Goal) + tree_faults(District) == []
