"""What differs from row to row and never from run to run."""

import random
from datetime import date, timedelta

# Every date lies on this day or before it, whenever the rows are made.
DAY = date(2026, 6, 30)


def dice(*what):
    """Chance that falls the same way in each run, whatever else is made before."""
    return random.Random(repr(what))  # noqa: S311  (repeatable, no secret)


def ago(days):
    return DAY - timedelta(days)


def one_in(chance, count):
    return chance.randrange(count) == 0


def some(chance, numbers, weights):
    """So many different ones of a list, with their number drawn by weight: (0 of 5, 1 of 5, …)."""
    (count,) = chance.choices(range(len(weights)), weights)
    return chance.sample(numbers, min(count, len(numbers)))
