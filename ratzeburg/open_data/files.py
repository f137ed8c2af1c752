"""The files of a table: CSV, JSON and GeoJSON, written row by row, however many there are."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from django.utils import timezone

from goals.exchange.cells import cell_text, marked
from measures.report import AUTHOR
from ratzeburg.open_data.columns import LIST_MARK
from ratzeburg.open_data.licences import licence
from ratzeburg.open_data.times import changed, newest

BATCH = 200  # rows that are sent at once
DELIMITER = ";"


def as_csv(dataset, site):
    """The file in parts; `site` makes an address of a path."""
    yield "\ufeff" + _lines([[column.name for column in dataset.columns]])
    rows = (
        [marked(_cell(value)) if isinstance(value, str | list) else _cell(value) for value in row]
        for row in _values(dataset, site)
    )
    while batch := list(islice(rows, BATCH)):
        yield _lines(batch)


def as_json(dataset, site):
    """The file in parts: what it is, then its rows."""
    yield from _document(head(dataset, site), "rows", (row for _, row in _objects(dataset, site)))


def as_geojson(dataset, site):
    """The rows with their place on earth; one whose place is not known is there without."""
    features = (
        {"type": "Feature", "geometry": dataset.geometry(row), "properties": values}
        for row, values in _objects(dataset, site)
    )
    about = {"type": "FeatureCollection"} | head(dataset, site)
    del about["$schema"]
    yield from _document(about, "features", features)


def head(dataset, site):
    """What the data is, whose, and how it may be used."""
    granted = licence()
    return {
        "$schema": site(f"/daten/{dataset.name}.schema.json"),
        "name": dataset.name,
        "title": dataset.title,
        "description": dataset.description,
        "publisher": AUTHOR,
        "licence": {"name": granted.name, "url": granted.text} if granted.is_open else None,
        "rights": granted.rights,
        "changed_at": _plain(newest(dataset, changed())),
    }


def _document(about, name, items):
    """A JSON object whose last member is a list, one item to a line."""
    yield f"{_json(about)[:-1]},{json.dumps(name)}:["
    before = "\n"
    items = iter(items)
    while batch := list(islice(items, BATCH)):
        yield before + ",\n".join(map(_json, batch))
        before = ",\n"
    yield "\n]}\n"


def _objects(dataset, site):
    """(row, {name of the column: value as in JSON})"""
    for row in dataset.rows():
        yield row, {column.name: _plain(_value(column, row, site)) for column in dataset.columns}


def _values(dataset, site):
    for row in dataset.rows():
        yield [_value(column, row, site) for column in dataset.columns]


def _value(column, row, site):
    """The value of a row; None where nothing is known."""
    value = column.value(row)
    if column.kind == "page":
        return site(value)
    if column.kind == "list":
        return list(value or ())
    return None if value == "" else value


def _plain(value):
    """As JSON knows it: numbers stay numbers."""
    match value:
        case datetime():
            return timezone.localtime(value).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == int(value) else float(value)
    return value


def _cell(value):
    """As a cell of a CSV: for the spreadsheets of this country, and exact for programs."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case Decimal():
            return f"{value.normalize():f}".replace(".", ",")
        case list():
            # A name with the mark in it must not become two.
            return cell_text(LIST_MARK.join(str(part).replace(LIST_MARK, "/") for part in value))
        case date():
            return _plain(value)
    return cell_text(value)


def _lines(rows):
    text = io.StringIO()
    csv.writer(text, delimiter=DELIMITER).writerows(rows)
    return text.getvalue()


def _json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
