"""A small town and what tests of the trees ask of it."""

from districts.models import District
from tests.factories import make_place, make_quarter

ORDER = [
    (0, "Ratzeburg"), (1, "Insel"), (2, "Nord"), (2, "Süd"), (1, "Vorstadt"), (2, "Ost"),
]  # fmt: skip


def town_of_two():
    """Insel with Nord and Süd, Vorstadt with Ost."""
    insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
    quarters = (("Nord", insel), ("Süd", insel), ("Ost", vorstadt))
    return insel, vorstadt, *(make_quarter(name, parent) for name, parent in quarters)


def in_order():
    return [(place.level, place.name) for place in District.objects.all()]


def codes(goals):
    return [goal.code for goal in goals]


def names(places):
    return [place.name for place in places]
