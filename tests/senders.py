"""Many at once at the forms for everybody and at the queue, each a thread with its connection.

python -m tests.senders build|send|same|draft FIRST COUNT, against the database of DATABASE_URL.
`send`: COUNT people at one address send one form each. `same`: they all send the very same form.
`draft`: COUNT members of staff press the button for a draft.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import django
from django.apps import apps
from django.db import connection

if not apps.ready:
    django.setup()

from django.contrib.auth import get_user_model
from django.test import Client

from districts.models import Suggestion
from tests.factories import make_member, make_suggestion
from tests.suggesting import OFFER, opened, suggest_offer

ABOUT = "neues-angebot:"
SAME = "einmal"


def build():
    make_member("Verwaltung", "person")
    make_suggestion()


def send(first, count, token):
    def one(number):
        client = Client(SERVER_NAME="localhost")
        return suggest_offer(client, OFFER | {"subject": f"Treff {number}"}, opened(ABOUT))

    at_once(one, range(first, first + count))


def same(first, count, token):
    def one(number):
        return suggest_offer(Client(SERVER_NAME="localhost"), OFFER | {"subject": SAME}, token)

    at_once(one, range(count))


def draft(first, count, token):
    user = get_user_model().objects.get(username="person")
    clients = [Client(SERVER_NAME="localhost") for _ in range(count)]
    for client in clients:
        client.force_login(user)
    path = f"/admin/districts/suggestion/{Suggestion.objects.order_by('pk').first().pk}/entwurf/"
    at_once(lambda number: clients[number].post(path), range(count))


def at_once(do, numbers):
    """Prints each answer's status and where it leads."""

    def answer(number):
        try:
            response = do(number)
            return response.status_code, response.get("Location")
        finally:
            connection.close()

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with ThreadPoolExecutor(len(numbers)) as threads:
        sys.stdout.write(json.dumps(list(threads.map(answer, numbers))))


if __name__ == "__main__":
    what, first, count, token = sys.argv[1:]
    if what == "build":
        build()
    else:
        {"send": send, "same": same, "draft": draft}[what](int(first), int(count), token)
