"""Signing in with the town's identity provider: both run as processes of their own."""

import re
import sqlite3
from contextlib import closing
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.openid_provider import CLIENT, CLIENT_SECRET, WRONG_CLAIMS
from tests.production import SECRET, python
from tests.served import identity_provider, prepare, serving

ANNA = {
    "preferred_username": "a.muster",
    "given_name": "Anna",
    "family_name": "Muster",
    "email": "a.muster@example.org",
}
GROUPS = "portal-rat=Rat,portal-redaktion=Redaktion,Verwaltung=Verwaltung"
FAILED = "<h1>Anmeldung nicht gelungen</h1>"
PREPARE = """
from django.contrib.auth.models import Group, User
User.objects.create_user("mit-passwort", password="ein langes Passwort")
User.objects.create_superuser("oberste")
User.objects.create_user("ausgeschieden", is_active=False)
known = User.objects.create_user("bekannt", is_staff=True)
known.groups.add(Group.objects.get(name="Verwaltung"), Group.objects.create(name="Ausschuss"))
"""
ACCOUNT = """
SELECT is_staff, is_superuser, first_name, last_name, email, group_concat(g.name) AS groups
FROM auth_user u LEFT JOIN auth_user_groups ug ON ug.user_id = u.id
LEFT JOIN auth_group g ON g.id = ug.group_id WHERE username = ?
"""


@pytest.fixture(scope="module")
def provider():
    with identity_provider() as address:
        yield address


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("portal") / "portal.sqlite3"
    prepare(path, PREPARE)
    return path


def configured(issuer, **more):
    return {
        "SECOND_FACTOR": "on",
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "OIDC_GROUPS": GROUPS,
        **more,
    }


@pytest.fixture(scope="module")
def portal(database, provider):
    with serving(database, **configured(provider)) as address:
        yield address


@pytest.fixture
def person(provider):
    """Tells the provider who signs in next, and what is wrong with its answer."""

    def person(wrong="", userinfo=ANNA, groups=("portal-redaktion",), **claims):
        claims = {"groups": groups, **claims}
        persona = {"wrong": wrong, "userinfo": userinfo, "claims": claims}
        requests.post(f"{provider}/persona", json=persona, timeout=10).raise_for_status()

    return person


@pytest.fixture
def visitor():
    with requests.Session() as session:
        yield session


@pytest.fixture
def account(database):
    def account(name):
        with closing(sqlite3.connect(database)) as connection:
            connection.row_factory = sqlite3.Row
            row = dict(connection.execute(ACCOUNT, [name]).fetchone())
        if row["is_staff"] is None:
            return None  # the row of an empty group
        return {**row, "groups": {*row["groups"].split(",")} if row["groups"] else set()}

    return account


def sign_on(portal):
    """Where somebody arrives who signs in with a fresh browser."""
    with requests.Session() as session:
        return session.get(f"{portal}/anmelden/dienst/")


def test_a_click_and_the_person_is_at_work(portal, person, visitor, account):
    person()
    page = visitor.get(f"{portal}/anmelden/?next=/admin/goals/goal/%3Fq%3Da").text
    link = re.search(r'href="(/anmelden/dienst/[^"]*)"', page)[1]
    answer = visitor.get(portal + link)

    assert [urlsplit(step.url).path for step in answer.history] == [
        "/anmelden/dienst/",
        "/authorize",
        "/anmelden/dienst/zurueck/",
    ]
    assert answer.history[-1].headers["Location"] == "/admin/goals/goal/?q=a"
    assert account("a.muster") == {
        "is_staff": 1,
        "is_superuser": 0,
        "first_name": "Anna",
        "last_name": "Muster",
        "email": "a.muster@example.org",
        "groups": {"Redaktion"},
    }
    # No second factor of ours, which is on for passwords.
    answer = visitor.get(f"{portal}/admin/measures/measure/")
    assert (answer.status_code, urlsplit(answer.url).path) == (200, "/admin/measures/measure/")


def test_roles_follow_the_provider_at_each_sign_in(portal, person, account):
    def roles(*groups):
        person(userinfo={"preferred_username": "wechselt"}, groups=groups)
        answer = sign_on(portal)
        known = account("wechselt")
        return FAILED in answer.text, known and (known["groups"], known["is_staff"])

    assert roles("Feuerwehr") == (True, None)
    assert roles() == (True, None)
    assert roles("portal-rat", "Feuerwehr") == (False, ({"Rat"}, 0))
    assert roles("portal-redaktion", "Verwaltung") == (False, ({"Redaktion", "Verwaltung"}, 1))
    # What is not mapped gives nothing, also under the role's own name.
    assert roles("Rat", "Administration", "Verwaltung") == (False, ({"Verwaltung"}, 1))
    assert roles("Feuerwehr") == (True, (set(), 0))


def test_other_groups_are_left_alone(portal, person, account):
    person(userinfo={"preferred_username": "bekannt"})
    assert FAILED not in sign_on(portal).text
    assert account("bekannt")["groups"] == {"Ausschuss", "Redaktion"}


def test_groups_may_stand_in_the_information_and_be_one_word(portal, person, account):
    person(userinfo={"preferred_username": "eine", "groups": "portal-rat"}, groups=None)
    assert FAILED not in sign_on(portal).text
    assert account("eine")["groups"] == {"Rat"}


