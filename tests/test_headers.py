"""The headers that protect visitors, on every answer; and no cookie where none is needed."""

import re

import pytest
from django.test import Client

from tests.factories import (
    make_example,
    make_indicator,
    make_measure,
    make_measurement,
    make_offer,
    make_organisation,
    make_place,
    make_report,
    make_staff,
)
from tests.production import ACCOUNT, answers

pytestmark = [pytest.mark.django_db, pytest.mark.once]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=31536000; includeSubDomains; preload"
STORED_NOWHERE = "max-age=0, no-cache, no-store, must-revalidate, private"


def protection(headers):
    return {name: headers.get(name) for name in ALWAYS}


ANSWERS = {
    "a page": ("get", "/", {}, 200),
    "a page's head alone": ("head", "/", {}, 200),
    "a list": ("get", "/massnahmen/", {}, 200),
    "a download": ("get", "/statusbericht/?format=xlsx", {}, 200),
    "a table sent row by row": ("get", "/daten/massnahmen.csv", {}, 200),
    "a feed": ("get", "/neues/feed.atom", {}, 200),
    "the sign-in": ("get", "/anmelden/", {}, 200),
    "the watch": ("get", "/healthz", {}, 200),
    "a stylesheet": ("get", "/static/portal.css", {}, 200),
    "an unchanged stylesheet": (
        "get",
        "/static/portal.css",
        {"headers": {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}},
        304,
    ),
    "a slash left out": ("get", "/ziele", {}, 301),
    "the admin": ("get", "/admin/", {}, 302),
    "too many parameters": ("get", "/massnahmen/?" + "a=1&" * 1001, {}, 400),
    "another host's name": ("get", "/", {"headers": {"host": "example.org"}}, 400),
    "a form that is not ours": ("post", "/anmelden/", {}, 403),
    "a wrong address": ("get", "/gibt-es-nicht/", {}, 404),
    "a wrong static file": ("get", "/static/gibt-es-nicht.css", {}, 404),
    "a wrong method": ("put", "/", {}, 403),
    "a sign-out by link": ("get", "/abmelden/", {}, 405),
}


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_has_them(settings, name, debug):
    settings.DEBUG = debug
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    method, address, extra, status = ANSWERS[name]
    response = getattr(Client(enforce_csrf_checks=True), method)(address, **extra)

    assert response.status_code == status
    assert protection(response.headers) == ALWAYS
    assert "Permissions-Policy" in response
    assert "Access-Control-Allow-Origin" not in response


def test_a_fault_of_the_portal_has_them_and_says_so_in_german(monkeypatch):
    def fail(request, *args, **kwargs):
        raise RuntimeError("Geheimes aus der Datenbank")

    monkeypatch.setattr("ratzeburg.views.Start.get", fail)
    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert protection(response.headers) == ALWAYS
    assert "Da ist etwas schiefgegangen" in response.text
    assert "Geheimes" not in response.text


def test_the_page_may_use_nothing_of_the_machine(client):
    policy = client.get("/")["Permissions-Policy"]
    features = policy.split(", ")

    assert [f for f in features if not re.fullmatch(r"[a-z-]+=\(\)", f)] == []
    assert {"camera=()", "geolocation=()", "microphone=()", "payment=()"} <= {*features}
    assert len(set(features)) == len(features)


PUBLIC = [
    "/",
    "/ziele/",
    "/ziele/1.1.1/",
    "/suche/?q=spielplatz",
    "/stadtteile/",
    "/stadtteile/vorstadt/",
    "/stadtteile/?karte=strassen",
    "/stadtteile/vorstadt/aushang/",
    "/angebote/",
    "/angebote/kalender/",
    "/angebote/kalender.ics",
    "/angebote/spielenachmittag/termine.ics",
    "/angebote/spielenachmittag/",
    "/akteure/",
    "/akteure/verein-fur-alle/",
    "/kennzahlen/",
    "/kennzahlen/einwohner/",
    "/beispiele/",
    "/beispiele/mehrgenerationenhaus/",
    "/dokumente/",
    "/massnahmen/",
    "/massnahmen/?q=spielplatz",
    "/massnahmen/spielplatz/",
    "/statusbericht/",
    "/statusbericht/?format=xlsx",
    "/abdeckung/",
    "/abdeckung/1.1.1/vorstadt/",
    "/statusberichte/",
    "/neues/feed.atom",
    "/stadtteile/vorstadt/feed.atom",
    "/ziele/1.1/feed.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/daten/",
    "/daten/massnahmen.csv",
    "/daten/katalog.ttl",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/leichte-sprache/",
    "/angebote/melden/",
    "/angebote/spielenachmittag/fehler-melden/",
    "/massnahmen/spielplatz/rueckmeldung/",
    "/barrierefreiheit/melden/",
    "/was-daraus-wurde/",
    "/gibt-es-nicht/",
    "/healthz",
]


