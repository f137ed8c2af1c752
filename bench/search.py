"""How long a search takes where there is much to find, beside a town of its real size.

The floor is a view that says "hello" behind the same middleware, timed in the same process. Both
sizes answer the same queries, each in a process of its own with a database of its own; what is
compared are the times by their floor. Pages are asked as a browser asks them, but without a
network. On PostgreSQL the clock on the wall counts, because the work is done elsewhere.

Run: python bench/search.py huge (100,000 measures, as many offers) or large; on PostgreSQL
tests/with_postgres sh -c 'BENCH_URL=$DATABASE_URL python bench/search.py huge'
"""

import json
import subprocess
import sys
import time

from base import URL, at_most, end, new_database, say, seconds
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from ratzeburg import urls

REAL, TIMES_REAL, ROUNDS = "real", 8, 5
QUERIES = {
    "in most titles": "Lasttest",
    "in many titles": "Treffpunkt",
    "in many texts": "Abstimmung",
    "part of words": "Kinder",
    "two words": "Jugendliche Kurs",
    "two words of texts": "Ausschreibung Ehrenamt",
    "one thing": "Lasttest Angebot 17",
    "a number": "1.1.2",
    "nothing": "Xylofon",
    "nothing of much": "Lasttest Xylofon",
}


def main(size):
    real, huge = measured(REAL), measured(size)
    for what in QUERIES:
        say(f"{what}: {real[what]:.1f} floors at {REAL}, {huge[what]:.1f} at {size}")
        at_most(TIMES_REAL, huge[what] / real[what], f"search, {what}, by {REAL}:")


def measured(size):
    """{what is asked: its time by the floor's} of a process of its own."""
    words = [sys.executable, __file__, "measure", size]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  (ours)
    return json.loads(done.stdout.splitlines()[-1])


def measure(size):
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)  # where a server has both sizes
    new_database(size)
    settings.ALLOWED_HOSTS = ["testserver"]
    urls.urlpatterns.append(path("hello", lambda request: HttpResponse("hello")))
    pages = {what: ("/suche/", {"q": query}) for what, query in QUERIES.items()}
    floor = shortest("/hello")
    say(json.dumps({what: shortest(*page) / floor for what, page in pages.items()}))


def shortest(*page):
    """The least of some times: whatever makes it longer is no part of it."""
    client = Client()
    return min(clock(lambda: client.get(*page)) for _ in range(ROUNDS))


def clock(take):
    if URL.startswith("sqlite"):
        return seconds(take)
    started = time.perf_counter()
    take()
    return time.perf_counter() - started


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(sys.argv[2])
    elif sys.argv[1:] in (["large"], ["huge"]):
        main(sys.argv[1])
        end()
    else:
        sys.exit(__doc__)
