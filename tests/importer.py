"""Imports tables in processes that are killed at random moments, and looks at what is left.

python -m tests.importer SEED COUNT, against the database of DATABASE_URL; prints what it found.
"""

import json
import os
import random
import signal
import sys
import time

import django
from django.apps import apps
from django.db import connections

if not apps.ready:
    django.setup()

from measures.models import Measure
from measures.resources import MeasureResource
from tests.dump import everything
from tests.exchange import bring_in
from tests.factories import make_measure, make_staff
from tests.goals.spreadsheets import csv_file

ROWS = 200


def table(title):
    head = ["Adresse der Seite", "Titel", "Handlungsziele"]
    rows = [[f"m-{number}", title, "1.1.1"] for number in range(ROWS)]
    return csv_file([head, *rows], encoding="utf-8")


def start(title, user):
    """A process that imports; a connection must not be shared with it."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        bring_in(MeasureResource, table(title), "tabelle.csv", user)
    finally:
        os._exit(0)


def seconds(user):
    """How long one import takes."""
    started = time.monotonic()
    os.waitpid(start("Erste", user), 0)
    return time.monotonic() - started


def is_whole(title):
    """Every row has come in, each with its record and the record's links."""
    records = Measure.history.filter(title=title)
    links = records.model.goals.model.objects.filter(history__in=records)
    rows = Measure.objects.filter(title=title)
    return [rows.count(), records.count(), links.count()] == [ROWS] * 3


def main(seed, count):
    chance, user = random.Random(seed), make_staff()
    make_measure("Alt", slug="m-0")
    longest = seconds(user)
    found = {"unchanged": 0, "whole": 0, "half": 0}
    while found["unchanged"] < count:
        before, title = everything(), f"Neu {sum(found.values())}"
        child = start(title, user)
        time.sleep(chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        is_same = everything() == before
        found["unchanged" if is_same else "whole" if is_whole(title) else "half"] += 1
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
