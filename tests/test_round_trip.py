"""A table that was taken out and is brought back changes nothing, whatever texts it holds."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from goals.models import Goal
from goals.tables.sheet import ERROR_VALUE
from tests.dump import everything
from tests.exchange import FORMAT, RESOURCES, bring_in, taken_out
from tests.factories import (
    make_assessment,
    make_coverage,
    make_department,
    make_goal,
    make_indicator,
    make_measure,
    make_measurement,
    make_offer,
    make_organisation,
    make_place,
    make_quarter,
    make_report,
    make_staff,
    make_target_group,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NASTY = (
    "=1+1", "+49 4541 8000", "-5", "@SUM(A1)", "'=x", "''", "'Tis", "＝1", "\t=1", "0123", "1.1.1",
    "12345678901234567890", "1e5", "WAHR", "ja", "31.12.2026", "a  b", " a ", "a;b", 'a"b', '"',
    "a\nb", "a\r\nb", "a\tb", "ä€ß", "<r>x</r>", "_x0041_", "</text:p>", "&amp;", "x\x85y", "😀",
    "\u2028", "\x7f", "a,b", "{=1}", "x" * 40_000, "  \n  a", "a \n b", "\ufeffx", "\xa0x",
)  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30),
).filter(lambda text: not ERROR_VALUE.fullmatch(text.strip()))  # refused, and said so


def fill(texts):
    """Everything that can be taken out, each text field of it filled from the list in turn."""
    turn = iter(texts * 100)

    def nasty(limit=None):
        return next(turn)[:limit]

    goals = [make_goal("1.1.1", text=nasty() or "x"), make_goal("1.1.10", reach=Goal.Reach.BOTH)]
    place = make_place("Ort", text=nasty(), aliases=nasty(200), latitude=Decimal("53.7"))
    quarter = make_quarter("Quartier", place, is_published=False)
    make_assessment(make_coverage(goals[0], quarter), on="2025-03-31", text=nasty())
    partner = make_organisation("Verein", text=nasty(), phone=nasty(50), address=nasty(200))
    group = make_target_group()
    links = {"goals": goals, "partners": [partner], "target_groups": [group]}
    make_offer(
        "Angebot",
        district=place,
        organisation=partner,
        text=nasty(),
        note=nasty(),
        is_free=True,
        needs_registration=False,
        verified_on=date(2025, 2, 28),
        **links,
    )
    indicator = make_indicator("Zahl", goals, unit=nasty(50) or "x", target=Decimal("-1234.5"))
    make_measurement(indicator, place, value=Decimal("1.234"), note=nasty(300))
    measure = make_measure(
        title=nasty(200) or "x",
        slug="massnahme",
        identifier=nasty(30),
        description=nasty(),
        districts=[place, quarter],
        department=make_department(),
        planned_start="2025-03",
        planned_end="2026",
        actual_start="2025-03-31",
        cost_once=Decimal("1234.50"),
        **links,
    )
    for percent in (None, 0, 50):
        make_report(measure, text=nasty(), obstacles=nasty(), percent=percent)


@pytest.mark.parametrize("extension", FORMAT)
@settings(
    deadline=None,
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts=st.lists(TEXT, min_size=1, max_size=20))
@example(texts=list(NASTY[:20]))
@example(texts=list(NASTY[20:]))
def test_nothing_changes(extension, texts, rolled_back):
    with rolled_back():
        user = make_staff()
        fill(texts)
        before = everything()
        for resource in RESOURCES:
            content = taken_out(resource, extension, user)
            outcome = bring_in(resource, content, f"tabelle.{extension}", user)
            assert (resource, outcome.changes) == (resource, {})
            assert outcome.counts["unverändert"] == resource._meta.model.objects.count() > 0
        assert everything() == before


@pytest.fixture
def rolled_back(db):
    """Each of hypothesis's examples begins with an empty database."""
    from django.db import transaction

    class RolledBack:
        def __enter__(self):
            self.atomic = transaction.atomic()
            self.atomic.__enter__()

        def __exit__(self, *error):
            transaction.set_rollback(True)
            return self.atomic.__exit__(*error)

    return RolledBack


@pytest.mark.parametrize("extension", FORMAT)
def test_a_table_of_many_passes_the_guard(extension):
    """Thousands of rows that are alike pack so well that they could look like an attack."""
    user = make_staff()
    measure = make_measure()
    type(measure)._base_manager.bulk_create(
        type(measure)(title="Maßnahme", slug=f"m-{number}") for number in range(4_000)
    )
    resource = RESOURCES[-2]
    outcome = bring_in(resource, taken_out(resource, extension, user), f"t.{extension}", user)
    assert str(outcome) == "0 neu, 0 geändert, 4001 unverändert"


def test_payloads_stay_text():
    """No program takes them for formulas; in a CSV a mark stands before them."""
    user = make_staff()
    make_organisation("Verein", text="=cmd|' /C calc'!A0", phone="+49 4541", address="＝1")
    resource = RESOURCES[3]
    [content] = re.findall(rb"\r\n(.*)\r\n", taken_out(resource, "csv", user))
    assert content.decode().split(";")[2:5] == ["'=cmd|' /C calc'!A0", "'＝1", "'+49 4541"]
