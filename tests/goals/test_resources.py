"""A table of goals: the number says where each belongs, in whatever order they stand."""

import pytest

from goals.models import Goal
from goals.resources import GoalResource
from goals.tables import TableError
from tests.exchange import bring_rows
from tests.factories import make_goal, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound_trees")]

HEAD = "Nummer|Wortlaut|Reichweite"


@pytest.fixture
def user():
    return make_member("Verwaltung")


def faults(user, *rows):
    with pytest.raises(TableError) as caught:
        bring_rows(GoalResource, user, *rows)
    return str(caught.value).split("\n")


def test_children_may_stand_before_their_parents(user):
    outcome = bring_rows(
        GoalResource, user, HEAD, "1.1.1|Drei|Stadtweit", "1.1|Zwei|", "1|Eins|", "2|Zwei|"
    )
    assert str(outcome) == "4 neu, 0 geändert, 0 unverändert"
    tree = Goal.objects.in_tree_order().values_list("code", "level", "parent__code", "reach")
    assert list(tree) == [
        ("1", 0, None, ""),
        ("1.1", 1, "1", ""),
        ("1.1.1", 2, "1.1", "stadtweit"),
        ("2", 0, None, ""),
    ]


def test_a_missing_column_leaves_what_stands(user):
    make_goal("1", title="Kurz", text="Alt")
    bring_rows(GoalResource, user, "Nummer|Wortlaut", "1|Neu")
    assert list(Goal.objects.values_list("title", "text")) == [("Kurz", "Neu")]


def test_one_bad_row_stops_all_and_children_are_not_blamed(user):
    make_goal("1", text="Alt")
    said = faults(user, HEAD, "1|Neu|", "2||", "2.1|x|", "2.1.1|y|stadtweit", "3.1|z|")
    assert said == [
        "Zeile 3, Spalte B: „Wortlaut“: Diese Angabe darf nicht leer sein. Bitte ausfüllen.",
        (
            "Zeile 6, Spalte A: „Nummer“: „3.1“ – M 3.1 gehört unter das Ziel 3, nicht ganz oben. "
            "Ebene, Ort und Nummer müssen passen."
        ),
    ]
    assert list(Goal.objects.values_list("code", "text")) == [("1", "Alt")]


def test_yes_and_no(user):
    make_goal("1")
    for word, is_published in (("nein", False), ("JA", True), ("falsch", False), ("x", True)):
        bring_rows(GoalResource, user, "Nummer|veröffentlicht", f"1|{word}")
        assert Goal.objects.get().is_published is is_published
    assert faults(user, "Nummer|veröffentlicht", "1|") == [
        "Zeile 2, Spalte B: „veröffentlicht“: Diese Angabe darf nicht leer sein. Bitte ausfüllen."
    ]
