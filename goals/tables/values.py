"""Typed cells as text, the way people would type them: no ".0", dates as 2024-03-05."""

from datetime import datetime, time


class Number(str):
    """The text of a typed number: whatever the language, its point is the decimal point."""


def number_text(value):
    return Number(f"{float(value):.15g}")


def percent_text(value):
    """A share of 1 as it is shown: "12,5%"."""
    return f"{float(value) * 100:.15g}%".replace(".", ",")


def boolean_text(value):
    return "WAHR" if value else "FALSCH"


def date_text(value):
    """Of a date, a time or both; midnight is left out."""
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    return str(value)
