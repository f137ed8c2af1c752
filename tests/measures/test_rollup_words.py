import pytest

from measures.models import Phase
from measures.rollup import Rollup, State
from tests.measures.test_rollup import states


class TestWords:
    @pytest.mark.parametrize(
        ("phases", "words"),
        [
            ([], "keine Maßnahme bekannt"),
            ([None], "1 Maßnahme: ohne Sachstand"),
            ([Phase.PROPOSED], "1 Maßnahme: Vorschlag"),
            ([Phase.ONGOING], "1 Maßnahme: laufende Aufgabe"),
            ([Phase.PROPOSED] * 2, "2 Maßnahmen, alle Vorschläge"),
            ([Phase.ONGOING] * 2, "2 Maßnahmen, alle laufende Aufgaben"),
            ([None] * 3, "3 Maßnahmen, alle ohne Sachstand"),
            (
                [Phase.ONGOING, Phase.UNDERWAY, Phase.ONGOING, Phase.ON_HOLD, None],
                "5 Maßnahmen, davon 1 in Umsetzung, 2 laufende Aufgaben",
            ),
            (
                [Phase.PLANNING, Phase.COMPLETED, Phase.ONGOING],
                "3 Maßnahmen, davon 1 laufende Aufgabe, 1 abgeschlossen, 1 in Planung",
            ),
            (
                [Phase.PROPOSED, Phase.PROPOSED, Phase.DROPPED, None],
                "4 Maßnahmen, davon 2 Vorschläge, 1 nicht weiterverfolgt, 1 ohne Sachstand",
            ),
        ],
    )
    def test_of_the_measures(self, phases, words):
        assert Rollup.over(states(*phases)).words == words

    def test_of_a_selection(self):
        assert Rollup(is_selection=True).words == "keine Maßnahme in dieser Auswahl"
        assert Rollup(is_selection=True).by_phase == [
            ("phase-unbekannt", "keine Maßnahme in dieser Auswahl", None)
        ]
        chosen = Rollup.over(states(Phase.PLANNING), is_selection=True)
        assert chosen.words == "1 Maßnahme in dieser Auswahl: in Planung"

    @pytest.mark.parametrize(
        ("percents", "words"),
        [
            ([], "Keine Angabe in Prozent"),
            ([None, None], "Keine Angabe in Prozent"),
            ([40], "40 Prozent umgesetzt"),
            ([40, 45], "Im Mittel 43 Prozent umgesetzt"),
            ([40, None, None], "40 Prozent umgesetzt (Angabe zu 1 von 3 Maßnahmen)"),
            ([0, 40, None], "Im Mittel 20 Prozent umgesetzt (Angaben zu 2 von 3 Maßnahmen)"),
        ],
    )
    def test_of_the_mean(self, percents, words):
        rollup = Rollup.over([State("in-umsetzung", "im-plan", p) for p in percents])
        assert rollup.mean_words == words

    @pytest.mark.parametrize(
        ("resting", "words"),
        [
            ([Phase.ON_HOLD], "Angabe zu 1 von 2 Maßnahmen, ohne zurückgestellte"),
            ([Phase.DROPPED] * 2, "Angabe zu 1 von 2 Maßnahmen, ohne nicht weiterverfolgte"),
            (
                [Phase.DROPPED, Phase.ON_HOLD],
                "Angabe zu 1 von 2 Maßnahmen, ohne zurückgestellte und nicht weiterverfolgte",
            ),
        ],
    )
    def test_of_what_the_mean_leaves_out(self, resting, words):
        moving = [State("in-umsetzung", "im-plan", percent) for percent in (40, None)]
        rollup = Rollup.over([*moving, *states(*resting)])
        assert rollup.mean_words == f"40 Prozent umgesetzt ({words})"

    @pytest.mark.parametrize(
        ("covered", "applies", "words"),
        [
            (0, 0, ""),
            (0, 1, "An dem einen Ort, an dem das Ziel gilt, ist keine Maßnahme bekannt."),
            (1, 1, "An dem einen Ort, an dem das Ziel gilt, ist eine Maßnahme bekannt."),
            (0, 3, "An keinem von 3 Orten, an denen das Ziel gilt, ist eine Maßnahme bekannt."),
            (1, 3, "An einem von 3 Orten, an denen das Ziel gilt, ist eine Maßnahme bekannt."),
            (2, 3, "An 2 von 3 Orten, an denen das Ziel gilt, ist eine Maßnahme bekannt."),
            (3, 3, "An allen 3 Orten, an denen das Ziel gilt, ist eine Maßnahme bekannt."),
        ],
    )
    def test_of_the_places(self, covered, applies, words):
        assert Rollup(applies=applies, covered=covered).places_words == words

    def test_of_the_places_of_several_handlungsziele(self):
        rollup = Rollup(applies=40, covered=12, is_sum=True)
        assert rollup.places_words == (
            "In 12 von 40 Fällen (je Handlungsziel und Ort) ist eine Maßnahme bekannt."
        )
        rollup.covered = 40
        assert rollup.places_words == (
            "In allen 40 Fällen (je Handlungsziel und Ort) ist eine Maßnahme bekannt."
        )
        rollup.covered, rollup.is_selection = 12, True
        assert rollup.places_words == (
            "In dieser Auswahl ist in 12 von 40 Fällen (je Handlungsziel und Ort) "
            "eine Maßnahme bekannt."
        )
