"""Search words and dates that are known only in part."""

import unicodedata
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goals.models.content import WORD, a_partial_date, fold, matching, partial_date, stems
from goals.templatetags.dates import in_words
from measures.models import Measure
from tests.factories import make_measure


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Große Häuser", "grosse haeuser"),
        ("ÜBER ÖL", "ueber oel"),
        ("GROẞE STRASSE", "grosse strasse"),
        ("u\N{COMBINING DIAERESIS}ber", "ueber"),
        ("Café Señor Łódź", "cafe senor łodz"),
        ("ﬁt ①", "fit 1"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@settings(deadline=None)
@given(st.text())
@example("İǰΐ")
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def search_text(*texts):
    """What the search column holds of a measure with these texts."""
    measure = Measure(**dict(zip(("identifier", "title", "description"), texts, strict=False)))
    return Measure._meta.get_field("search").pre_save(measure, add=True)


class TestSearchField:
    def test_words_with_and_without_umlaut_letters_each_once(self):
        assert search_text("M-1", "Häuser, Häuser!", "Große Straße") == (
            "m 1 haeuser grosse strasse hauser"
        )

    def test_it_is_the_same_however_the_umlaut_is_coded(self):
        assert search_text(unicodedata.normalize("NFD", "Bürgerbüro")) == search_text("Bürgerbüro")

    @pytest.mark.django_db
    def test_it_follows_each_save(self):
        measure = make_measure("Brücke", summary="Über die Wakenitz")
        measure.title = "Steg"
        measure.save()
        assert Measure.objects.get().search == "steg ueber die wakenitz uber"


@settings(deadline=None)
@given(st.text())
@example("aktuelles")
@example("neue treue Feuerwehr")
@example("Bürgerinnen")
def test_every_word_is_found_by_itself(text):
    column = search_text("", text)
    for word in WORD.findall(fold(text)):
        assert any(stem in column for stem in stems(word)), (word, stems(word), column)


@pytest.mark.django_db
class TestMatching:
    @pytest.mark.parametrize(
        ("title", "query"),
        [
            ("Häuser am See", "häuser"),
            ("Häuser am See", "HÄUSER"),
            ("Häuser am See", "haeuser"),
            ("Häuser am See", "hauser"),
            ("Häuser am See", "ha\N{COMBINING DIAERESIS}user"),
            ("Häuser am See", "Haus"),
            ("Häuser am See", "see häuser"),
            ("Ein Haus", "Häuser"),
            ("Großer Platz", "GROSSER"),
            ("Großer Platz", "große plätze"),
            ("Bürgerbüro", "buergerbuero"),
            ("Buergerbuero", "Bürgerbüro"),
            ("Bürgerbüro", "burgerburo"),
            ("Bürgerbüro", "Büro"),
            ("Aktuelles", "aktuelle"),
            ("Aktuelle Pläne", "aktuelles"),
            ("Neue Wege", "neuer weg"),
            ("Kita-Plätze", "kita plätze"),
            ("Kita-Plätze", "kita-plätze"),
            ("M-07 Brücke", "m-07"),
            ("100 % sicher", "100 %"),
            ("Café", "cafe"),
            ("Irgendetwas", ""),
            ("Irgendetwas", " ?! \\ "),
        ],
    )
    def test_found(self, title, query):
        make_measure(title, slug="a")
        assert Measure.objects.filter(matching(query)).count() == 1

    @pytest.mark.parametrize(
        ("title", "query"),
        [
            ("Häuser am See", "Häuser Wald"),
            ("Häuser", "H_user"),
            ("Aktuelles", "Aktualität"),
            ("Spielplatz", "' OR 1=1"),
        ],
    )
    def test_not_found(self, title, query):
        make_measure(title, slug="a")
        assert Measure.objects.filter(matching(query)).count() == 0

    def test_more_than_twenty_words_are_no_burden(self):
        make_measure("eins zwei")
        assert Measure.objects.filter(matching("eins " * 100 + "zwei")).count() == 1
        assert Measure.objects.filter(matching("eins " * 100 + "drei")).count() == 0
        many = " ".join(f"w{number}" for number in range(5000))
        assert Measure.objects.filter(matching(many)).count() == 0


class TestPartialDate:
    @pytest.mark.parametrize("value", ["2024", "2024-03", "2024-02-29", "0001", "9999-12-31"])
    def test_allowed(self, value):
        a_partial_date(value)

    @pytest.mark.parametrize(
        "value",
        ["24", "2024-3", "2024-13", "2023-02-29", "2024-00", "0000", "2024-03-05T10", "2024-W01-1",
         "20240305", "05.03.2024", "März 2024", "2024\n", " 2024", "٢٠٢٤", "-2024"],
    )  # fmt: skip
    def test_refused(self, value):
        with pytest.raises(ValidationError) as refusal:
            a_partial_date(value)
        assert refusal.value.messages == [
            "Bitte ein Datum wie 2024, 2024-03 oder 2024-03-05 angeben."
        ]

    @settings(deadline=None)
    @given(st.dates(), st.sampled_from([4, 7, 10]))
    def test_every_date_as_far_as_it_is_known(self, day, known):
        a_partial_date(day.isoformat()[:known])

    @pytest.mark.parametrize(
        ("value", "date_or_words", "words"),
        [
            ("2024-03-05", date(2024, 3, 5), "5. März 2024"),
            ("2024-03", "März 2024", "März 2024"),
            ("2024", "2024", "2024"),
            ("", "", ""),
            ("2024-13", "2024-13", "2024-13"),
            ("2023-02-29", "2023-02-29", "2023-02-29"),
            ("nicht sichtbar", "nicht sichtbar", "nicht sichtbar"),
        ],
    )
    def test_as_a_date_and_in_words(self, value, date_or_words, words):
        assert partial_date(value) == date_or_words
        assert in_words(value) == words

    def test_nothing_in_words(self):
        assert not in_words(None)
