"""The status report as JSON: what is kept of it, and how others read it."""

import io
import json
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest

from measures.flat import write as write_csv
from measures.interchange import SCHEMA_FILE, UnknownSchemaError, as_json, from_json
from tests.measures.reports import make_report_data
from tests.measures.test_opendocument import written as ods
from tests.measures.test_workbook import written as xlsx

pytestmark = pytest.mark.once
SCHEMA = Path(__file__).parents[2] / "static" / SCHEMA_FILE
LAZY = ("read", "compare")


def csv(report):
    file = io.BytesIO()
    write_csv(report, file)
    return file.getvalue()


def test_what_comes_back_is_the_same():
    report, back = make_report_data(), from_json(as_json(make_report_data()))
    for name in {field.name for field in fields(report)} - {*LAZY}:
        assert (name, getattr(back, name)) == (name, getattr(report, name))
    assert list(back.lines()) == list(report.lines())
    assert list(back.compare()) == list(report.compare())
    assert as_json(back) == as_json(report)


@pytest.mark.parametrize("made", [xlsx, ods, csv])
def test_files_made_from_it_are_the_same(made):
    assert made(from_json(as_json(make_report_data()))) == made(make_report_data())


def test_it_keeps_to_its_schema():
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    content = json.loads(as_json(make_report_data()))
    assert [error.message for error in validator.iter_errors(content)] == []
    described = set(schema["properties"])
    assert set(content) == described
    content["measures"][0]["percent"] = 120
    assert [error.message for error in validator.iter_errors(content)] != []


def test_figures_that_others_would_have_to_work_out():
    content = json.loads(as_json(make_report_data()))
    assert content["coverage"]["1.1.2"] == {
        "ratzeburg": "luecke", "insel": "luecke", "ufer": "entfaellt",
    }  # fmt: skip
    first = content["goals"][0]["rollup"]
    assert (first["total"], first["mean"]) == (3, 58)


def test_a_newer_version_is_refused():
    content = json.loads(as_json(make_report_data())) | {"schema": 2}
    with pytest.raises(UnknownSchemaError, match="Fassung 2"):
        from_json(json.dumps(content))