WRONG = [
    *WRONG_CLAIMS,
    "signature",
    "key",
    "algorithm",
    "unsigned",
    "token",
    "answer",
    "person",
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_answer_signs_nobody_in(portal, person, visitor, account, wrong):
    person(wrong, {"preferred_username": "eindringling"}, ["Verwaltung"])
    answer = visitor.get(f"{portal}/anmelden/dienst/")

    assert answer.status_code == 403
    assert FAILED in answer.text
    assert account("eindringling") is None
    assert visitor.get(f"{portal}/admin/").url.startswith(f"{portal}/anmelden/")


@pytest.mark.parametrize(
    "name", ["mit-passwort", "oberste", "ausgeschieden", "", "x" * 151, "x\x00", "a b", ["a"], None]
)
def test_some_names_are_not_the_providers_to_give(portal, person, visitor, account, name):
    before = account(name) if isinstance(name, str) else None
    person(userinfo={"preferred_username": name}, groups=["Verwaltung"])
    answer = visitor.get(f"{portal}/anmelden/dienst/")

    assert (answer.status_code, FAILED in answer.text) == (403, True)
    assert visitor.get(f"{portal}/admin/").url.startswith(f"{portal}/anmelden/")
    if name in ("mit-passwort", "oberste"):
        assert account(name) == before


def test_the_way_back_is_for_who_went_there_and_once(portal, person, visitor):
    person()
    there = visitor.get(f"{portal}/anmelden/dienst/", allow_redirects=False)
    query = parse_qs(urlsplit(there.headers["Location"]).query)
    assert query["redirect_uri"] == [f"{portal}/anmelden/dienst/zurueck/"]
    assert query["code_challenge_method"] == ["S256"]
    back = visitor.get(there.headers["Location"], allow_redirects=False).headers["Location"]

    # Another visitor, another state, none, and a word of the provider that it was refused.
    assert requests.get(back, timeout=30).status_code == 403
    for query in ("code=x&state=x", "code=x", "state=x", "", "error=access_denied&state=x"):
        answer = visitor.get(f"{portal}/anmelden/dienst/zurueck/?{query}")
        assert (query, answer.status_code, FAILED in answer.text) == (query, 403, True)
    assert visitor.get(back, allow_redirects=False).status_code == 302
    assert visitor.get(back, allow_redirects=False).status_code == 403


def test_the_session_is_a_new_one(portal, person, visitor):
    person()
    there = visitor.get(f"{portal}/anmelden/dienst/", allow_redirects=False)
    before = visitor.cookies["sessionid"]
    visitor.get(there.headers["Location"])
    assert visitor.cookies["sessionid"] != before


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", r"/\evil.example"])
def test_it_leads_to_no_other_site(portal, person, visitor, wanted):
    person()
    answer = visitor.get(f"{portal}/anmelden/dienst/", params={"next": wanted})
    assert answer.history[-1].headers["Location"] == "/admin/"


def test_tries_with_the_provider_lock_nobody_out(portal, person):
    person(userinfo={"preferred_username": "niemand"}, groups=[])
    for _ in range(12):
        assert FAILED in sign_on(portal).text
    person()
    assert FAILED not in sign_on(portal).text


def test_the_password_form_takes_no_code_of_the_provider(portal, person, visitor):
    person()
    there = visitor.get(f"{portal}/anmelden/dienst/", allow_redirects=False)
    back = visitor.get(there.headers["Location"], allow_redirects=False).headers["Location"]
    page = visitor.get(f"{portal}/anmelden/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    answer = visitor.post(
        f"{portal}/anmelden/?{urlsplit(back).query}",
        {"csrfmiddlewaretoken": token, "username": "a.muster", "password": "x"},
    )
    assert "Benutzername oder Passwort stimmt nicht" in answer.text


def test_the_second_factor_can_be_demanded_of_them_too(database, provider, person, visitor):
    person()
    with serving(database, **configured(provider, OIDC_SECOND_FACTOR="on")) as portal:
        answer = visitor.get(f"{portal}/anmelden/dienst/")
        assert urlsplit(answer.url).path == "/anmelden/einrichten/"
        assert visitor.get(f"{portal}/admin/").url.startswith(f"{portal}/anmelden/")


def test_a_provider_out_of_reach_is_said(database, visitor):
    with serving(database, **configured("http://127.0.0.1:1")) as portal:
        answer = visitor.get(f"{portal}/anmelden/dienst/")
        assert (answer.status_code, FAILED in answer.text) == (403, True)
        # It is not asked about permissions of those who are here.
        assert visitor.get(f"{portal}/anmelden/").status_code == 200


ADDRESSES = """
import django
django.setup()
from django.urls import NoReverseMatch, reverse
try:
    print(reverse("single-sign-on"))
except NoReverseMatch:
    print("none", "mozilla_django_oidc" in __import__("sys").modules)
"""
NEEDED = {"OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "secret", "SECRET_KEY": SECRET}


def test_without_a_provider_there_is_no_trace_of_it(client, db):
    done = python("-c", ADDRESSES, SECRET_KEY=SECRET)
    assert done.stdout == "none False\n", done.stderr
    assert client.get("/anmelden/dienst/").status_code == 404
    assert "Dienstkonto" not in client.get("/anmelden/").text


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"OIDC_ISSUER": "https://login.example"}, "/anmelden/dienst/"),
        ({"OIDC_ISSUER": "http://login.example"}, "OIDC_ISSUER must begin with https://"),
        ({"OIDC_ISSUER": "https://l.example", "OIDC_CLIENT_ID": ""}, "Set OIDC_CLIENT_ID"),
        ({"OIDC_ISSUER": "https://l.example", "OIDC_GROUPS": "a=Chef"}, "names Chef; the roles"),
    ],
)
def test_what_is_configured_wrongly_is_said_with_advice(env, said):
    done = python("-c", ADDRESSES, **{**NEEDED, **env})
    assert said in (done.stdout or done.stderr.splitlines()[-1])
