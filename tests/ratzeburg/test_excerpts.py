"""What stands below a hit: the place in a text where the words are, in their own spelling."""

import pytest

from goals.models.search import Query
from ratzeburg.excerpts import LENGTH, excerpt, marked

pytestmark = pytest.mark.once
FILLING = "Hier steht etwas, das niemand sucht. " * 20


def text_of(pieces):
    """The pieces with the hits in brackets."""
    return "".join(f"[{piece}]" if is_hit else piece for piece, is_hit in pieces)


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("strasse", "Große Straße 3", "Große [Straße] 3"),
        ("HAEUSER", "Das Haus und die Häuser.", "Das [Haus] und die [Häuser]."),
        ("treff", "Der Seniorentreff", "Der [Seniorentreff]"),
        ("cafe", "Café, Cafe\N{COMBINING ACUTE ACCENT}", "[Café], [Café]"),
        ("1.2", "1.2.1 und 11.2", "[1.2.1] und 11.2"),
        ("21", "Gleis 21, 2021", "Gleis [21], 2021"),
        ("gleis21", "In Gleis 21", "In [Gleis 21]"),
        ("Gleis 21", "In Gleis21", "In [Gleis21]"),
        ("repaircafe", "Das Repair-Café, ein Café", "Das [Repair-Café], ein Café"),
        ("cafe", "Das Repair-Café", "Das Repair-[Café]"),
        ("16.9.2025", "Am 16.09.2025", "Am [16.09.2025]"),
        ("1.2", "Ziel M-1.2", "Ziel M-[1.2]"),
        ("b", "<b>b</b> & mehr", "<[b]>[b]</[b]> & mehr"),
        ("kita", "Kindertagesstätte", "[Kindertagesstätte]"),
        ("nichts", "Ein Text", "Ein Text"),
        ("x", "", ""),
    ],
)
def test_marks(query, text, shown):
    assert text_of(marked(text, Query(query))) == shown


def test_the_first_text_with_a_hit_is_shown():
    assert text_of(excerpt(["Ein Text", "Ein Haus", "Häuser"], Query("haus"))) == "Ein [Haus]"


def test_without_a_hit_it_is_the_beginning_of_the_first():
    assert text_of(excerpt(["", "Ein Text", "Noch einer"], Query("haus"))) == "Ein Text"
    assert excerpt(["", ""], Query("haus")) == []
    shown = text_of(excerpt([FILLING], Query("haus")))
    assert FILLING.startswith(shown.removesuffix(" …"))
    assert LENGTH - 20 < len(shown) <= LENGTH + 2


@pytest.mark.parametrize("before", ["", FILLING])
@pytest.mark.parametrize("after", ["", FILLING])
def test_about_200_characters_around_the_hit(before, after):
    shown = text_of(excerpt([f"{before}Das Rathaus am Markt. {after}"], Query("markt")))
    assert "Das Rathaus am [Markt]." in shown
    assert len(shown) <= LENGTH + 6
    assert shown.startswith("… ") is bool(before)
    assert shown.endswith(" …") is bool(after)


def test_where_most_of_the_words_are():
    text = f"Ein Haus. {FILLING} Das Haus am Markt mit Garten. {FILLING}"
    shown = text_of(excerpt([text], Query("haus markt garten")))
    assert "Das [Haus] am [Markt] mit [Garten]." in shown


def test_a_word_without_end_is_cut():
    shown = text_of(excerpt(["x" * 5000 + " haus"], Query("haus")))
    assert shown == "… [haus]"
