"""Many people at once on one measure: nobody's text is lost, and no report is doubled."""

import json
import sqlite3
from contextlib import closing
from itertools import chain
from uuid import UUID

import pytest
from django.db import connection

from tests.editors import build
from tests.processes import migrated_sqlite, process, raced, url_of_test_database

pytestmark = pytest.mark.django_db(transaction=True)
EDITORS, PROCESSES = 20, 4
WRITERS, REPORTS = 8, 125


def editors(*words, url):
    return process("tests.editors", *words, url=url)


def race(what, firsts, count, url):
    """What each process answers."""
    found = [editors(what, first, count, url=url) for first in firsts]
    answers = raced(found, timeout=600)
    assert [errors for _, errors in answers if errors] == []
    return [answer for output, _ in answers for answer in json.loads(output)]


@pytest.fixture
def url(tmp_path):
    """A database that processes of their own can reach, with the measure and its editors."""
    if connection.vendor == "postgresql":
        build(EDITORS)
        yield url_of_test_database()
    else:
        url = migrated_sqlite(tmp_path)
        assert editors("build", EDITORS, url=url).communicate() == ("", "")
        yield url


def stored(url, query):
    """The first column of what stands in that database now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(query)
            return [row[0] for row in cursor.fetchall()]
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        return [row[0] for row in database.execute(query)]


def test_one_of_twenty_saves_and_all_others_see_both_texts(url):
    firsts = range(0, EDITORS, EDITORS // PROCESSES)
    answers = race("edit", firsts, EDITORS // PROCESSES, url)
    [winner] = [number for number, status, _ in answers if status == 302]
    others = [
        (number, 200, sorted([winner, number])) for number in range(EDITORS) if number != winner
    ]
    assert sorted(map(tuple, (a for a in answers if a[1] != 302))) == others
    assert stored(url, "SELECT summary FROM measures_measure") == [f"Text von Nummer {winner}."]


def test_a_thousand_reports_from_eight_writers(url):
    answers = race("report", range(WRITERS), REPORTS, url)
    sent, statuses = chain(*answers[::2]), chain(*answers[1::2])
    assert set(statuses) == {302}
    query = "SELECT key FROM measures_progressreport WHERE key IS NOT NULL"
    made = [str(UUID(str(key))) for key in stored(url, query)]
    assert len(made) == WRITERS * REPORTS
    assert sorted(made) == sorted(sent)
