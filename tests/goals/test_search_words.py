"""How words are folded, kept in a search column and found again."""

import unicodedata

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goals.models import Goal
from goals.models.search import TOKEN, WORD, Query, fold, matching, search_text
from goals.search_index import fill
from measures.models import Measure
from tests.factories import make_goal, make_measure


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


class TestSearchField:
    def test_words_with_their_stems_each_once(self):
        assert search_text("Häuser, Häuser! Große Straße") == (
            " haeuser haus grosse gross strasse strass "
        )

    def test_a_number_with_points_is_a_word_and_so_are_its_parts(self):
        assert search_text("Ziel 1.2.1") == " 1.2.1 ziel 1 2 "

    @pytest.mark.parametrize(
        ("text", "column"),
        [
            ("E-Bike", " e bike bik ebike ebik "),
            ("Begegnungs-räume", " begegnungs begegn raeume raum begegnungsraeume begegnungsraum "),
            ("Bera-\r\ntung", " bera tung beratung berat "),
            ("Eltern\N{NON-BREAKING HYPHEN}Treff", " eltern elt treff elterntreff "),
            ("Gleis 21, Gleis", " gleis glei 21 gleis21 "),
            ("Weg 7a", " weg 7a weg7a "),
            ("B208", " b208 b 208 "),
            ("am 5.10-12", " 5.10 am 5 10 12 1012 "),
            ("vom 16.09.2025", " 16.9.2025 vom 16 09 2025 "),
            ("um 09:30 Uhr", " um 09 30 uhr "),
            ("Senioren- und Jugendtreff", " senioren senior und jugendtreff "),
        ],
    )
    def test_words_are_also_kept_together_and_apart(self, text, column):
        assert search_text(text) == column

    def test_it_is_the_same_however_the_umlaut_is_coded(self):
        assert search_text(unicodedata.normalize("NFD", "Bürgerbüro")) == search_text("Bürgerbüro")

    @pytest.mark.django_db
    def test_it_follows_each_save(self):
        measure = make_measure("Brücke", summary="Über die Wakenitz")
        measure.title = "Steg"
        measure.save()
        measure = Measure.objects.get()
        assert (measure.search_heading, measure.search) == (
            " steg ",
            " steg ueber uber die wakenitz ",
        )
        assert not Measure.objects.filter(matching("Brücke"))
        assert Measure.objects.filter(matching("Steg")).count() == 1

    @pytest.mark.django_db
    def test_it_is_there_after_a_bulk_create(self):
        make_measure("Brücke")
        goals = Measure.objects.get().goals.all()
        Measure.objects.bulk_create([Measure(title="Steg", slug="steg")])
        assert Measure.objects.get(matching("Stege")).slug == "steg"
        assert goals

    @pytest.mark.django_db
    def test_what_is_deleted_is_not_found(self):
        make_measure("Brücke")
        Measure.goals.through.objects.all().delete()
        Measure.objects.all().delete()
        make_measure("Steg")
        assert not Measure.objects.filter(matching("Brücke"))


@settings(deadline=None)
@given(st.text())
@example("aktuelles")
@example("neue treue Feuerwehr")
@example("Bürgerinnen")
@example("1.2.1 am 24.12.2026")
@example("zu _ % \\ ſ ǰ")
@example("A-1.2 Gleis 21 B208 16.09.2025 5.10-12 St.-Petri")
def test_every_word_is_found_by_itself(text):
    column = search_text(text)
    for word in [*WORD.findall(fold(text)), *TOKEN.findall(fold(text))]:
        assert all(one.is_in(column) for one in Query(word).words), (word, column)


