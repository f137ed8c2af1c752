"""kill -9 in the middle of an import leaves the database as it was."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tests.test_tree_races import on_postgres, url_of_test_database

COUNT = 50


def left_by_killed_imports(url):
    answer = subprocess.run(
        [sys.executable, "-m", "tests.importer", "1", str(COUNT)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "ratzeburg.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


class TestPostgres:
    pytestmark = on_postgres

    def test_nothing_is_left_half_done(self):
        found = left_by_killed_imports(url_of_test_database())
        assert (found["unchanged"], found["half"]) == (COUNT, 0)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="runs where SQLite does")
def test_nothing_is_left_half_done_on_sqlite(tmp_path):
    url = f"sqlite:///{tmp_path / 'killed.sqlite3'}"
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        check=True,
    )
    found = left_by_killed_imports(url)
    assert (found["unchanged"], found["half"]) == (COUNT, 0)
