"""What each benchmark stands on: a database of its own, a clock, and bars that hold or don't.

Its import sets Django up, so a benchmark is a program of its own: python bench/NAME.py.
"""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.conf import settings
from django.core.management import call_command

FOLDER = TemporaryDirectory(prefix="bench-")
# A second process of the same benchmark is told where its database is.
URL = os.environ.setdefault("BENCH_URL", f"sqlite:///{FOLDER.name}/bench.sqlite3")
FAILED = []

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ |= {"DEBUG": "on", "DJANGO_SETTINGS_MODULE": "ratzeburg.settings", "DATABASE_URL": URL}
django.setup()
settings.DEBUG = False  # it would keep every query


def new_database(size=""):
    """All tables; with a size, filled as by make_load."""
    call_command("migrate", verbosity=0)
    if size:
        call_command("make_load", size)


def seconds(take):
    """Of the processor, SQLite's included: what else the machine has to do counts for less."""
    started = time.process_time()
    take()
    return time.process_time() - started


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def at_most(bar, figure, what):
    _bar(figure <= bar, f"{what} {figure:8.2f}, at most {bar}")


def at_least(bar, figure, what):
    _bar(figure >= bar, f"{what} {figure:8.2f}, at least {bar}")


def _bar(holds, line):
    say(f"{line}: {'holds' if holds else 'DOES NOT HOLD'}")
    if not holds:
        FAILED.append(line)


def end():
    """Ends the benchmark, with status 1 where a bar did not hold."""
    sys.exit(bool(FAILED))
