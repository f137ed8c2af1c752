"""People at the admin's pages, each a thread with a client and a connection of its own.

python -m tests.editors build|edit|report FIRST COUNT, against the database of DATABASE_URL.
`edit`: COUNT people open the measure's page, and on "go" each saves a text of their own.
`report`: one person records COUNT reports, by the form and by „Unverändert, geprüft“, and sends
every third one twice, as a browser does that got no answer.
"""

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import django
from django.apps import apps
from django.db import connection

if not apps.ready:
    django.setup()

from django.contrib.auth import get_user_model
from django.test import Client

from measures.models import Measure
from tests.factories import make_measure, make_member, make_report
from tests.forms import filled

ADD = "/admin/measures/progressreport/add/"
OWN = re.compile(r"Text von Nummer (\d+)\.")


def build(people):
    make_report(make_measure(summary="Am Anfang."))
    for number in range(people):
        make_member("Verwaltung", f"person{number}")


def client_of(number):
    client = Client(SERVER_NAME="localhost")  # a host that the portal answers to
    client.force_login(get_user_model().objects.get(username=f"person{number}"))
    return client


def edit(first, count):
    """Prints for each person the answer's status and whose texts the answer shows."""
    address = f"/admin/measures/measure/{Measure.objects.get().pk}/change/"
    clients = {number: client_of(number) for number in range(first, first + count)}
    pages = {number: client.get(address) for number, client in clients.items()}
    wait_for_go()

    def save(number):
        text = f"Text von Nummer {number}."
        data = filled(pages[number], "measure_form", summary=text)
        response = clients[number].post(address, data)
        connection.close()
        return [number, response.status_code, sorted(set(map(int, OWN.findall(response.text))))]

    with ThreadPoolExecutor(count) as people:
        sys.stdout.write(json.dumps(list(people.map(save, clients))))


def report(first, count):
    """Prints the keys of the reports and the statuses of all answers."""
    client, keys, statuses = client_of(first), [], []
    measure = Measure.objects.get().pk
    page = client.get(ADD, {"measure": measure})
    form = filled(page, "progressreport_form", phase="in-umsetzung")
    wait_for_go()
    for number in range(count):
        keys.append(str(uuid4()))
        by_form = number % 5 == 0
        address = ADD if by_form else f"/admin/measures/measure/{measure}/unveraendert/"
        data = (form if by_form else {}) | {"key": keys[-1]}
        times = 1 + (number % 3 == 0)
        statuses += [client.post(address, data).status_code for _ in range(times)]
    sys.stdout.write(json.dumps([keys, statuses]))


def wait_for_go():
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


def main(what, *numbers):
    {"build": build, "edit": edit, "report": report}[what](*map(int, numbers))


if __name__ == "__main__":
    main(*sys.argv[1:])
