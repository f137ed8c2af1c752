"""Texts of any length and kind leave the workbook sound."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goals.exchange.cells import CELL_LIMIT, cell_text
from tests.measures.reports import make_line, make_report_data, make_report_of
from tests.measures.test_workbook import facts, opened, rows, values, written

pytestmark = [pytest.mark.once, pytest.mark.filterwarnings("ignore:.*xtension is not supported")]


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


@settings(deadline=None, max_examples=20)
@given(st.lists(st.text(st.characters(codec=None)), min_size=1))
@example(["<r>&</r>", "\x00<r>\x00</r>", "_x0041_", " a ", "&amp;", "<r>" + "x" * 32_760 + "</r>"])
@example(["\x0bx\x1f", "a\r\nb\rc", "\ud800", "a\uffff", "", "\x00"])
@example(["ä" * 40_000, "\U0001f600" * 40_000, "=" * 40_000, "\r\n" * 300])
@example(["x" * (CELL_LIMIT // 2), "y" * (CELL_LIMIT + 1), "<r>" + "&" * 32_761 + "</r>"])
def test_it_comes_back_from_the_workbook(texts):
    lines = [make_line(number, text=text, title=text) for number, text in enumerate(texts, 1)]
    book = opened(written(make_report_of(lines)))
    kept = [cell_text(text) or None for text in texts]
    assert values(book, "Leitziel 2", "Titel", "Sachstand") == [(text, text) for text in kept]


def test_so_do_title_foreword_filters_and_names():
    text = "<r>\x00&\r\n\ud800</r>"
    report = make_report_data(title=text, foreword=text, chosen=[("Suchbegriff", text)])
    report.places[0].name = report.goals[0].title = text
    book = opened(written(report))
    kept = "<r>&\n</r> "
    assert book["Deckblatt"]["A2"].value == book["Abdeckung"]["B1"].value == kept
    assert book.properties.title == kept
    assert facts(book)["Vorwort"] == kept
    assert facts(book)["Auswahl"] == "Suchbegriff: <r>&\n</r>"
    assert rows(book, "Übersicht")[0]["Wortlaut"].value == "<r>&\n</r>\nWortlaut von 1."
