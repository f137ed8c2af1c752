"""What stands in single cells, on the way out and on the way back."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint
from hypothesis import given
from hypothesis import strategies as st

from goals.exchange import widgets
from goals.exchange.cells import german, marked, unmarked
from goals.exchange.constraints import broken_checks, holds
from goals.exchange.outcome import LONG, excerpt
from goals.tables import Number
from measures.models import ProgressReport
from tests.exchange import RESOURCES


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-5", "'-5"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1", "'＝1"),
        ("－1", "'－1"),
        ("'=1", "''=1"),
        ("'Tis", "'Tis"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_a_mark_stands_before_what_could_be_a_formula(text, stands):
    assert marked(text) == stands


@given(st.text(st.sampled_from("'=+-@＝ a\t\r\n")))
def test_the_mark_comes_off_again(text):
    assert unmarked(marked(text)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (date(987, 1, 2), "02.01.0987"),
        (Decimal("-1234.50"), "-1234,50"),
        (7, "7"),
        ("x", "x"),
    ],
)
def test_german(value, text):
    assert german(value) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None),
        ("1.234,50", "1234.5"),
        ("1.234.567", "1234567"),
        ("1234.50", "1234.5"),
        ("1234,5", "1234.5"),
        ("1 234", "1234"),
        ("1\xa0234 €", "1234"),
        ("50 %", "50"),
        ("+1", "1"),
        ("0.125", "0.125"),
        ("007", "7"),
        (Number("1.234"), "1.234"),
        (Number("1e+20"), "100000000000000000000"),
    ],
)
def test_an_amount(text, number):
    assert widgets.Amount().clean(text) == (number and Decimal(number))


@pytest.mark.parametrize(
    "text", ["1.234", "-12.345", "1,2,3", "1..2", "12.34.56", "1e5", "x", "٣", "∞"]
)
def test_no_amount(text):
    with pytest.raises(ValueError, match=r"Bitte so schreiben|keine Zahl"):
        widgets.Amount().clean(text)


@pytest.mark.parametrize("word", ["Ja", "WAHR", "x", "1", "true"])
def test_yes(word):
    assert widgets.YesNo().clean(word) is True


@pytest.mark.parametrize("word", ["in  Umsetzung", "IN UMSETZUNG", "in-umsetzung"])
def test_a_choice_by_label_or_short_form(word):
    phase = ProgressReport._meta.get_field("phase")
    assert widgets.Choice(phase.choices).clean(word) == "in-umsetzung"


class TestRules:
    """The models' rules as they are asked in bulk."""

    @pytest.mark.parametrize("kind", RESOURCES)
    def test_all_of_them_can_be_asked(self, kind):
        model = kind._meta.model
        if not kind.is_tree:
            assert all(message for _, message in broken_checks(model()))

    @pytest.mark.django_db
    @pytest.mark.parametrize("model", ["measures.ProgressReport", "measures.Measure"])
    @pytest.mark.parametrize("number", [None, -1, 0, 100, 101])
    @pytest.mark.parametrize("word", ["", "kritisch", "in-planung", "anders"])
    def test_they_say_what_the_database_says(self, model, number, word):
        model = apps.get_model(model)
        names = ("percent", "cost_once", "schedule", "phase", "schedule_reason")
        values = dict(zip(names, (number, number, word, word, ""), strict=True))
        fields = {field.name for field in model._meta.fields}
        row = model(**{name: value for name, value in values.items() if name in fields})
        for constraint in model._meta.constraints:
            if isinstance(constraint, CheckConstraint):
                assert holds(constraint.condition, row) == _database_takes(constraint, row)


def _database_takes(constraint, row):
    try:
        constraint.validate(type(row), row)
    except ValidationError:
        return False
    return True


def test_long_texts_are_shown_from_where_they_differ():
    old, new = "a" * 1_000 + "b", "a" * 1_000 + "c" + "d" * 1_000
    shown = excerpt(old, new)
    assert all(len(text) <= LONG + 4 for text in shown)
    assert (shown[0][-2:], shown[1][102:104]) == ("ab", "cd")
    assert excerpt("x", "y") == ("x", "y")
    assert excerpt("", "y" * 1_000) == ("", "y" * LONG + " …")