@settings(deadline=None, max_examples=30)
@given(st.text(), st.text())
@pytest.mark.django_db
def test_the_database_finds_what_python_finds(text, query):
    """Ranks and marks are Python's, the hits the database's."""
    text = text.replace("\0", "")  # which no form lets through
    column = search_text(text)
    Measure.objects.all().delete()
    Measure.objects.bulk_create([Measure(slug="a", description=text)])
    words = Query(query).words
    expected = bool(words) and all(word.is_in(column) for word in words)
    assert Measure.objects.filter(matching(query)).exists() is (expected or not query.strip())


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
            ("Die Ärzte", "Arzt"),
            ("Die Ärzte", "aerzte"),
            ("Ein Arzt", "Ärzte"),
            ("Kindergarten", "Kindergärten"),
            ("Kindergärten", "kindergarten"),
            ("Seniorentreff", "Senior"),
            ("Seniorentreff", "Senioren"),
            ("Seniorentreff", "Seniorinnen"),
            ("Seniorentreff", "Treffs"),
            ("Seniorentreffpunkt", "Treffpunkte"),
            ("Treffpunkte", "treffpunkt"),
            ("Kita", "Kitas"),
            ("Büros", "buro"),
            ("Der Bus", "Busse"),
            ("Nachbarschaft", "Nachbarn"),
            ("Für Geflüchtete", "Flüchtlinge"),
            ("Inklusionsbeirat", "behindert"),
            ("Hauptstraße", "STRASSE"),
            ("Hauptstrasse", "Straßen"),
            ("Stadtbücherei", "Bibliothek"),
            ("Kindertagesstätten", "Kita"),
            ("Volkshochschule", "vhs"),
            ("Treff für Ältere", "ein Treff für die Älteren"),
            ("Gleis 21", "Gleis 21"),
            ("Gleis 21", "Gleis21"),
            ("Gleis 21", "gleis-21"),
            ("Gleis21", "Gleis 21"),
            ("An der B 208", "B208"),
            ("An der B208", "b 208"),
            ("Ein E-Bike", "ebikes"),
            ("Ein Ebike", "E-Bike"),
            ("Eltern-Kind-Turnen", "Elternkindturnen"),
            ("Eltern-Kind-Turnen", "Kindturnen"),
            ("Elternkindturnen", "Eltern-Kind-Turnen"),
            ("Begegnungs-räume", "Begegnungsraum"),
            ("Beratung", "Bera\N{SOFT HYPHEN}tung"),
            ("Bera\N{SOFT HYPHEN}tung", "Beratungen"),
            ("St. Petri", "Sankt Petri"),
            ("Sankt Petri", "st petri"),
            ("Vom 16.09.2025", "16.9.2025"),
            ("Vom 16.9.2025", "16.09.2025"),
            ("Vom 24.12.2026", "2026"),
            ("Vom 24.12.2026", "24.12.2026"),
            ("Ziel 1.2.1", "1.2"),
            ("snake_case", "snake_"),
            ("Γειά σου", "γεια"),
            ("Café", "cafe"),
            ("Irgendetwas", ""),
        ],
    )
    def test_found(self, title, query):
        make_measure(title, slug="a")
        assert Measure.objects.filter(matching(query)).count() == 1

    @pytest.mark.parametrize(
        ("title", "query"),
        [
            ("Irgendetwas", " ?! \\ "),
            ("Häuser am See", "Häuser Wald"),
            ("Häuser", "H_user"),
            ("Aktuelles", "Aktualität"),
            ("Spielplatz", "' OR 1=1"),
            ("snakeXcase", "snake_case"),
            ("100 sicher", "10%"),
            ("Gleis 2021", "Gleis 21"),
            ("Gleis 210", "Gleis21"),
            ("Haus am See", "Hausam"),
            ("Stadt", "Sankt"),
            ("Sanktionen", "St"),
            ("Vom 16.10.2025", "16.1.2025"),
            ("Ziel 11.2.1", "1.2.1"),
            ("Alles", "lesen"),
            ("Haushalt", "alt älter"),
            ("Spielplatz", '"spiel" OR "x"'),
            ("Spielplatz", "spiel NOT platzt"),
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


class TestRank:
    def order(self, query, rows):
        """The headings of {heading: other text} in the order of their ranks."""
        query = Query(query)

        def rank(heading):
            return query.rank(search_text(heading), search_text(f"{heading} {rows[heading]}"))

        return sorted(rows, key=rank)

    @pytest.mark.parametrize(
        ("query", "headings"),
        [
            ("Treff", ["Treff", "Offener Treff", "Seniorentreff"]),
            ("Haus", ["Haus", "Alte Häuser", "Rathaus am Markt"]),
            ("Seniorenbeirat", ["Seniorenbeirat", "Sitzung des Seniorenbeirats"]),
            ("Gleis 21", ["Gleis 21", "Treff in Gleis 21"]),
            ("gleis21", ["Gleis 21", "Treff in Gleis 21"]),
            ("Gleis-21", ["Gleis21", "Treff in Gleis 21"]),
            ("repaircafe", ["Repair-Café", "Das Repair-Café"]),
            ("repair cafe", ["Repair-Café", "Das Repair-Café"]),
            ("Rathaus", ["Das Rathaus", "Haus"]),
        ],
    )
    def test_of_headings(self, query, headings):
        assert self.order(query, dict.fromkeys(reversed(headings), "")) == headings

    def test_headings_come_before_text_and_words_before_parts(self):
        rows = {"Vier": "Am Rathaus", "Drei": "Haus", "Zwei im Rathaus": "", "Eins im Haus": ""}
        assert self.order("Haus", rows) == ["Eins im Haus", "Zwei im Rathaus", "Drei", "Vier"]

    def test_what_lacks_a_word_comes_last(self):
        rows = {"Tanz": "", "Abend": "Musik", "Fest": "Tanz und Musik"}
        assert self.order("Tanz Musik", rows) == ["Fest", "Tanz", "Abend"]


@pytest.mark.django_db
def test_filling_changes_only_what_is_searched():
    for number in range(3):
        make_measure(f"Brücke {number}")
    make_goal("1.2")
    before = [list(model.objects.order_by("pk").values()) for model in (Measure, Goal)]
    records = Measure.history.count(), Goal.history.count()
    for model in (Measure, Goal):
        model.objects.update(search="", search_heading="alt")
        fill(model)
    assert [list(model.objects.order_by("pk").values()) for model in (Measure, Goal)] == before
    assert (Measure.history.count(), Goal.history.count()) == records
    assert Measure.objects.filter(matching("brucke")).count() == 3


@pytest.mark.django_db
class TestIndexes:
    def test_each_search_column_has_one(self):
        """Without it, a search at a hundred thousand rows takes seconds."""
        tables = {
            model._meta.db_table
            for model in apps.get_models()
            if "search" in {field.name for field in model._meta.local_fields}
        }
        catalogue = {
            "sqlite": "SELECT tbl_name FROM sqlite_master WHERE name LIKE '%%_trigrams'",
            "postgresql": "SELECT tablename FROM pg_indexes WHERE indexname LIKE '%%_trigrams'",
        }
        with connection.cursor() as cursor:
            cursor.execute(catalogue[connection.vendor])
            found = {name.removesuffix("_trigrams") for (name,) in cursor}
        assert len(tables) == 7
        assert found == tables

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite makes tables anew.")
    def test_triggers_that_are_lost_come_back_with_the_next_migration(self):
        make_measure("Brücke")
        with connection.cursor() as cursor:
            for event in ("searched", "forgotten", "found"):
                cursor.execute(f"DROP TRIGGER measures_measure_{event}")
        make_measure("Steg")
        assert not Measure.objects.filter(matching("Steg"))
        call_command("migrate", verbosity=0)
        assert Measure.objects.filter(matching("Steg")).count() == 1
        make_measure("Furt")
        assert Measure.objects.filter(matching("Furt")).count() == 1
        assert Measure.objects.filter(matching("Brücke")).count() == 1

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite needs no extension.")
    def test_without_the_right_to_the_extension_the_search_goes_on(self):
        make_measure("Brücke")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else no index can be made
            cursor.execute("DROP EXTENSION pg_trgm CASCADE")
            cursor.execute("CREATE ROLE guest")
            cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO guest")
            cursor.execute("SET ROLE guest")
            with pytest.warns(UserWarning, match="gibt uns pg_trgm nicht"):
                call_command("migrate", verbosity=0)
            assert Measure.objects.filter(matching("Brücken")).count() == 1
            cursor.execute("RESET ROLE")
            call_command("migrate", verbosity=0)
            cursor.execute("SELECT to_regclass('measures_measure_trigrams')")
            assert cursor.fetchone()[0]
