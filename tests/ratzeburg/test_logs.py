"""What the log says of a fault, and what it must not say."""

import io
import logging
from http.client import HTTPConnection

import pytest
from django.db import IntegrityError
from django.test import Client

from ratzeburg.logs import Discreet
from tests.factories import make_measure, make_staff
from tests.served import serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(monkeypatch):
    """What goes to the error stream of the server."""
    handlers = logging.getLogger().handlers
    ours = next(handler for handler in handlers if isinstance(handler.formatter, Discreet))
    monkeypatch.setattr(ours, "stream", io.StringIO())
    return ours.stream


def test_a_fault_is_logged_with_its_place_and_without_values(log, monkeypatch):
    secret = "geheim"

    def fail(request, *args, **kwargs):
        try:
            make_measure(title=secret, slug="spielplatz")
        except IntegrityError as error:
            raise RuntimeError(secret) from error

    make_measure(slug="spielplatz")
    monkeypatch.setattr("ratzeburg.views.Start.get", fail)
    client = Client(raise_request_exception=False)
    client.force_login(make_staff(secret))
    response = client.get(f"/?q={secret}", headers={"referer": f"http://testserver/{secret}"})
    text = log.getvalue()

    assert response.status_code == 500
    assert "ERROR django.request: Internal Server Error: /\n" in text
    assert ", in fail\n" in text
    assert "django.db.utils.IntegrityError\n" in text
    assert text.endswith("\nbuiltins.RuntimeError\n")
    assert secret not in text


def test_what_visitors_do_wrong_is_not_logged(log, client):
    client.get("/gibt-es-nicht/?q=geheim")
    client.get("/abmelden/")
    client.post("/anmelden/", {"username": "geheimname", "password": "geheim"})
    assert log.getvalue() == ""


def test_a_line_break_makes_no_line_of_its_own(log):
    logging.getLogger("portal").warning("Pfad %s", "a\nERROR erfunden\r\x1b[31m\u2028b")
    assert log.getvalue().endswith("WARNING portal: Pfad a\\nERROR erfunden\\r\\x1b[31m\\u2028b\n")
    assert log.getvalue().count("\n") == 1


@pytest.mark.once
def test_a_watch_that_asks_by_head_is_not_logged(tmp_path):
    with (tmp_path / "log").open("w") as log, serving(tmp_path / "db.sqlite3", log) as url:
        portal = HTTPConnection(url.removeprefix("http://"))
        portal.request("HEAD", "/robots.txt")
        status = portal.getresponse().status
        portal.close()
    assert (status, (tmp_path / "log").read_text()) == (200, "")
