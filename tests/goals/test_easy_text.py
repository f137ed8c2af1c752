"""Leichte Sprache beside Alltagssprache: the switch, the text, and whether somebody checked it."""

import re
from datetime import date

import pytest

from districts.models import District, Offer
from districts.resources import DistrictResource, OfferResource
from goals.easy import STALE, Block, blocks
from goals.models import Goal
from goals.resources import GoalResource
from goals.tables import TableError
from tests.exchange import bring_rows
from tests.factories import make_goal, make_member, make_offer, make_place, make_staff
from tests.forms import filled, texts
from tests.test_query_counts import PAGES, fill

pytestmark = pytest.mark.django_db

EASY = "Das ist leicht.\nEin Satz. Noch ein Satz.\n\nEs gibt:\n- Brot\n- Milch"
MAKE = {
    "/ziele/1.1/": lambda **values: make_goal("1.1", text="Schwer.", **values),
    "/stadtteile/vorstadt/": lambda **values: make_place("Vorstadt", text="Schwer.", **values),
    "/angebote/treff/": lambda **values: make_offer("Treff", text="Schwer.", **values),
}


def main(response):
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def switch(response):
    """{word: (address, whether it is the one that is shown)}"""
    found = re.findall(
        r'<a href="([^"]+)"( aria-current="true")?>((?:Alltags|Leichte )[sS]prache)</a>',
        main(response),
    )
    return {word: (address, bool(current)) for address, current, word in found}


@pytest.mark.once
@pytest.mark.parametrize("address", MAKE)
class TestSwitch:
    def test_everyday_language_comes_first(self, client, address):
        MAKE[address](easy_text=EASY)
        response = client.get(address)
        assert switch(response) == {
            "Alltagssprache": (address, True),
            "Leichte Sprache": (f"{address}?sprache=leicht", False),
        }
        assert "Schwer." in main(response)
        assert "Das ist leicht." not in response.text

    def test_leichte_sprache_in_short_lines(self, client, address):
        MAKE[address](easy_text=EASY)
        response = client.get(f"{address}?sprache=leicht")
        assert switch(response) == {
            "Alltagssprache": (address, False),
            "Leichte Sprache": (f"{address}?sprache=leicht", True),
        }
        easy = re.search(r'<div class="easy">(.*?)</div>', response.text, re.S)[1]
        assert re.sub(r">\s+", ">", easy).strip() == (
            "<p>Das ist leicht.<br>Ein Satz.<br>Noch ein Satz.</p>"
            "<p>Es gibt:</p><ul><li>Brot</li><li>Milch</li></ul>"
        )
        assert "Schwer." not in main(response)
        assert f'<link rel="canonical" href="http://localhost:8000{address}">' in response.text
        assert '<html lang="de">' in response.text
        assert re.search(r"<title>.* in Leichter Sprache", response.text)
        assert dict(response.cookies) == {}
        assert response.get("Vary", "") == ""

    def test_without_a_text_there_is_no_switch(self, client, address):
        MAKE[address](easy_text=" \n ")
        expected = client.get(address).text
        assert "easy-switch" not in expected
        assert client.get(f"{address}?sprache=leicht").text == expected

    @pytest.mark.parametrize(
        "value", ["", "schwer", "%00", "%ff", "leicht%00", "LEICHT", "x" * 999]
    )
    def test_another_value_means_nothing(self, client, address, value):
        MAKE[address](easy_text=EASY)
        expected = client.get(address).text
        assert client.get(f"{address}?sprache={value}").text == expected

    def test_what_else_the_page_knows_is_kept_and_nothing_more(self, client, address):
        MAKE[address](easy_text=EASY)
        response = client.get(f'{address}?karte=strassen&utm="><b>&sprache=leicht')
        assert switch(response) == {
            "Alltagssprache": (f"{address}?karte=strassen", False),
            "Leichte Sprache": (f"{address}?karte=strassen&amp;sprache=leicht", True),
        }

    def test_a_draft_until_somebody_checked_it(self, client, address):
        thing = MAKE[address](easy_text=EASY)
        assert "Entwurf, noch nicht geprüft" in texts(client.get(f"{address}?sprache=leicht"))
        thing.easy_checked_on = date(2025, 3, 1)
        thing.save()
        shown = texts(client.get(f"{address}?sprache=leicht"))
        assert "Leichte Sprache: geprüft am 1. März 2025" in shown
        assert "noch nicht geprüft Der Rest" not in shown

    def test_a_hidden_thing_is_not_told_either(self, client, address):
        hidden = {"publication": "entwurf"} if "angebote" in address else {"is_published": False}
        MAKE[address](easy_text=EASY, **hidden)
        assert client.get(f"{address}?sprache=leicht").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/leichte-sprache/", 6),
        ("/ziele/1/?sprache=leicht", None),
        ("/stadtteile/ort-1/?sprache=leicht", None),
        ("/angebote/angebot-1/?sprache=leicht", None),
    ],
)
def test_queries(client, django_assert_num_queries, rows, address, queries):
    fill(rows)
    for model in (Goal, District, Offer):
        model.objects.update(easy_text=EASY)
    # The text comes with its thing: as many as in Alltagssprache.
    with django_assert_num_queries(queries or PAGES[address.partition("?")[0]]):
        assert "Das ist leicht." in client.get(address).text or queries


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Eins. Zwei! Drei? Vier", ["Eins.", "Zwei!", "Drei?", "Vier"]),
        ("Wir sind in St. Georgsberg. Das ist schön.", 2),
        ("Am 3. Mai ist Fest. Im Jahr 2026. Dann nicht.", 3),
        ("Zum Beispiel: Brot.", 1),
    ],
)
def test_one_sentence_per_line(text, lines):
    found = [line for block in blocks(text) for line in block.lines]
    assert (len(found) if isinstance(lines, int) else found) == lines


