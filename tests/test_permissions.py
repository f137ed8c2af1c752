"""Who may open which address: every one of the resolver × seven kinds of people × GET and POST.

An address that stands in no table here fails, so that nobody adds one without saying for whom.
"""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client

from ratzeburg.models import InfoPage
from tests.addresses import addresses
from tests.factories import (
    make_assessment,
    make_coverage,
    make_department,
    make_document,
    make_example,
    make_indicator,
    make_measure,
    make_measurement,
    make_member,
    make_offer,
    make_organisation,
    make_report,
    make_staff,
    make_status_report,
    make_suggestion,
    make_target_group,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOBODY, STAFF, OWN, OTHER, COUNCIL, OFFICE, ACCOUNTS = PEOPLE = (
    "anonym",
    "ohne Rechte",
    "Redaktion A",
    "Redaktion B",
    "Rat",
    "Verwaltung",
    "Administration",
)
OUTSIDE = (NOBODY, COUNCIL)  # the admin lets them not even in
OK, SIGN_IN, NO, GONE, ON, METHOD = "ok", "sign in", "forbidden", "gone", "on", "wrong method"

# What each may do with a kind of content: view, add, change, delete, import, export, publish.
RIGHTS = {
    "auth.group": {ACCOUNTS: "vacd"},
    "auth.user": {ACCOUNTS: "vacd"},
    "districts.coverage": {OFFICE: "vacdie"},
    "districts.district": {OFFICE: "vacdie"},
    "districts.document": {OFFICE: "vacdp", OWN: "vac", OTHER: "vac"},
    "districts.indicator": {OFFICE: "vacdiep"},
    "districts.measurement": {OFFICE: "vacdie"},
    "districts.offer": {OFFICE: "vacdiep", OWN: "vace", OTHER: "vace"},
    "districts.organisation": {OFFICE: "vacdiep", OWN: "v", OTHER: "v"},
    "districts.suggestion": {OFFICE: "vcd", OWN: "vc", OTHER: "vc"},
    "districts.targetgroup": {OFFICE: "vacd"},
    "goals.example": {OFFICE: "vacdp"},
    "goals.goal": {OFFICE: "vacdie"},
    "measures.department": {OFFICE: "vacd"},
    "measures.measure": {OFFICE: "vacdiep", OWN: "vace", OTHER: "vace"},
    "measures.progressreport": {OFFICE: "vacdiep", OWN: "vace", OTHER: "vace"},
    "measures.statusreport": {OFFICE: "vac"},
    "ratzeburg.infopage": {OFFICE: "vc", ACCOUNTS: "vc"},
}
# Rows of these belong to department A: all others do not find them.
SCOPED = (
    "districts.document",
    "districts.offer",
    "districts.suggestion",
    "measures.department",
    "measures.measure",
    "measures.progressreport",
)
SEES_ALL = (OWN, OFFICE)


class Asked:
    """One person at one page of one kind of content."""

    def __init__(self, person, model, method):
        self.person, self.model = person, model
        self.rights = RIGHTS[model].get(person, "")
        self.is_post = method == "post"
        self.is_hidden = model in SCOPED and person not in SEES_ALL
        if model == "measures.department" and person == OWN:
            self.is_hidden = False

    def may(self, *rights):
        return any(right in self.rights for right in rights)

    def look(self, *rights):
        return OK if self.may(*rights) else NO

    def look_at_row(self, *rights):
        """As Django asks: first the right as such, then whether the row is there."""
        return GONE if self.may(*rights) and self.is_hidden else self.look(*rights)

    def change(self):
        """A frozen report has one box to tick, so that an empty form is a good one."""
        found = self.look_at_row("c")
        return ON if found == OK and self.model == "measures.statusreport" else found

    def click(self, *rights):
        """A button for one row: only POST, then back to where it stood."""
        if not self.is_post:
            return METHOD
        if self.is_hidden:
            return GONE
        return ON if all(self.may(right) for right in rights) else NO


# The last part of an address of the admin → what it answers.
PAGES = {
    "changelist": lambda asked: asked.look("v", "c"),
    "add": lambda asked: asked.look("a"),
    "change": lambda asked: asked.change() if asked.is_post else asked.look_at_row("v"),
    "delete": lambda asked: asked.look_at_row("d"),
    "history": lambda asked: GONE if asked.is_hidden else asked.look("v", "c"),
    "restore": lambda asked: asked.look_at_row("c"),
    "merge": lambda asked: asked.look("c") if asked.may("d") else NO,
    "outline": lambda asked: asked.look("c"),
    "outlines": lambda asked: asked.look("c"),
    "": lambda asked: ON,  # old addresses of a row lead to its page
    "veroeffentlichen": lambda asked: asked.click("c", "p"),
    "gesehen": lambda asked: asked.click("c", "p"),
    "unveraendert": lambda asked: asked.click("a"),
    "geprueft": lambda asked: asked.click("c"),
    # This row's document stands elsewhere: there is no file to be had.
    "datei": lambda asked: METHOD if asked.is_post else GONE if asked.may("v") else NO,
    "entwurf": lambda asked: asked.click("c"),
    "uebernehmen": lambda asked: asked.click("never"),  # a new offer corrects nothing
    "spam": lambda asked: asked.click("c"),
    "password_change": lambda asked: asked.look_at_row("c"),
    "import": lambda asked: asked.look("i"),
    "process_import": lambda asked: asked.look("i") if asked.is_post else METHOD,
    "export": lambda asked: asked.look("e"),
    "import_template": lambda asked: asked.look("i"),
}


def same(get, post=METHOD):
    """An address that answers everybody alike."""
    return dict.fromkeys(PEOPLE, (get, post))


def for_staff(get, post=METHOD):
    """An address of the admin that every member of staff has."""
    return same(get, post) | dict.fromkeys(OUTSIDE, (SIGN_IN, SIGN_IN))


# Addresses with a name of their own → person → (answer to GET, answer to POST).
NAMED = {
    "start": same(OK),
    "search": same(OK),
    "goal-tree": same(OK),
    "goal": same(OK),
    "district-list": same(OK),
    "district": same(OK),
    "place-notice": same(OK),
    "offer-list": same(OK),
    "offer-calendar": same(OK),
    "offer-calendar-file": same(OK),
    "offer-dates-file": same(OK),
    "offer": same(OK),
    "organisation-list": same(OK),
    "organisation": same(OK),
    "indicator-list": same(OK),
    "indicator": same(OK),
    "example-list": same(OK),
    "example": same(OK),
    "document-list": same(OK),
    "document-file": same(GONE, METHOD),  # this one stands elsewhere
    "measure-list": same(OK),
    "measure": same(OK),
    "suggest-offer": same(OK, OK),  # without what it takes, the form once more
    "report-offer": same(OK, OK),
    "comment-measure": same(OK, OK),
    "report-barrier": same(OK, OK),
    "suggestion-received": same(OK),
    "suggestion-answers": same(OK),
    "status-report": same(OK),
    "coverage": same(OK),
    "coverage-cell": same(OK),
    "frozen-report-list": same(OK),
    "frozen-report": same(OK),
    "frozen-report-file": same(OK),
    "frozen-report-comparison": same(OK),
    "feed": same(OK),
    "place-feed": same(OK),
    "goal-feed": same(OK),
    "sitemap": same(OK),
    "sitemap-part": same(GONE, METHOD),  # there are not so many pages
    "robots": same(OK),
    "open-data": same(OK),
    "open-data-file": same(OK),
    "open-data-schema": same(OK),
    "open-data-csv-metadata": same(OK),
    "catalogue": same(OK),
    "imprint": same(OK),
    "privacy": same(OK),
    "accessibility": same(OK),
    "easy-language": same(OK),
    "healthz": same(OK),
    "login": same(OK, OK),
    "logout": same(METHOD, ON),
    "handbook": for_staff(OK),
    "admin:index": for_staff(OK, OK),
    "second-factor": same(SIGN_IN, SIGN_IN),  # nobody has just given a password
    "second-factor-setup": same(SIGN_IN, SIGN_IN),
    "password-reset": same(OK, OK),
    "password-reset-sent": same(OK),
    "password-reset-done": same(OK),
    "password-reset-confirm": same(OK, OK),  # says that the link is no good
    "admin:login": same(SIGN_IN, SIGN_IN),
    "admin/login/": same(SIGN_IN, SIGN_IN),
    "admin:logout": same(METHOD, ON) | dict.fromkeys(OUTSIDE, (GONE, GONE)),
    "admin:password_change": for_staff(OK, OK),
    "admin:password_change_done": for_staff(OK),
    "admin:autocomplete": for_staff(NO),  # of nothing; what it finds, test_departments.py knows
    "admin:jsi18n": for_staff(OK),
    "admin:app_list": for_staff(GONE, GONE) | {OFFICE: (OK, OK)},
    "admin:view_on_site": for_staff(ON, ON),
    "admin/(?P<url>.*)$": for_staff(GONE, GONE),
}


@pytest.fixture
def rows():
    """One row of each kind; what can belong to a department belongs to A."""
    ours = make_department("Fachbereich A")
    make_department("Fachbereich B", slug="b")
    measure = make_measure(department=ours)
    offer, document = make_offer(), make_document()
    ours.offers.add(offer)
    ours.documents.add(document)
    coverage, indicator = make_coverage(), make_indicator()
    coverage.save()  # what only follows from a reach has no history yet
    make_assessment(coverage)
    found = (
        ours,
        measure,
        offer,
        document,
        coverage,
        coverage.goal,
        coverage.district,
        make_report(measure, publication="zur-freigabe"),
        make_organisation(),
        make_target_group(),
        indicator,
        make_measurement(indicator, coverage.district),
        make_example(),
        make_suggestion(offer=offer),
        make_status_report(),
        make_staff("jemand", is_superuser=False),
        Group.objects.create(name="Eigene"),
        InfoPage.objects.first(),
    )
    named = {row._meta.label_lower: row for row in found}
    return named | {"another report": make_status_report("2025-02-01")}


@pytest.fixture
def people(rows):
    """person → a client that is signed in as that person."""
    ours, other = rows["measures.department"], apps.get_model("measures.department")
    users = {
        NOBODY: None,
        STAFF: make_staff("ohne-rechte", is_superuser=False),
        OWN: make_member("Redaktion", "a", [ours]),
        OTHER: make_member("Redaktion", "b", other.objects.filter(slug="b")),
        COUNCIL: make_member("Rat"),
        OFFICE: make_member("Verwaltung"),
        ACCOUNTS: make_member("Administration"),
    }
    clients = {}
    for person, user in users.items():
        clients[person] = Client()
        if user:
            clients[person].force_login(user)
    return clients


OWN_APPS = "goals|districts|measures|ratzeburg|auth"


def expected(name, route, person, method):
    """What the tables above say; KeyError where they say nothing."""
    if found := re.fullmatch(rf"admin:({OWN_APPS})_([a-z]+)_(\w+)", name):
        model, page = f"{found[1]}.{found[2]}", found[3]
    elif found := re.match(r"admin/(\w+)/(\w+)/<path:object_id>/$", route):
        model, page = f"{found[1]}.{found[2]}", ""
    else:
        return NAMED[name or route][person][method == "post"]
    if person in OUTSIDE:
        return SIGN_IN
    return PAGES[page](Asked(person, model, method))


def path_of(route, rows):
    """The route with the row of its kind filled in."""
    values = {
        "goal_code:code": "1.1.1",
        "str:code": "1.1.1",
        "slug:format": "json",
        "slug:number": rows["districts.suggestion"].number,
        "int:other": rows["another report"].pk,
        "slug:name": "freigeben",
        "str:name": "bedarfsanalyse.pdf",
        "slug:dataset": "ziele",
        "path:content_type_id": ContentType.objects.get_for_model(rows["goals.goal"]).pk,
        "int:number": 0,
        "uidb64": "x",
        "token": "y",
    }
    model = "/".join(route.split("/")[1:3]).replace("/", ".")
    public = {
        "stadtteile": "districts.district",
        "abdeckung": "districts.district",
        "statusberichte": "measures.statusreport",
        "angebote": "districts.offer",
        "akteure": "districts.organisation",
        "beispiele": "goals.example",
        "dokumente": "districts.document",
        "kennzahlen": "districts.indicator",
    }
    row = rows.get(model) or rows.get(public.get(route.split("/")[0], "measures.measure"))
    values["slug:slug"] = getattr(row, "slug", "")
    values |= dict.fromkeys(("path:object_id", "int:pk", "id"), row.pk)
    if "content_type_id" in route:
        values["path:object_id"] = rows["goals.goal"].pk
    if "int:number" in route:
        values["int:number"] = row.history.last().pk
    route = re.sub(r"\(\?P<app_label>(\w+).*\)", r"\1", route).replace("^", "").replace("$", "")
    route = route.replace("(?P<url>.*)", "gibt-es-nicht/")
    return "/" + re.sub(r"<(.+?)>", lambda found: str(values[found[1]]), route)


def answer(response):
    """The response in a word."""
    if response.status_code in (301, 302):
        if response.url.startswith(("/admin/login/", "/anmelden/")):
            return SIGN_IN
        return GONE if response.url == "/admin/" else ON
    return {200: OK, 403: NO, 404: GONE, 405: METHOD}[response.status_code]


def by_part(found):
    """Part of the portal → its addresses, so that people and rows are made once for each."""
    parts = {}
    for route, name in found:
        steps = route.split("/")
        part = "/".join(steps[:3]) if len(steps) > 3 and steps[0] == "admin" else steps[0]
        parts.setdefault(part, []).append((route, name))
    return parts


PARTS = by_part(addresses())


@pytest.mark.parametrize("part", PARTS)
def test_everybody_finds_what_is_meant_for_them(rows, people, part):
    wrong = {}
    for route, name in PARTS[part]:
        path = path_of(route, rows)
        for person, client in people.items():
            for method in ("get", "post"):
                found = answer(undone(client, method, path))
                if found != (wanted := expected(name, route, person, method)):
                    wrong[route, person, method] = f"{found}, not {wanted}"
    assert wrong == {}


def undone(client, method, path):
    """The answer to a request whose traces are wiped out, sign-outs among them."""
    with transaction.atomic():
        cookies = client.cookies.copy()
        response = getattr(client, method)(path)
        client.cookies = cookies
        transaction.set_rollback(True)
    return response


def test_every_kind_of_content_is_listed():
    assert {model._meta.label_lower for model in admin.site._registry} == set(RIGHTS)
