"""kill -9 in the middle of an import leaves the database as it was."""

import json

import pytest
from django.db import connection

from tests.processes import migrated_sqlite, process, url_of_test_database
from tests.test_tree_races import on_postgres

COUNT = 50


def left_by_killed_imports(url):
    importer = process("tests.importer", 1, COUNT, url=url)
    output, errors = importer.communicate()
    assert importer.returncode == 0, errors
    return json.loads(output)


class TestPostgres:
    pytestmark = on_postgres

    def test_nothing_is_left_half_done(self):
        found = left_by_killed_imports(url_of_test_database())
        assert (found["unchanged"], found["half"]) == (COUNT, 0)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="runs where SQLite does")
def test_nothing_is_left_half_done_on_sqlite(tmp_path):
    found = left_by_killed_imports(migrated_sqlite(tmp_path))
    assert (found["unchanged"], found["half"]) == (COUNT, 0)
