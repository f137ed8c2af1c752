"""Figures in the admin: numbers are read as in the tables, so that nobody's thousands become three
decimals."""

from decimal import Decimal

import pytest

from districts.models import Indicator, Measurement
from tests.factories import make_indicator, make_measurement, make_place, make_staff
from tests.forms import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


@pytest.mark.parametrize(
    ("said", "value"),
    [("14.552,5", "14552.5"), ("14552", "14552"), ("14,552", "14.552"), ("-0,5", "-0.5")],
)
def test_a_number_as_people_write_it(staff, said, value):
    row = make_measurement(make_indicator(baseline=1, target=1))
    for model, pk, fields in (
        ("measurement", row.pk, ("value",)),
        ("indicator", row.indicator_id, ("baseline", "target", "measurements-0-value")),
    ):
        address = f"/admin/districts/{model}/{pk}/change/"
        form = filled(staff.get(address), f"{model}_form", **dict.fromkeys(fields, said))
        assert staff.post(address, form).status_code == 302
        shown = filled(staff.get(address), f"{model}_form")
        assert [shown[name] for name in fields] == [[said.replace(".", "")]] * len(fields)
    indicator = Indicator.objects.get()
    found = (indicator.baseline, indicator.target, Measurement.objects.get().value)
    assert found == (Decimal(value),) * 3


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("14.552", "Das kann 14552 oder 14,552 heißen. Bitte so schreiben."),
        ("viele", "Das ist keine Zahl wie 1234,50."),
        ("", "Dieses Feld ist zwingend erforderlich."),
    ],
)
def test_what_is_unclear_is_refused(staff, said, error):
    address = f"/admin/districts/measurement/{make_measurement().pk}/change/"
    form = filled(staff.get(address), "measurement_form", value=said)
    response = staff.post(address, form)
    assert response.context["adminform"].errors == {"value": [error]}


@pytest.mark.parametrize(("values", "queries"), [(1, 8), (3, 10)])
def test_each_value_costs_one_query_more(staff, django_assert_num_queries, values, queries):
    """That of its district's own field; none for its name or its indicator."""
    indicator = make_indicator()
    for number in range(values):
        make_measurement(indicator, make_place(f"Ort {number}"))
    address = f"/admin/districts/indicator/{indicator.pk}/change/"
    staff.get(address)  # what is asked once for all pages
    with django_assert_num_queries(queries):
        staff.get(address)
