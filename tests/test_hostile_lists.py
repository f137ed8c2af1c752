"""Lists of staff, asked for what they do not offer: no fault of the portal, and no long search."""

import re

import pytest
from django.db import models
from django.urls import NoReverseMatch

from tests.forms import texts
from tests.ratzeburg.test_admin import MODELS, address
from tests.ratzeburg.test_admin import staff as staff
from tests.test_query_counts import fill

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LISTS = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
TOO_MANY = "9" * 30
NO_DAYS = ["year=99999999999", f"year={TOO_MANY}", "year=0", "iso_year=99999999999"]
PATTERNS = ["regex=(a%2B)%2B%24", "regex=%28", "iregex=%28", "contains=a", "in=%00"]
NO_ROWS = ["x", "", "\0", "-1", "1.5", "１", TOO_MANY, "9" * 5000]


def lookups(model):
    yield from ("gibtesnicht=1", "gibtesnicht__regex=1", "pk__regex=%28")
    for field in model._meta.fields:
        ends = NO_DAYS if isinstance(field, models.DateField) else PATTERNS
        yield from (f"{field.name}__{end}" for end in ends)


@LISTS
def test_a_list_takes_no_lookups_of_the_database(staff, model):
    fill(1)
    start = address(model, "changelist")
    for query in lookups(model):
        response = staff.get(f"{start}?{query}")
        assert (query, response.status_code) == (query, 302)
        assert (query, response.url) == (query, f"{start}?e=1")
    assert staff.get(f"{start}?e=1").status_code == 200


@LISTS
def test_an_export_takes_none_either(staff, model):
    try:
        page = address(model, "export")
    except NoReverseMatch:
        return
    for query in lookups(model):
        response = staff.get(f"{page}?{query}")
        assert (query, response.status_code) == (query, 302)
        assert response.url == address(model, "changelist")


@LISTS
def test_a_list_takes_what_its_filters_offer(staff, model):
    fill(2)
    start = address(model, "changelist")
    shown = staff.get(start).context["cl"]
    choices = [choice for spec in shown.filter_specs for choice in spec.choices(shown)]
    for query in {choice["query_string"] for choice in choices}:
        assert (query, staff.get(start + query).status_code) == (query, 200)
    for name in {name for spec in shown.filter_specs for name in spec.expected_parameters()}:
        for value in ("x", "%00", TOO_MANY, "9" * 5000):
            response = staff.get(f"{start}?{name}={value}")
            assert (name, value, response.status_code in (200, 302)) == (name, value, True)


@LISTS
def test_an_action_on_rows_that_are_none_changes_nothing(staff, model):
    fill(1)
    start = address(model, "changelist")
    actions = re.findall(r'<option value="(\w+)"', staff.get(start).text)
    before = [*model._base_manager.values()]
    for action in actions:
        sent = {"action": action, "_selected_action": NO_ROWS}
        assert staff.post(start, sent).status_code == 200
        response = staff.post(start, sent | {"index": "0"}, follow=True)
        assert "keine Objekte geändert" in texts(response)
    assert [*model._base_manager.values()] == before


@LISTS
def test_a_form_takes_no_rows_that_there_are_not(staff, model):
    """Where a form has fields for rows of other models, they name what is wrong."""
    page = address(model, "add")
    if staff.get(page).status_code != 200:
        return  # nobody adds these by hand
    related = [field.name for field in (*model._meta.fields, *model._meta.many_to_many)]
    for value in NO_ROWS:
        response = staff.post(page, dict.fromkeys(related, value))
        assert (value[:40], response.status_code) == (value[:40], 200)
        assert response.context["errors"]
