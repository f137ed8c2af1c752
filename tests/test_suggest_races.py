"""Many at once: the limit holds, a form sent twice is one suggestion, two clicks are one draft."""

import json

import pytest
from django.db import connection

from tests.processes import migrated_sqlite, process, raced, url_of_test_database
from tests.senders import build
from tests.suggesting import opened

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES, EACH, PER_HOUR = 3, 6, 10


@pytest.fixture
def url(tmp_path):
    """A database that processes of their own can reach, with a suggestion and someone of staff."""
    if connection.vendor == "postgresql":
        build()
        yield url_of_test_database()
    else:
        url = migrated_sqlite(tmp_path)
        built = process("tests.senders", "build", 0, 0, "-", url=url)
        assert built.communicate()[1] == ""
        yield url


def race(what, url):
    """(status, address) of each answer."""
    token = opened("neues-angebot:")
    found = [
        process("tests.senders", what, first * EACH, EACH, token, url=url)
        for first in range(PROCESSES)
    ]
    answers = raced(found, timeout=300)
    assert [errors for _, errors in answers if errors] == []
    return [tuple(answer) for output, _ in answers for answer in json.loads(output)]


def test_each_form_and_each_click_counts_once_and_no_more_than_the_limit(url):
    """One after the other at one database, which takes longest to make."""
    drafts = race("draft", url)
    assert len(drafts) == PROCESSES * EACH
    [(status, address)] = set(drafts)
    assert (status, address.startswith("/admin/districts/offer/")) == (302, True)

    same = race("same", url)
    assert len(same) == PROCESSES * EACH
    [(status, receipt)] = set(same)
    assert status == 302

    others = race("send", url)
    sent = {address for status, address in others if status == 302} - {receipt}
    assert len(sent) == PER_HOUR - 1  # the same form was one of the ten
    refused = [status for status, _ in others if status != 302]
    assert refused == [429] * (PROCESSES * EACH - len(sent))
