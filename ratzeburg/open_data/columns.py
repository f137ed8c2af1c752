"""What a table of the open data is made of: a Dataset has Columns, each with a kind of value."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import attrgetter

LIST_MARK = "|"  # between the values of a list in a CSV


@dataclass(frozen=True)
class Kind:
    """How a value looks; `json` is its JSON Schema, `csvw` its datatype in a CSV on the Web."""

    label: str  # for people
    json: dict
    csvw: str | dict = "string"


KINDS = {
    "text": Kind("Text", {"type": "string"}),
    "key": Kind("Schlüssel", {"type": "string"}),
    "list": Kind(
        f"Liste, in CSV durch „{LIST_MARK}“ getrennt",
        {"type": "array", "items": {"type": "string"}},
    ),
    "integer": Kind("ganze Zahl", {"type": "integer"}, "integer"),
    "decimal": Kind(
        "Zahl, in CSV mit Dezimalkomma",
        {"type": "number"},
        {"base": "decimal", "format": {"decimalChar": ","}},
    ),
    "boolean": Kind(
        "ja oder nein; in JSON true oder false",
        {"type": "boolean"},
        {"base": "boolean", "format": "ja|nein"},
    ),
    "date": Kind("Datum (JJJJ-MM-TT)", {"type": "string", "format": "date"}, "date"),
    "partial": Kind(
        "Datum, so genau wie bekannt (JJJJ, JJJJ-MM oder JJJJ-MM-TT)",
        {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
    ),
    "time": Kind(
        "Zeitpunkt (ISO 8601 mit Zeitzone)",
        {"type": "string", "format": "date-time"},
        "dateTime",
    ),
    "url": Kind("Adresse im Netz", {"type": "string", "format": "uri"}, "anyURI"),
    "page": Kind("Seite im Portal", {"type": "string", "format": "uri"}, "anyURI"),
}


@dataclass(frozen=True)
class Column:
    """A field of a table; the value of a row is None or "" where nothing is known."""

    name: str
    kind: str  # one of KINDS; of a "page" the value is the path
    description: str
    value: Callable
    choices: dict = field(default_factory=dict)  # value → word, where only these are possible
    is_required: bool = False

    @property
    def label(self):
        """Its kind for people."""
        return KINDS[self.kind].label


@dataclass(frozen=True)
class Dataset:
    """A table of the open data."""

    name: str  # in its address
    title: str
    description: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable]  # reads them in chunks, in an order that stays
    changes: tuple[str, ...]  # keys of times.changed(): what its time of change depends on
    keywords: tuple[str, ...]
    themes: tuple[str, ...]  # of the EU's list of data themes
    period: Callable = lambda: None  # the first and the last day that it speaks of
    geometry: Callable | None = None  # GeoJSON of a row, or None

    @property
    def formats(self):
        return ("csv", "json", "geojson") if self.geometry else ("csv", "json")


def column(name, kind, description, value=None, **more):
    """A Column; the value may be the name of the row's attribute."""
    return Column(name, kind, description, value if callable(value) else attrgetter(value), **more)


def choice(name, description, value, choices, **more):
    """A Column with one of a model's choices."""
    return column(name, "key", description, value, choices=dict(choices.choices), **more)


def source():
    """Where content comes from, and whether the town has confirmed it."""
    return (
        column("quelle", "url", "Adresse der öffentlichen Quelle", "source_url"),
        column(
            "stand_der_quelle",
            "text",
            "Stand der Quelle, so genau wie sie ihn nennt",
            "source_date",
        ),
        column(
            "bestaetigt",
            "boolean",
            "von der Stadt bestätigt; „nein“ heißt: noch nicht von der Stadt bestätigt",
            lambda row: row.confirmed_on is not None,
            is_required=True,
        ),
        column("bestaetigt_am", "date", "von der Stadt bestätigt am", "confirmed_on"),
    )


def page():
    """The row's own page."""
    return column("seite", "page", "Seite im Portal", lambda row: row.get_absolute_url())


CHANGED = column("geaendert_am", "time", "letzte Änderung dieser Zeile", "changed_at")