@pytest.mark.parametrize("is_staff", [False, True])
def test_public_pages_neither_set_a_cookie_nor_look_at_one(client, is_staff):
    place = make_place()
    make_report(make_measure(districts=[place]))
    make_offer(partners=[make_organisation()])
    make_measurement(make_indicator(), place)
    make_example()
    if is_staff:
        client.force_login(make_staff())
    for address in PUBLIC:
        response = client.get(address)
        assert (address, dict(response.cookies)) == (address, {})
        # It shows the council more; whoever comes without a session gets it as all others do.
        looks = is_staff and address.startswith(("/status", "/abdeckung/"))
        assert (address, response.get("Vary", "")) == (address, "Cookie" if looks else "")


STAFF = ["/anmelden/", "/admin/", "/admin/auth/group/", "/admin/jsi18n/", "/admin/gibt-es-nicht/"]


@pytest.mark.parametrize("address", STAFF)
@pytest.mark.parametrize("is_staff", [False, True])
def test_what_staff_see_is_stored_nowhere(client, address, is_staff):
    if is_staff:
        client.force_login(make_staff())
    response = client.get(address)

    assert response["Vary"] == "Cookie"
    assert response["Cache-Control"] == STORED_NOWHERE


def test_a_message_to_staff_makes_no_cookie_of_its_own(client):
    client.force_login(make_staff())
    response = client.post("/admin/auth/group/add/", {"name": "Ausschuss"})

    assert response.status_code == 302
    assert {*response.cookies} <= {"sessionid", "csrftoken"}
    assert "Ausschuss" in client.get("/admin/auth/group/").text


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A real installation's answers over TLS and without."""
    directory = tmp_path_factory.mktemp("installed")
    return answers(
        directory,
        {
            "page": {"path": "/"},
            "without TLS": {"path": "/ziele/?q=1", "secure": False},
            "without TLS, another host": {
                "path": "/",
                "secure": False,
                "headers": {"host": "example.org"},
            },
            "watch": {"path": "/healthz", "secure": False},
            "wrong address": {"path": "/gibt-es-nicht/"},
            "another host": {"path": "/", "headers": {"host": "example.org"}},
            "download": {"path": "/statusbericht/?format=xlsx"},
            "sign-in page": {"path": "/anmelden/"},
            "sign-in": {"path": "/anmelden/", "method": "post", "data": ACCOUNT},
            "admin": {"path": "/admin/"},
        },
    )


def test_an_installation_protects_every_answer(installed):
    assert {name: answer["status"] for name, answer in installed.items()} == {
        "page": 200,
        "without TLS": 301,
        "without TLS, another host": 400,
        "watch": 200,
        "wrong address": 404,
        "another host": 400,
        "download": 200,
        "sign-in page": 200,
        "sign-in": 302,
        "admin": 200,
    }
    assert {
        name: protection(answer["headers"]) for name, answer in installed.items()
    } == dict.fromkeys(installed, ALWAYS)


def test_an_installation_insists_on_tls(installed):
    assert installed["without TLS"]["headers"]["Location"] == "https://localhost/ziele/?q=1"
    assert {
        name: answer["headers"].get("Strict-Transport-Security")
        for name, answer in installed.items()
    } == {
        name: HSTS if name not in ("without TLS", "without TLS, another host", "watch") else None
        for name in installed
    }


def test_an_installation_keeps_its_cookies_to_itself(installed):
    assert {name: [*answer["cookies"]] for name, answer in installed.items()} == {
        **{name: [] for name in installed},
        "sign-in page": ["__Host-csrftoken"],
        "sign-in": ["__Host-csrftoken", "__Host-sessionid"],
        "admin": ["__Host-csrftoken"],
    }
    for cookie in installed["sign-in"]["cookies"].values():
        assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax")
        assert cookie["secure"]
        assert cookie["httponly"]


def test_an_installation_serves_files_under_names_that_say_their_content(installed):
    names = re.findall(r'"/static/([^"]+)"', installed["page"]["text"])
    assert len(names) == 4
    assert [name for name in names if not re.search(r"\.[0-9a-f]{12}\.\w+$", name)] == []
