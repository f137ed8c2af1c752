"""What stands in the fields, for programs: JSON Schema for the JSON, CSV on the Web for the CSV."""

from ratzeburg.open_data.columns import KINDS, LIST_MARK
from ratzeburg.open_data.files import DELIMITER, head
from ratzeburg.open_data.licences import licence


def json_schema(dataset, site):
    """The form of the JSON file."""
    text = {"type": "string"}
    about = {
        "$schema": text,
        "name": {"const": dataset.name},
        "title": text,
        "description": text,
        "publisher": text,
        "licence": {
            "description": "Lizenz; null heißt: noch nicht festgelegt",
            "type": ["object", "null"],
            "properties": {"name": text, "url": {"type": "string", "format": "uri"}},
            "required": ["name", "url"],
            "additionalProperties": False,
        },
        "rights": {"type": "string", "description": "was damit erlaubt ist, in Worten"},
        "changed_at": {
            "description": "jüngste Änderung dessen, was hier steht",
            "type": ["string", "null"],
            "format": "date-time",
        },
    }
    row = {
        "type": "object",
        "properties": {column.name: _property(column) for column in dataset.columns},
        "required": [column.name for column in dataset.columns],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": site(f"/daten/{dataset.name}.schema.json"),
        "title": dataset.title,
        "description": dataset.description,
        "type": "object",
        "properties": about | {"rows": {"type": "array", "items": row}},
        "required": [*about, "rows"],
        "additionalProperties": False,
    }


def _property(column):
    form = {"description": _described(column), **KINDS[column.kind].json}
    if column.choices:
        form["enum"] = [*column.choices]
    if not column.is_required and column.kind not in ("list", "page"):
        form["type"] = [form["type"], "null"]
        if column.choices:
            form["enum"].append(None)
    return form


def _described(column):
    """Its description with what the possible values mean, where they differ from their words."""
    words = ", ".join(f"{value}: {word}" for value, word in column.choices.items() if value != word)
    return f"{column.description} ({words})" if words else column.description


def csv_metadata(dataset, site):
    """The form of the CSV file, as CSV on the Web (W3C) describes it, with licence and time."""
    about = head(dataset, site)
    found = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "de"}],
        "url": f"{dataset.name}.csv",
        "dc:title": dataset.title,
        "dc:description": dataset.description,
        "dc:publisher": about["publisher"],
        "dc:license": {"@id": licence().uri},
        "dc:rights": about["rights"],
        "dc:modified": about["changed_at"],
        "dialect": {"encoding": "utf-8", "delimiter": DELIMITER, "header": True},
        "tableSchema": {"columns": [_csv_column(column) for column in dataset.columns]},
    }
    return {name: value for name, value in found.items() if value is not None}


def _csv_column(column):
    found = {
        "name": column.name,
        "titles": column.name,
        "dc:description": _described(column),
        "datatype": KINDS[column.kind].csvw,
        "required": column.is_required,
    }
    if column.kind == "list":
        found["separator"] = LIST_MARK
    return found
