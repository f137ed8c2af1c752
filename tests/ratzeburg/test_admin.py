"""Every page of the admin answers and runs under the strict policy; no list grows dear."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.factories import make_assessment, make_coverage, make_offer, make_offer_date, make_staff
from tests.test_query_counts import fill

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What the policy would block: inline styles, inline scripts, handlers in attributes.
FORBIDDEN = {
    "style": re.compile(r"\sstyle\s*=|<style", re.I),
    "script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", re.I),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "address": re.compile(r"(href|src|action)\s*=\s*[\"']?\s*javascript:", re.I),
}
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
IN_INLINES = {
    "districts.Assessment",
    "districts.OfferDate",
    "measures.Milestone",
    "measures.Resolution",
}
OF_THE_PROGRAM = {  # nobody enters these
    "districts.DaySecret",
    "districts.Sending",
    "measures.Comment",
    "measures.Reminder",
    "measures.StatusReportFile",
}
LIST_QUERIES = {
    "auth.Group": 5,
    "auth.User": 6,
    "districts.Coverage": 6,
    "districts.District": 6,
    "districts.Document": 5,
    "districts.Indicator": 5,
    "districts.Measurement": 7,
    "districts.Offer": 7,
    "districts.Organisation": 5,
    "districts.Suggestion": 5,
    "districts.TargetGroup": 5,
    "goals.Example": 5,
    "goals.Goal": 6,
    "measures.Department": 5,
    "measures.Measure": 7,
    "measures.StatusReport": 5,
    "measures.ProgressReport": 6,
    "ratzeburg.InfoPage": 5,
}
ALWAYS_THERE = {"ratzeburg.InfoPage"}  # neither added nor deleted
SENT_IN = {"districts.Suggestion"}  # added by public forms alone


@pytest.fixture
def staff(client):
    user = make_staff()
    client.force_login(user)
    return client


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def forbidden_in(html):
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(html)]


def test_all_models_have_their_place():
    ours = {
        m
        for app in ("goals", "districts", "measures")
        for m in apps.get_app_config(app).get_models()
        if not m.__name__.startswith("Historical")
    }
    missing = {model._meta.label for model in ours - set(admin.site._registry)}
    assert missing == IN_INLINES | OF_THE_PROGRAM


def test_the_start_page(staff):
    for path in ("admin:index", "admin:password_change", "admin:jsi18n"):
        response = staff.get(reverse(path))
        assert response.status_code == 200
        assert forbidden_in(response.text) == []
    text = staff.get("/admin/").text
    assert "Demografische Stadtplanung Ratzeburg" in text
    assert "Inhalte pflegen" in text


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_page_answers_and_keeps_to_the_policy(staff, model):
    fill(2)
    make_assessment(make_coverage())
    make_offer_date(make_offer(), starts_at="2025-01-01T10:00+01:00")
    Group.objects.create(name="Ausschuss")  # the roles cannot be deleted
    some = model._default_manager.last()
    pages = [address(model, "changelist"), address(model, "add")]
    if some:
        pages += [address(model, page, some.pk) for page in ("change", "delete", "history")]
    if model._meta.label in ALWAYS_THERE:
        pages = [page for page in pages if not page.endswith(("/add/", "/delete/"))]
    if model._meta.label in SENT_IN:
        pages = [page for page in pages if not page.endswith("/add/")]
    for page in pages:
        response = staff.get(page)
        assert (page, response.status_code) == (page, 200)
        assert (page, forbidden_in(response.text)) == (page, [])
        assert "'self'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p style="x">', ["style"]),
        ("<style>p{}</style>", ["style"]),
        ("<script>x()</script>", ["script"]),
        ('<body data-x="1" onload="x()">', ["handler"]),
        ('<a href="javascript:x()">', ["address"]),
        (
            '<script src="/x.js" async></script><script id="x" type="application/json">{}</script>',
            [],
        ),
    ],
)
def test_the_check_finds_what_is_forbidden(html, found):
    assert forbidden_in(html) == found


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_list_queries(staff, django_assert_num_queries, model, rows):
    fill(rows)
    with django_assert_num_queries(LIST_QUERIES[model._meta.label]):
        staff.get(address(model, "changelist"))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("words", ["Ärger", "SPIELPLATZ 1", "%_'\"", "x " * 2000])
def test_searching_never_fails(staff, model, words):
    fill(1)
    assert staff.get(address(model, "changelist"), {"q": words}).status_code == 200
