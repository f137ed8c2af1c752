"""How each kind of column is written and read; `form` and `example` say it to people.

`render` gives what stands in the cell: text, a number or a date. `clean` takes the cell's text
and raises ValueError with what is wrong and what to do.
"""

import re
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.core.exceptions import ValidationError
from import_export.widgets import Widget

from goals.exchange.cells import as_read
from goals.models.content import a_partial_date, fold
from goals.tables import Number

# Only the digits of ASCII: others would make another text of the same number.
DAY, ISO_DAY, MONTH, THOUSANDS, PLAIN_NUMBER, UNCLEAR = (
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(\d{1,2})\.(\d{1,2})\.(\d{4})",
        r"(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?",
        r"(\d{1,2})[./](\d{4})",
        r"[+-]?[1-9]\d{0,2}([. ]\d{3})+(,\d+)?",
        r"[+-]?\d+([.,]\d+)?",
        r"[+-]?[1-9]\d{0,2}\.\d{3}",
    )
)
YES, NO = ("ja", "wahr", "true", "1", "x"), ("nein", "falsch", "false", "0")


class Text(Widget):
    form, example = "Text", ""

    def clean(self, value, row=None, **kwargs):
        return str(value)

    def render(self, value, obj=None, **kwargs):
        return as_read("" if value is None else str(value))


class Choice(Widget):
    """One of few words, written as its label; the short form and any case are read too."""

    def __init__(self, choices):
        super().__init__()
        self.labels = {value: str(label) for value, label in choices}
        self.values = {fold(value): value for value in self.labels}
        self.values.update((fold(label), value) for value, label in self.labels.items())

    @property
    def form(self):
        return "eines von: " + ", ".join(self.labels.values())

    @property
    def example(self):
        return next(iter(self.labels.values()))

    def options(self):
        return list(self.labels.values())

    def clean(self, value, row=None, **kwargs):
        if not value:
            return ""
        try:
            return self.values[fold(" ".join(value.split()))]
        except KeyError:
            raise ValueError(f"Bitte {self.form}.") from None

    def render(self, value, obj=None, **kwargs):
        return self.labels.get(value, as_read(value or ""))


class YesNo(Widget):
    form, example = "ja oder nein", "ja"

    def options(self):
        return ["ja", "nein"]

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        word = fold(value)
        if word not in YES + NO:
            raise ValueError("Bitte ja oder nein.")
        return word in YES

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else "ja" if value else "nein"


class Amount(Widget):
    """A decimal number, as German offices and programs write it."""

    form, example = "Zahl", "1234,50"

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        if isinstance(value, Number):
            return Decimal(value)
        text = value.rstrip(" €%\xa0").replace("\xa0", " ").replace("−", "-")
        if UNCLEAR.fullmatch(text):
            whole, point = text.replace(".", ""), text.replace(".", ",")
            raise ValueError(f"Das kann {whole} oder {point} heißen. Bitte so schreiben.")
        if THOUSANDS.fullmatch(text):
            return Decimal(text.replace(".", "").replace(" ", "").replace(",", "."))
        if PLAIN_NUMBER.fullmatch(text):
            return Decimal(text.replace(",", "."))
        raise ValueError("Das ist keine Zahl wie 1234,50.")

    def render(self, value, obj=None, **kwargs):
        return value


class Whole(Amount):
    form, example = "ganze Zahl", "50"

    def clean(self, value, row=None, **kwargs):
        number = super().clean(value)
        if number is None:
            return None
        if number != number.to_integral_value() or abs(number) > 10**12:
            raise ValueError("Bitte eine ganze Zahl.")
        return int(number)


class Day(Widget):
    form, example = "Datum", "31.12.2026"

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        if found := DAY.fullmatch(value):
            day, month, year = map(int, found.groups())
        elif found := ISO_DAY.fullmatch(value):
            year, month, day = map(int, found.groups())
        else:
            raise ValueError("Das ist kein Datum wie 31.12.2026.")
        try:
            return date(year, month, day)
        except ValueError:
            raise ValueError("Diesen Tag gibt es nicht.") from None

    def render(self, value, obj=None, **kwargs):
        return value


class PartialDay(Day):
    """A date as exact as it is known; a month stands as 03.2024."""

    form, example = "Datum, Monat oder Jahr", "31.12.2026, 12.2026 oder 2026"

    def clean(self, value, row=None, **kwargs):
        if not value:
            return ""
        if found := MONTH.fullmatch(value):
            value = f"{found[2]}-{int(found[1]):02}"
        try:
            a_partial_date(value)
        except ValidationError:
            if not (DAY.fullmatch(value) or ISO_DAY.fullmatch(value)):
                raise ValueError("Das ist kein Datum wie 31.12.2026, 12.2026 oder 2026.") from None
            return super().clean(value).isoformat()
        return str(value)

    def render(self, value, obj=None, **kwargs):
        try:
            a_partial_date(value)
        except ValidationError:
            return as_read(value or "")
        year, month, day = (*value.split("-"), "", "")[:3]
        if day:
            return date.fromisoformat(value)
        return f"{month}.{year}" if month else year


class Reference(Widget):
    """Another row, called by its code; in the lookup that the resource gives."""

    def find_in(self, lookup):
        self._lookup = lookup

    @cached_property
    def lookup(self):
        return self._lookup()

    @property
    def form(self):
        return f"{self.lookup.code_title} aus der Liste „{self.lookup.title}“"

    @property
    def example(self):
        return next(iter(self.options()), "")

    def options(self):
        return self.lookup.allowed_codes()

    def clean(self, value, row=None, **kwargs):
        return self.lookup.find(value) if value else None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else self.lookup.code(value)


class References(Reference):
    """Several other rows, called by their codes in one cell; its value is a set of their pks."""

    SEPARATOR = re.compile(r"[,;\n]")

    @property
    def form(self):
        return f"{super().form}, mehrere mit Komma getrennt"

    @property
    def example(self):
        return ", ".join(self.options()[:2])

    def clean(self, value, row=None, **kwargs):
        codes = [code for part in self.SEPARATOR.split(value) if (code := part.strip())]
        found, faults = set(), []
        for code in codes:
            try:
                found.add(self.lookup.find(code))
            except ValueError as error:
                faults.append(str(error))
        if faults:
            raise ValueError(" ".join(faults))
        return found

    def render(self, value, obj=None, **kwargs):
        return ", ".join(self.lookup.codes(value))
