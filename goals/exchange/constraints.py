"""The models' own named rules, asked without a query; the database has the last word."""

import operator

from django.db.models import CheckConstraint, F, Q, UniqueConstraint

LOOKUPS = {
    "exact": operator.eq,
    "in": lambda value, values: value in values,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def holds(condition, row):
    """Whether a condition (Q) is true for a row in hand; comparing with nothing is not."""
    if not isinstance(condition, Q):
        return _compare(condition, row)
    results = (holds(part, row) for part in condition.children)
    result = any(results) if condition.connector == Q.OR else all(results)
    return result != condition.negated


def _compare(part, row):
    (name, wanted), lookup = part, "exact"
    if "__" in name:
        name, lookup = name.split("__")
    value = value_of(row, name)
    if isinstance(wanted, F):
        wanted = value_of(row, wanted.name)
    if lookup == "exact":
        return value == wanted
    return value is not None and LOOKUPS[lookup](value, wanted)


def value_of(row, name):
    return getattr(row, row._meta.get_field(name).attname)


def names_in(condition):
    """The fields that a condition speaks of, in its order."""
    for part in condition.children:
        if isinstance(part, Q):
            yield from names_in(part)
        else:
            yield part[0].partition("__")[0]


def broken_checks(row, faulty=()):
    """(name of the field to look at, message) of each rule that the row breaks.

    Rules about fields that are `faulty` already are left out.
    """
    for constraint in row._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            names = list(names_in(constraint.condition))
            if not set(names) & set(faulty) and not holds(constraint.condition, row):
                yield names[-1], constraint.get_violation_error_message()


def uniques(model):
    """(names, condition, message) of what may be there only once."""
    for field in model._meta.fields:
        if field.unique and not field.primary_key:
            [error] = model().unique_error_message(model, (field.name,)).messages
            yield (field.name,), None, error
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield constraint.fields, constraint.condition, constraint.get_violation_error_message()
