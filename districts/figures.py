"""What pages say and draw of measured values."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.db.models import Q

from districts import charts
from districts.models import District, Indicator, Measurement

LONGEST = 1_000  # values of one course; older ones are left out, and the page says so


@dataclass
class Figure:
    """An indicator in one place: its newest value, its course, how it stands to the target."""

    indicator: Indicator
    place: object  # a District
    values: list[Measurement]  # newest first
    day: date  # today, or the Stichtag

    @property
    def newest(self):
        return self.values[0] if self.values else None

    @property
    def is_aimed(self):
        return self.indicator.aims_at(self.place)

    @property
    def target(self):
        return self.indicator.target if self.is_aimed else None

    @property
    def baseline(self):
        return self.indicator.baseline if self.is_aimed else None

    @cached_property
    def chart(self):
        """The Line of all values; None where there are fewer than two."""
        points = [(value.measured_on, value.value) for value in reversed(self.values)]
        due = end_of(self.indicator.target_on) if self.target is not None else None
        return charts.line(points, self.target, self.baseline, due)

    @property
    def in_words(self):
        """What the course shows, for those who do not see it."""
        first, last = self.values[-1], self.newest
        return (
            f"{len(self.values)} Werte, vom {first.measured_on:%d.%m.%Y} "
            f"({self.with_unit(first.value)}) bis zum {last.measured_on:%d.%m.%Y} "
            f"({self.with_unit(last.value)})."
        )

    @property
    def verdict(self):
        """Whether the target is reached; only what it is where nobody said what is better."""
        if self.target is None:
            return ""
        what = f"Zielwert: {self.with_unit(self.target)}{self.due}."
        reached = self.newest and self.indicator.is_reached(self.newest.value)
        if reached is None:
            return what
        if reached:
            return f"{what} Er ist erreicht."
        due = end_of(self.indicator.target_on)
        is_late = due and due < self.day
        return f"{what} Er ist {'nicht' if is_late else 'noch nicht'} erreicht."

    @property
    def due(self):
        on = self.indicator.target_on
        return f" bis {'.'.join(reversed(on.split('-')))}" if on else ""

    def with_unit(self, value):
        return f"{charts.number(value)} {self.indicator.unit}"


def end_of(partial):
    """The last day of a date that may be a year or a month; None without one."""
    if not partial:
        return None
    year, month, day = (*map(int, partial.split("-")), 0, 0)[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


@dataclass
class Row:
    """One value of several that are compared: of a place, or of a part such as an age."""

    name: str
    url: str
    value: Measurement
    bar: charts.Bar
    reached: str = ""


@dataclass
class Comparison:
    """Values with one unit beside each other, as bars and as a table."""

    title: str
    what: str  # is compared
    unit: str
    rows: list[Row]

    @property
    def has_several_days(self):
        return len({row.value.measured_on for row in self.rows}) > 1


REACHED = {True: "Zielwert erreicht", False: "Zielwert nicht erreicht", None: ""}


def by_place(indicator, values, title="Nach Orten"):
    """The Comparison of the newest value of each place, given in the order of the places."""
    everywhere = indicator.target_scope == Indicator.Scope.PLACE
    drawn = charts.bars([value.value for value in values], indicator.target if everywhere else None)
    rows = [
        Row(
            value.district.name,
            value.district.get_absolute_url(),
            value,
            bar,
            REACHED[indicator.is_reached(value.value)] if everywhere else "",
        )
        for value, bar in zip(values, drawn, strict=True)
    ]
    return Comparison(title, "Ort", indicator.unit, rows)


def by_part(values):
    """[Comparison, …] of the newest values, in one place, of indicators that form a group."""

    def together(value):
        return value.indicator.group, value.indicator.unit

    found = []
    for (group, unit), parts in groupby(sorted(values, key=together), together):
        parts = sorted(parts, key=lambda value: in_order(value.indicator.part))
        drawn = charts.bars([value.value for value in parts])
        rows = [
            Row(value.indicator.part, value.indicator.get_absolute_url(), value, bar)
            for value, bar in zip(parts, drawn, strict=True)
        ]
        found.append(Comparison(group, "Teil", unit, rows))
    return found


def in_order(part):
    """Sorts "6 bis 17" before "18 bis 64", and "unter 6" before both."""
    numbers = re.findall(r"\d+", part)
    under = bool(re.match(r"(unter|bis)\b", part, re.IGNORECASE))
    # Twenty digits are more than any age has, and int() would refuse to read thousands.
    return (0, int(numbers[0][:20]), not under, part) if numbers else (1, 0, True, part)


def figures_in(place, values, day):
    """([Figure, …], [Comparison, …]) of a place from its values, newest first.

    What belongs to a group is compared, the rest has a course each.
    """
    series = {}
    for value in values:
        series.setdefault(value.indicator, []).append(value)
    ordered = sorted(series, key=lambda indicator: indicator.name)
    figures = [
        Figure(indicator, place, series[indicator], day)
        for indicator in ordered
        if not indicator.group
    ]
    parts = [series[indicator][0] for indicator in ordered if indicator.group]
    return figures, by_part(parts)


def known_in(place, day):
    """The public values of a place up to a day, newest first, with their indicators."""
    values = Measurement.objects.public().filter(district=place, measured_on__lte=day)
    return values.select_related("indicator").order_by("-measured_on", "-pk")[:LONGEST]


def figures_for(indicators, day):
    """([Figure, …], [Comparison, …]) of indicators (primary keys), one query for all.

    A course is that of the town; what is measured only below it is compared by places.
    """
    if not indicators:
        return [], []
    town = Q(district__kind=District.Kind.TOWN)
    newest = Measurement.objects.newest(day).values("pk")
    known = Measurement.objects.public().filter(indicator__in=indicators, measured_on__lte=day)
    rows = known.filter(town | Q(pk__in=newest)).select_related("indicator", "district")
    rows = list(rows.order_by("-measured_on", "-pk")[:LONGEST])
    of_town = [value for value in rows if value.district.is_town]
    figures, groups = figures_in(of_town[0].district, of_town, day) if of_town else ([], [])
    elsewhere = {}
    for value in sorted(rows, key=lambda value: value.district.lft):
        elsewhere.setdefault(value.indicator, []).append(value)
    for value in of_town:
        elsewhere.pop(value.indicator, None)
    return figures, groups + [by_place(*item, item[0].name) for item in elsewhere.items()]
