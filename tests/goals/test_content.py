"""Dates that are known only in part."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from goals.models.content import a_partial_date, partial_date
from goals.templatetags.dates import in_words


class TestPartialDate:
    @pytest.mark.parametrize("value", ["2024", "2024-03", "2024-02-29", "0001", "9999-12-31"])
    def test_allowed(self, value):
        a_partial_date(value)

    @pytest.mark.parametrize(
        "value",
        ["24", "2024-3", "2024-13", "2023-02-29", "2024-00", "0000", "2024-03-05T10", "2024-W01-1",
         "20240305", "05.03.2024", "März 2024", "2024\n", " 2024", "٢٠٢٤", "-2024"],
    )  # fmt: skip
    def test_refused(self, value):
        with pytest.raises(ValidationError) as refusal:
            a_partial_date(value)
        assert refusal.value.messages == [
            "Bitte ein Datum wie 2024, 2024-03 oder 2024-03-05 angeben."
        ]

    @settings(deadline=None)
    @given(st.dates(), st.sampled_from([4, 7, 10]))
    def test_every_date_as_far_as_it_is_known(self, day, known):
        a_partial_date(day.isoformat()[:known])

    @pytest.mark.parametrize(
        ("value", "date_or_words", "words"),
        [
            ("2024-03-05", date(2024, 3, 5), "5. März 2024"),
            ("2024-03", "März 2024", "März 2024"),
            ("2024", "2024", "2024"),
            ("", "", ""),
            ("2024-13", "2024-13", "2024-13"),
            ("2023-02-29", "2023-02-29", "2023-02-29"),
            ("nicht sichtbar", "nicht sichtbar", "nicht sichtbar"),
        ],
    )
    def test_as_a_date_and_in_words(self, value, date_or_words, words):
        assert partial_date(value) == date_or_words
        assert in_words(value) == words

    def test_nothing_in_words(self):
        assert not in_words(None)
