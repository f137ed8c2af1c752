"""The geometry of charts: values in, coordinates of an SVG out.

Drawings are 360 units wide at most, so that text of 13 units stays readable on a phone.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import formats

WIDTH, HEIGHT = 360, 210
TOP, RIGHT, BOTTOM = 18, 14, 26  # room around the plot; on the left as much as the words need
LETTER = 7.2  # width of a digit
FEW = 60  # points up to which each has a dot
COLUMNS = 250  # more values than this lie closer together than anyone can see
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
LARGE = ((Decimal(10) ** 9, " Mrd."), (Decimal(10) ** 6, " Mio."))
BAR_WIDTH = 240


def number(value, decimals=None):
    """A number as people write it: 14.552, 0,5, −3."""
    value = Decimal(value)
    if decimals is None:
        decimals = max(0, -value.normalize().as_tuple().exponent)
    text = formats.number_format(value, decimals, use_l10n=True, force_grouping=True)
    return text.replace("-", "−")


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Line:
    """A course over time, its axis to scale: a gap in time is a gap in the drawing."""

    path: str
    dots: list[Dot]
    rows: list[tuple[float, str]]  # (y, label) of the lines behind it
    days: list[tuple[float, str, str]]  # (x, label, text-anchor)
    left: float
    target: float | None  # y
    target_word: float | None  # y of its name
    baseline: float | None
    baseline_word: float | None
    begins_at: str  # the lowest number of the axis where zero is left out, else ""

    width, height = WIDTH, HEIGHT
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    view_box = f"0 0 {WIDTH} {HEIGHT}"


def line(points, target=None, baseline=None, until=None):
    """The Line of [(day, value), …], oldest first; None where fewer than two values make none.

    `until` is the day of a target yet to come, up to which the time is drawn.
    """
    if len(points) < 2:
        return None
    known = [value for _, value in points]
    known += [value for value in (target, baseline) if value is not None]
    marks = ticks(*with_zero(min(known), max(known)))
    labels = in_short(marks)
    left = round(max(len(label) for label in labels) * LETTER + 8, 1)
    first, last = points[0][0], max(points[-1][0], until or date.min)
    span = (last - first).days

    def x(day):
        return round(left + (WIDTH - RIGHT - left) * (day - first).days / span, 1)

    def y(value):
        share = float((value - marks[0]) / (marks[-1] - marks[0]))
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share, 1)

    places = [(x(day), y(value)) for day, value in points]
    # The course runs between the two lines, so their names stand on the far sides.
    is_rising = target is None or baseline is None or target >= baseline
    return Line(
        path="M" + "L".join(f"{left} {top}" for left, top in thinned(places)),
        dots=[
            Dot(*place, f"{day:%d.%m.%Y}: {number(value)}")
            for place, (day, value) in zip(places, points, strict=True)
        ]
        if len(points) <= FEW
        else [],
        rows=[(y(mark), label) for mark, label in zip(marks, labels, strict=True)],
        days=[(x(day), label, anchor) for day, label, anchor in days(first, last)],
        left=left,
        target=None if target is None else y(target),
        target_word=None if target is None else beside(y(target), above=is_rising),
        baseline=None if baseline is None else y(baseline),
        baseline_word=None if baseline is None else beside(y(baseline), above=not is_rising),
        begins_at="" if marks[0] <= 0 <= marks[-1] else labels[0],
    )


def beside(y, above):
    """Where a word stands above or below a line; above, where below the axis is in the way."""
    return round(y - 5 if above or y + 16 > HEIGHT - BOTTOM else y + 15, 1)


def with_zero(low, high):
    """The range of an axis: with zero, unless that would press all values together."""
    if low == high:
        room = abs(low) / 10
        low, high = low - room, high + (room or 1)
    if 0 < low <= high / 2:
        low = Decimal(0)
    elif low / 2 <= high < 0:
        high = Decimal(0)
    return low, high


def ticks(low, high):
    """Round numbers in equal steps from below `low` to above `high`; four to seven of them."""
    raw = Decimal(high - low) / 4
    unit = Decimal(1).scaleb(raw.adjusted())
    step = next(factor * unit for factor in STEPS if factor * unit >= raw)
    first, last = (low / step).to_integral_value("ROUND_FLOOR"), (high / step)
    last = last.to_integral_value("ROUND_CEILING")
    return [(first + count) * step for count in range(int(last - first) + 1)]


def in_short(marks):
    """The labels of an axis: "1,5 Mio."; all with the same number of decimals."""
    largest = max(abs(mark) for mark in marks)
    size, word = next(((s, w) for s, w in LARGE if largest >= s), (Decimal(1), ""))
    scaled = [mark / size for mark in marks]
    decimals = max(max(0, -mark.normalize().as_tuple().exponent) for mark in scaled)
    return [f"{number(mark, decimals)}{word}" for mark in scaled]


def days(first, last):
    """[(day, label, text-anchor), …] below an axis of time: years, or its two ends."""
    years = range(first.year + (first > date(first.year, 1, 1)), last.year + 1)
    if len(years) < 3:
        return [(first, f"{first:%d.%m.%Y}", "start"), (last, f"{last:%d.%m.%Y}", "end")]
    step = next(step for step in YEARS if len(years) / step <= 5)
    return [(date(year, 1, 1), str(year), "middle") for year in years if year % step == 0]


YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


def thinned(places):
    """Of points that share a column of the drawing only the first, lowest, highest and last."""
    if len(places) <= COLUMNS:
        return places
    kept, column = [], []
    for place in [*places, None]:
        if column and (place is None or int(place[0]) != int(column[0][0])):
            shown = {0, len(column) - 1}
            heights = [top for _, top in column]
            shown |= {heights.index(min(heights)), heights.index(max(heights))}
            kept += [column[index] for index in sorted(shown)]
            column = []
        column.append(place)
    return kept


@dataclass(frozen=True)
class Bar:
    """One bar of several with the same scale; it grows from zero to either side."""

    x: float
    width: float
    zero: float
    target: float | None

    view_box = f"0 0 {BAR_WIDTH} 16"


def bars(values, target=None):
    """A Bar for each value, in their order."""
    known = [Decimal(0), *values, *([] if target is None else [target])]
    low, high = min(known), max(known)
    span = high - low or Decimal(1)

    def x(value):
        return round(1 + float((value - low) / span) * (BAR_WIDTH - 2), 1)

    zero, mark = x(Decimal(0)), None if target is None else x(target)
    found = []
    for value in values:
        # A small number among large ones must still be seen.
        width = max(round(abs(x(value) - zero), 1), 1.0 if value else 0.0)
        found.append(Bar(zero if value >= 0 else round(zero - width, 1), width, zero, mark))
    return found
