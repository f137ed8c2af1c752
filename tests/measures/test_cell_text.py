"""Texts of any length and kind leave the workbook sound."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from defusedxml import ElementTree
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from xlsxwriter import Workbook

from goals.exchange.cells import CELL_LIMIT, cell_text
from measures.workbook import workbook
from tests.factories import make_measure, make_report
from tests.measures.test_report import report
from tests.measures.test_workbook import opened, values


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc\nd\te", "a\nb\nc\nd\te"),
        ("a\x00\x01\x08\x0b\x0c\x0e\x1fb", "ab"),
        ("a\ufffe\uffff\ud800b", "ab"),
        ("\x7f\x85\u2028\U0001f600", "\x7f\x85\u2028\U0001f600"),
        ("x" * CELL_LIMIT, "x" * CELL_LIMIT),
        ("x" * (CELL_LIMIT + 1), "x" * (CELL_LIMIT - 1) + "…"),
        ("\U0001f600" * CELL_LIMIT, "\U0001f600" * (CELL_LIMIT // 2) + "…"),
        ("x" + "\U0001f600" * CELL_LIMIT, "x" + "\U0001f600" * (CELL_LIMIT // 2 - 1) + "…"),
    ],
)
def test_what_a_cell_can_hold(text, kept):
    assert cell_text(text) == kept


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(st.characters(codec=None)), min_size=1))
@example(["<r>&</r>", "\x00<r>\x00</r>", "_x0041_", " a ", "&amp;", "<r>" + "x" * 32_760 + "</r>"])
def test_it_comes_back_from_the_file(texts):
    file = BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, cell_text(text) or "leer")
    kept = [cell_text(text) or "leer" for text in texts]
    assert [cell.value for cell in load_workbook(file).active["A"]] == kept


@pytest.mark.django_db
def test_long_and_odd_texts_leave_the_file_sound():
    texts = ["ä" * 40_000, "\U0001f600" * 40_000, "a\x07b\ufffe", "=" * 40_000, "\r\n" * 300]
    measure = make_measure()
    for text in texts:
        make_report(measure, text=text, obstacles=f"<r>{'&' * 32_761}</r>")
        content = workbook(report())
        assert values(opened(content), "Sachstand") == [(cell_text(text),)]
        with ZipFile(BytesIO(content)) as parts:
            ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
