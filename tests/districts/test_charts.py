"""The geometry of charts: what is drawn lies where the numbers say, and inside the drawing."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts.charts import BOTTOM, HEIGHT, RIGHT, TOP, WIDTH, bars, days, line, number, ticks
from districts.figures import end_of, in_order

pytestmark = pytest.mark.once
VALUES = st.decimals(-(10**11), 10**11, places=3)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


def points_of(chart):
    return [tuple(map(float, pair.split())) for pair in chart.path[1:].split("L")]


def course(*values, every=365):
    return [
        (date(2020, 1, 1) + timedelta(days=every * index), Decimal(value))
        for index, value in enumerate(values)
    ]


class TestLine:
    def test_fewer_than_two_values_make_none(self):
        assert (line([]), line(course(5))) == (None, None)

    def test_time_is_to_scale_with_its_gaps(self):
        start = date(2020, 1, 1)
        chart = line([(start + timedelta(days=n), Decimal(1)) for n in (0, 10, 100)])
        one, two, three = (x for x, _ in points_of(chart))
        assert (two - one) / (three - one) == pytest.approx(0.1, abs=0.002)
        assert (one, three) == (chart.left, WIDTH - RIGHT)

    def test_a_target_to_come_leaves_room_for_the_time_until_then(self):
        chart = line(course(10, 20), target=Decimal(40), until=date(2030, 1, 1))
        assert points_of(chart)[-1][0] == pytest.approx(chart.left + (346 - chart.left) / 10, abs=1)
        assert chart.target == TOP

    def test_a_target_of_the_past_changes_nothing(self):
        assert line(course(1, 2), until=date(2000, 1, 1)) == line(course(1, 2))

    def test_equal_values_lie_flat_and_in_the_middle(self):
        for value in (5, 0, -5):
            heights = {y for _, y in points_of(line(course(value, value, value)))}
            assert len(heights) == 1
        assert points_of(line(course(0, 0)))[0][1] == HEIGHT - BOTTOM  # nothing is nothing

    @pytest.mark.parametrize(
        ("values", "begins_at"),
        [
            ((10, 100), ""),
            ((14100, 14552), "14.000"),
            ((-5, 5), ""),
            ((-14552, -14100), "−14.600"),
            ((0, 1), ""),
            (("0.5", "0.52"), "0,500"),
        ],
    )
    def test_an_axis_without_zero_says_where_it_begins(self, values, begins_at):
        assert line(course(*values)).begins_at == begins_at

    def test_numbers_on_the_axis_are_short(self):
        assert [label for _, label in line(course(0, 4_000_000)).rows] == [
            "0 Mio.",
            "1 Mio.",
            "2 Mio.",
            "3 Mio.",
            "4 Mio.",
        ]

    def test_the_names_of_target_and_baseline_keep_out_of_the_way(self):
        rising = line(course(12, 15), target=Decimal(20), baseline=Decimal(10))
        assert rising.target_word < rising.target < rising.baseline
        falling = line(course(15, 12), target=Decimal(10), baseline=Decimal(20))
        assert falling.baseline_word < falling.baseline < falling.target

    def test_a_thousand_values_keep_their_peaks(self):
        values = [0] * 1000
        values[500], values[501] = 100, -100
        chart = line(course(*values, every=1))
        heights = [y for _, y in points_of(chart)]
        assert (min(heights), max(heights)) == (TOP, HEIGHT - BOTTOM)
        assert len(heights) <= 4 * (WIDTH - RIGHT)
        assert chart.dots == []

    @given(
        st.dictionaries(DAYS, VALUES, min_size=2, max_size=400),
        st.none() | VALUES,
        st.none() | VALUES,
        st.none() | DAYS,
    )
    def test_everything_lies_in_the_drawing(self, values, target, baseline, until):
        chart = line(sorted(values.items()), target, baseline, until)
        xs, ys = zip(*points_of(chart), strict=True)
        assert list(xs) == sorted(xs)
        for height in (*ys, chart.target, chart.baseline, *(y for y, _ in chart.rows)):
            assert height is None or TOP <= height <= HEIGHT - BOTTOM
        for x in (*xs, *(x for x, _, _ in chart.days)):
            assert chart.left <= x <= WIDTH - RIGHT
        assert chart.left < WIDTH / 2
        assert 1 <= len(chart.days) <= 6
        assert re.fullmatch(r"M-?[\d.]+ -?[\d.]+(L-?[\d.]+ -?[\d.]+)*", chart.path)


@given(VALUES, VALUES)
def test_ticks_are_even_and_hold_all(one, other):
    low, high = sorted((one, other))
    if low == high:
        return
    marks = ticks(low, high)
    assert 3 <= len(marks) <= 7
    assert marks[0] <= low < high <= marks[-1]
    assert len({after - before for before, after in pairwise(marks)}) == 1


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(2024, 5, 1), date(2024, 5, 2), ["01.05.2024", "02.05.2024"]),
        (date(2023, 12, 31), date(2025, 1, 1), ["31.12.2023", "01.01.2025"]),
        (date(2020, 12, 31), date(2023, 12, 31), ["2021", "2022", "2023"]),
        (date(1990, 1, 1), date(2029, 1, 1), ["1990", "2000", "2010", "2020"]),
        (date(1, 1, 1), date(9999, 12, 31), ["2000", "4000", "6000", "8000"]),
    ],
)
def test_days_below_the_axis(first, last, labels):
    assert [label for _, label, _ in days(first, last)] == labels


class TestBars:
    def test_lengths_are_to_scale_from_zero(self):
        half, whole, none = bars([Decimal(5), Decimal(10), Decimal(0)])
        assert (half.x, whole.x, none.width) == (1, 1, 0)
        assert half.width * 2 == pytest.approx(whole.width, abs=0.1)

    def test_negative_ones_grow_to_the_left(self):
        less, more = bars([Decimal(-10), Decimal(10)])
        assert less.x + less.width == pytest.approx(less.zero)
        assert more.x == more.zero == less.zero == pytest.approx(120)

    def test_small_ones_are_seen_and_nothing_is_nothing(self):
        assert next(bar.width for bar in bars([Decimal("0.001"), Decimal(10**11)])) == 1
        assert [bar.width for bar in bars([Decimal(0), Decimal(0)])] == [0, 0]
        assert bars([]) == []

    def test_a_target_is_on_the_same_scale(self):
        [bar] = bars([Decimal(5)], Decimal(10))
        assert bar.width == pytest.approx((bar.target - bar.zero) / 2, abs=0.1)

    @given(st.lists(VALUES, max_size=30), st.none() | VALUES)
    def test_they_stay_in_the_drawing(self, values, target):
        for bar in bars(values, target):
            assert 0 <= bar.x <= bar.x + bar.width <= 241
            assert bar.target is None or 0 <= bar.target <= 240


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("14552.000", "14.552"),
        ("0.500", "0,5"),
        ("-3", "−3"),
        ("0", "0"),
        ("1E+3", "1.000"),
        ("99999999999.999", "99.999.999.999,999"),
    ],
)
def test_numbers_as_people_write_them(value, text):
    assert number(Decimal(value)) == text


@pytest.mark.parametrize(
    ("partial", "day"),
    [
        ("2030", date(2030, 12, 31)),
        ("2028-02", date(2028, 2, 29)),
        ("2030-05-06", date(2030, 5, 6)),
        ("", None),
    ],
)
def test_the_end_of_a_partial_date(partial, day):
    assert end_of(partial) == day


def test_parts_of_a_group_in_their_order():
    parts = ["ohne Angabe", "65 und älter", "6 bis 17", "unter 6", "18–64", "100+"]
    assert sorted(parts, key=in_order) == [
        "unter 6",
        "6 bis 17",
        "18–64",
        "65 und älter",
        "100+",
        "ohne Angabe",
    ]
