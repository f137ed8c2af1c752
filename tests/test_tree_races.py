"""Eight writers move nodes of both trees about at once, each a process as in real life."""

import pytest
from django.db import connection

from districts.models import District
from goals.models import Goal
from tests.processes import migrated_sqlite, process, raced, url_of_test_database
from tests.trees import build, tree_faults

WRITERS, MOVES = 8, 60
# Without the lock most moves of eight writers end in a deadlock; fewer get further.
CONTROL_WRITERS, CONTROL_ROUNDS = 3, 5


def trees(*words, url):
    return process("tests.trees", *words, url=url)


def race(url, seed, count=WRITERS, lock="with-lock"):
    """What the writers had to say on their way: nothing, when all went well."""
    writers = [
        trees("move", seed * count + number, MOVES, lock, url=url) for number in range(count)
    ]
    return [errors for _, errors in raced(writers, timeout=300) if errors]


on_postgres = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


class TestPostgres:
    pytestmark = on_postgres

    @pytest.fixture(autouse=True)
    def _trees(self, transactional_db):
        build()

    def test_the_trees_stay_sound(self):
        assert race(url_of_test_database(), seed=1) == []
        assert tree_faults(Goal) + tree_faults(District) == []

    def test_without_the_lock_they_do_not(self):
        """Otherwise the test above proves nothing."""
        # PostgreSQL shall not ponder each of the many deadlocks for a second.
        url = url_of_test_database() + "?options=-c%20deadlock_timeout%3D20ms"
        for seed in range(CONTROL_ROUNDS):
            race(url, seed, CONTROL_WRITERS, "without-lock")
            if tree_faults(Goal) + tree_faults(District):
                break
        else:
            pytest.fail("Sound even without the lock: the race is too tame.")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="runs where SQLite does")
def test_the_trees_stay_sound_on_sqlite(tmp_path):
    url = migrated_sqlite(tmp_path)
    assert trees("build", url=url).communicate() == ("", "")
    assert race(url, seed=1) == []
    assert trees("faults", url=url).communicate() == ("", "")
