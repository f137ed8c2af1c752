"""Other processes at a test's database: they all begin at the same moment."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection


def process(module, *words, url):
    """python -m `module` with these words, against the database at `url`."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, words)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def raced(processes, timeout):
    """(output, errors) of each, which has `timeout` seconds; when all are ready, they go."""
    for one in processes:
        assert one.stdout.readline() == "ready\n", one.communicate()[1]
    for one in processes:
        one.stdin.write("go\n")
        one.stdin.flush()
    return [one.communicate(timeout=timeout) for one in processes]


def url_of_test_database():
    """DATABASE_URL with the name that the test runner gave the database."""
    return os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]


def migrated_sqlite(directory):
    """The address of a new SQLite database with all tables."""
    url = f"sqlite:///{directory / 'own.sqlite3'}"
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        check=True,
    )
    return url