@pytest.mark.once
def test_blocks():
    assert blocks("") == []
    assert blocks("a\r\nb\r\n\r\n\r\n– c\n• d\ne") == [
        Block(False, ("a", "b")),
        Block(True, ("c", "d")),
        Block(False, ("e",)),
    ]


class TestCheck:
    """A text that was changed is no longer a checked one."""

    CHECKED = {"easy_text": EASY, "easy_checked_on": date(2025, 3, 1)}

    @pytest.fixture(params=[*MAKE])
    def thing(self, request):
        return MAKE[request.param](**self.CHECKED)

    def save(self, client, thing, **changes):
        client.force_login(make_staff())
        address = f"/admin/{thing._meta.label_lower.replace('.', '/')}/{thing.pk}/change/"
        form = filled(client.get(address), f"{thing._meta.model_name}_form", **changes)
        response = client.post(address, form)
        assert response.status_code == 302, texts(response)
        thing.refresh_from_db()
        return thing.easy_checked_on

    def test_another_text_is_a_draft(self, client, thing):
        assert self.save(client, thing, easy_text="Neu.") is None

    def test_other_changes_leave_it(self, client, thing):
        assert self.save(client, thing, text="Neu.") == date(2025, 3, 1)

    def test_text_and_day_together(self, client, thing):
        changes = {"easy_text": "Neu.", "easy_checked_on": "02.03.2025"}
        assert self.save(client, thing, **changes) == date(2025, 3, 2)

    @pytest.mark.parametrize(
        ("resource", "address", "key"),
        [
            (GoalResource, "/ziele/1.1/", "Nummer|1.1"),
            (DistrictResource, "/stadtteile/vorstadt/", "Adresse|vorstadt"),
            (OfferResource, "/angebote/treff/", "Adresse der Seite|treff"),
        ],
    )
    def test_a_table_has_to_say_so(self, resource, address, key):
        thing, user = MAKE[address](**self.CHECKED), make_member("Verwaltung")
        column, value = key.split("|")
        head = f"{column}|Leichte Sprache|Leichte Sprache geprüft am"
        with pytest.raises(TableError) as caught:
            bring_rows(resource, user, head, f"{value}|Neu.|01.03.2025")
        assert STALE in str(caught.value)
        bring_rows(resource, user, head, f"{value}|Neu.|")
        thing.refresh_from_db()
        assert (thing.easy_text, thing.easy_checked_on) == ("Neu.", None)
        bring_rows(resource, user, head, f"{value}|Neu.|02.03.2025")
        thing.refresh_from_db()
        assert thing.easy_checked_on == date(2025, 3, 2)


@pytest.mark.once
class TestFirstTexts:
    """The rules of Leichte Sprache that a machine can look for, in the texts of the fixtures."""

    @pytest.fixture
    def told(self, django_db_blocker):
        from tests.content.fixture_files import rows

        goals = {row["code"]: row for row in rows("goals.goal")}
        return {code: row["easy_text"] for code, row in goals.items() if row["easy_text"]}

    def lines(self, told):
        return [
            (code, line)
            for code, text in told.items()
            for block in blocks(text)
            for line in block.lines
        ]

    def test_all_upper_goals_have_one_and_nobody_checked_it(self, told):
        from tests.content.fixture_files import rows

        goals = rows("goals.goal")
        assert {*told} == {row["code"] for row in goals if row["code"].count(".") < 2}
        assert [row["code"] for row in goals if row.get("easy_checked_on")] == []

    def test_sentences_are_short(self, told):
        assert [(code, line) for code, line in self.lines(told) if len(line.split()) > 10] == []

    def test_one_sentence_stands_in_each_line(self, told):
        assert [
            (code, line) for code, line in self.lines(told) if len(re.findall("[.!?]", line)) > 1
        ] == []
        typed = [line for text in told.values() for line in text.split("\n") if line]
        assert len(typed) == len(self.lines(told))

    def test_no_denials_no_would_no_long_words(self, told):
        words = {word for _, line in self.lines(told) for word in re.findall(r"\w+", line)}
        assert (
            words & {"nicht", "kein", "keine", "würde", "könnte", "man", "wurde", "werden"} == set()
        )
        long = {word for word in words if len(word) > 14}
        assert long <= {"Nachbarschaft", "Nachbarschaften", "demografischen", "Demografischer"}

    def test_the_names_of_the_goals_are_told(self, told):
        assert {
            code: re.sub("-(?=[a-z])", "", told[code].split("\n")[0]) for code in ("1", "2", "3")
        } == {
            "1": "Das Ziel heißt: Lebens-Qualität verbessern.",
            "2": "Das Ziel heißt: Nachbarschaften stärken.",
            "3": "Das Ziel heißt: Bewusstsein schaffen.",
        }


@pytest.mark.once
def test_the_history_knows_both():
    for model in (Goal, District, Offer):
        names = {field.name for field in model.history.model._meta.fields}
        assert {"easy_text", "easy_checked_on"} <= names
