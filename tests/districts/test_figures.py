"""Figures: the list, the page of one, and what stands on pages of places and goals."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from districts.models import Indicator, Measurement
from goals.models import Goal
from tests.factories import (
    make_goal,
    make_indicator,
    make_measurement,
    make_place,
    make_quarter,
    make_town,
)
from tests.forms import texts

pytestmark = pytest.mark.django_db
PAGE = "/kennzahlen/einwohner/"


def main(response):
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def rows(response):
    """The cells of all tables of a page, row by row."""
    found = re.findall(r"<tr>(.*?)</tr>", main(response), re.DOTALL)
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
        for row in found
        if (cells := re.findall(r"<td[^>]*>(.*?)</td>|$", row, re.DOTALL)[:-1])
    ]


def names(response):
    return re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", main(response))


class TestList:
    def test_each_with_its_newest_value_in_the_highest_place(self, client):
        residents, voters = make_indicator("Einwohner"), make_indicator("Stimmen", unit="Menschen")
        place = make_place("Insel")
        make_indicator("Ohne Wert")
        make_indicator("Geheim", publication="entwurf")
        make_measurement(residents, place, "2025-01-01", 9)
        make_measurement(residents, make_town(), "2023-12-31", 14552)
        make_measurement(residents, make_town(), "2022-12-31", 7)
        make_measurement(voters, place, "2021-08-22", "1933.5")
        page = client.get("/kennzahlen/")
        assert names(page) == ["Einwohner", "Ohne Wert", "Stimmen"]
        assert re.findall(r'<ul class="meta">\s*<li>(.*?)</li>', main(page)) == [
            "14.552 Personen (Ratzeburg, 31. Dezember 2023)",
            "noch kein Wert bekannt",
            "1.933,5 Menschen (Insel, 22. August 2021)",
        ]

    def test_by_goal(self, client):
        make_indicator("Einwohner", [make_goal("1.1.1")])
        make_indicator("Stimmen", [make_goal("2.1.1")])
        assert names(client.get("/kennzahlen/?ziel=1")) == ["Einwohner"]
        assert names(client.get("/kennzahlen/?ziel=2.1.1")) == ["Stimmen"]
        Goal.objects.filter(code="2.1").update(is_published=False)
        assert names(client.get("/kennzahlen/?ziel=2")) == []


class TestPage:
    def test_a_course_with_target_and_baseline(self, client):
        indicator = make_indicator(
            "Einwohner",
            direction="mehr",
            baseline=14000,
            target=16000,
            target_on="2030",
            text="Wer hier lebt.",
        )
        for year, value in ((2020, 14100), (2021, 14300), (2023, 14552)):
            make_measurement(indicator, on=f"{year}-12-31", value=value)
        page = client.get(PAGE)
        said = texts(page)
        assert "14.552 Personen am 31. Dezember 2023 (Ratzeburg)" in said
        assert (
            "Mehr ist besser. Zielwert: 16.000 Personen bis 2030. Er ist noch nicht erreicht."
            in said
        )
        assert "3 Werte, vom 31.12.2020 (14.100 Personen) bis zum 31.12.2023 (14.552" in said
        assert "gepunktet der Ausgangswert, 14.000; gestrichelt der Zielwert, 16.000." in said
        assert "Die Achse beginnt nicht bei 0, sondern bei 14.000." in said
        assert [row[0] for row in rows(page)] == ["14.552", "14.300", "14.100"]
        drawing = main(page)[main(page).index("<svg") : main(page).index("</svg>")]
        assert drawing.count("chart__dot") == 3
        assert re.findall(r'class="chart__(target|baseline)"', drawing) == ["baseline", "target"]
        # A decimal comma would break the drawing.
        assert re.findall(r'(?:cx|cy|x|y)="-?[\d.]*,|d="[^"]*,', drawing) == []
        assert 'aria-labelledby="verlauf-einwohner-titel verlauf-einwohner-text"' in drawing

    @pytest.mark.parametrize(
        ("direction", "target", "on", "value", "said"),
        [
            ("mehr", 10, "", 10, "Zielwert: 10 Personen. Er ist erreicht."),
            ("mehr", 10, "", 9, "Zielwert: 10 Personen. Er ist noch nicht erreicht."),
            ("weniger", 10, "", 10, "Zielwert: 10 Personen. Er ist erreicht."),
            ("weniger", 10, "", 11, "Zielwert: 10 Personen. Er ist noch nicht erreicht."),
            ("mehr", 10, "2024-12", 9, "Zielwert: 10 Personen bis 12.2024. Er ist nicht erreicht."),
            ("mehr", 10, "2024", 11, "Zielwert: 10 Personen bis 2024. Er ist erreicht."),
            ("mehr", 10, "2999-02-28", 9, "bis 28.02.2999. Er ist noch nicht erreicht."),
            ("mehr", 0, "", -1, "Zielwert: 0 Personen. Er ist noch nicht erreicht."),
            ("ohne", 10, "", 11, "Zielwert: 10 Personen."),
            ("mehr", None, "", 11, None),
        ],
    )
    def test_reached_or_not_is_said_only_where_it_can_be(
        self, client, direction, target, on, value, said
    ):
        make_measurement(
            make_indicator("Einwohner", direction=direction, target=target, target_on=on),
            value=value,
        )
        page = texts(client.get(PAGE))
        assert said in page if said else "Zielwert" not in page
        assert ("erreicht" in page) == bool(said and "erreicht" in said)

    def test_a_target_of_the_town_is_none_of_its_parts(self, client):
        indicator = make_indicator("Einwohner", direction="mehr", target=10)
        make_measurement(indicator, make_place("Insel"), value=3)
        assert "Zielwert" not in texts(client.get(f"{PAGE}?ort=insel"))
        Indicator.objects.update(target_scope="ort")
        assert "Er ist noch nicht erreicht" in texts(client.get(f"{PAGE}?ort=insel"))

    def test_one_value_makes_no_course_and_none_is_said(self, client):
        indicator = make_indicator("Einwohner")
        assert "Dafür ist noch kein Wert bekannt." in main(client.get(PAGE))
        make_measurement(indicator, value=5)
        page = main(client.get(PAGE))
        assert ("5 Personen" in page, "<svg" in page, "<table" in page) == (True, False, False)

    def test_places_are_compared_and_one_is_looked_at(self, client):
        indicator = make_indicator("Einwohner")
        insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
        hof = make_quarter("Hof", insel)
        for place, on, value in (
            (vorstadt, "2024-12-31", 30),
            (hof, "2025-01-01", -4),
            (insel, "2024-12-31", 20),
            (insel, "2023-12-31", 15),
        ):
            make_measurement(indicator, place, on, value)
        page = client.get(PAGE)
        assert "<h2>Insel</h2>" in main(page)  # the town has no value
        assert [row[:2] for row in rows(page)][-3:] == [
            ["20 Personen", "31. Dezember 2024"],
            ["−4 Personen", "1. Januar 2025"],
            ["30 Personen", "31. Dezember 2024"],
        ]
        assert "Die Werte sind nicht alle vom selben Tag" in main(page)
        assert "<h2>Vorstadt" in main(client.get(f"{PAGE}?ort=vorstadt"))
        assert "noch kein Wert bekannt" in main(client.get(f"{PAGE}?ort=ratzeburg"))

    def test_of_a_day(self, client):
        indicator = make_indicator("Einwohner", direction="mehr", target=25)
        insel = make_place("Insel")
        for year, value in ((2021, 10), (2022, 20), (2023, 30)):
            make_measurement(indicator, on=f"{year}-01-01", value=value)
            make_measurement(indicator, insel, f"{year}-01-01", value // 2)
        page = client.get(f"{PAGE}?stichtag=2022-06-30")
        assert "20 Personen am 1. Januar 2022" in texts(page)
        assert "noch nicht erreicht" in texts(page)
        assert [row[0] for row in rows(page)] == ["20", "10", "20 Personen", "10 Personen"]
        assert "noch kein Wert" in texts(client.get(f"{PAGE}?stichtag=2020-01-01"))

    @pytest.mark.parametrize("day", ["31.02.2022", "99999999999-01-01", "2999-01-01", "%00", "x"])
    def test_a_wrong_day_is_said(self, client, day):
        make_measurement(make_indicator("Einwohner"), value=77)
        page = client.get(f"{PAGE}?stichtag={day}")
        assert page.status_code == 200
        assert 'class="kern-error"' in page.text
        assert "77 Personen" not in page.text

    def test_what_belongs_to_a_group_stands_side_by_side(self, client):
        town, insel = make_town(), make_place("Insel")
        for number, part in enumerate(("65 und älter", "unter 6", "6 bis 17", "18 bis 64")):
            indicator = make_indicator(
                f"Menschen {number}", group="Altersstruktur", part=part, slug=f"alter-{number}"
            )
            make_measurement(indicator, town, value=number + 100)
            make_measurement(indicator, insel, value=number)
        make_measurement(
            make_indicator("Geheim", group="Altersstruktur", part="0", publication="entwurf"),
            town,
            value=777,
        )
        page = client.get("/kennzahlen/alter-1/")
        table = main(page)[main(page).index("Altersstruktur, Personen") :]
        assert re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', table)[:4] == [
            "unter 6",
            "6 bis 17",
            "18 bis 64",
            "65 und älter",
        ]
        assert [row[0] for row in rows(page)][:4] == [
            "101 Personen",
            "102 Personen",
            "103 Personen",
            "100 Personen",
        ]
        assert "777" not in page.text
        place = client.get("/stadtteile/insel/")
        assert [row[0] for row in rows(place)] == [
            "1 Personen",
            "2 Personen",
            "3 Personen",
            "0 Personen",
        ]

    def test_a_thousand_values_are_drawn_and_listed_within_bounds(self, client):
        indicator, town = make_indicator("Einwohner"), make_town()
        today = timezone.localdate()
        Measurement.objects.bulk_create(
            Measurement(
                indicator=indicator,
                district=town,
                measured_on=today - timedelta(days=number),
                value=number % 97,
            )
            for number in range(1100)
        )
        page = client.get(PAGE)
        assert len(rows(page)) == 100
        assert "Die Tabelle zeigt die 100 neuesten Werte." in main(page)
        assert len(page.content) < 60_000

    def test_a_large_number_and_text_of_others(self, client):
        indicator = make_indicator("Einwohner", unit="<b>Stück</b>", text="<script>1</script>")
        for day, value in (("2024-01-01", "-99999999999.999"), ("2025-01-01", "99999999999.999")):
            make_measurement(indicator, on=day, value=value, note="<i>x</i>")
        page = client.get(PAGE)
        assert "99.999.999.999,999" in page.text
        assert [tag for tag in ("<b>", "<script>1", "<i>") if tag in main(page)] == []


class TestHidden:
    def test_values_of_hidden_places_and_of_days_to_come(self, client):
        indicator = make_indicator("Einwohner", [make_goal("1.1.1")])
        hidden = make_place("Geheimort", is_published=False)
        below = make_quarter("Geheimviertel", hidden)
        make_measurement(indicator, make_place("Insel"), value=5)
        for place in (hidden, below):
            make_measurement(indicator, place, value=777)
        make_measurement(indicator, on=timezone.localdate() + timedelta(days=1), value=777)
        for address in ("/kennzahlen/", PAGE, "/ziele/1.1.1/", "/stadtteile/ratzeburg/"):
            page = main(client.get(address))
            assert (address, "777" in page, "Geheim" in page) == (address, False, False)
        chosen = client.get(f"{PAGE}?ort=geheimort")
        assert 'class="kern-error"' in chosen.text
        assert "777" not in chosen.text

    def test_a_draft_is_as_if_it_did_not_exist(self, client):
        town = make_town()
        never = client.get("/kennzahlen/gibt-es-nicht/")
        for state in ("entwurf", "zur-freigabe", "archiviert"):
            hidden = make_indicator("Einwohner", [make_goal("1.1.1")], publication=state)
            make_measurement(hidden, town, value=777)
            found = client.get(PAGE)
            assert (found.status_code, found.text) == (404, never.text)
            for address in ("/ziele/1.1.1/", "/stadtteile/ratzeburg/"):
                assert "777" not in main(client.get(address))
            hidden.measurements.all().delete()
            hidden.delete()
            Goal.objects.all().delete()


class TestOnOtherPages:
    def test_on_a_place(self, client):
        indicator, insel = make_indicator("Einwohner"), make_place("Insel")
        make_place("Vorstadt")
        for year, value in ((2021, 10), (2022, 20)):
            make_measurement(indicator, insel, f"{year}-01-01", value)
        make_measurement(indicator, make_town(), value=777)
        page = client.get("/stadtteile/insel/")
        assert '<h3><a href="/kennzahlen/einwohner/?ort=insel">Einwohner</a></h3>' in main(page)
        assert "20 Personen am 1. Januar 2022 (Insel)" in texts(page)
        assert '<svg class="chart__image"' in main(page)
        assert "777" not in main(page)
        assert "Keine Zahlen bekannt." in main(client.get("/stadtteile/vorstadt/"))

    def test_on_goals_of_all_levels(self, client):
        goal = make_goal("1.1.1")
        everywhere, parts = make_indicator("Einwohner", [goal]), make_indicator("Plätze", [goal])
        insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
        make_measurement(everywhere, make_town(), value=100)
        make_measurement(everywhere, insel, value=40)
        for place, value in ((insel, 3), (vorstadt, 4)):
            make_measurement(parts, place, value=value)
        for address in ("/ziele/1/", "/ziele/1.1/", "/ziele/1.1.1/"):
            page = client.get(address)
            assert "100 Personen" in texts(page)
            assert [row[0] for row in rows(page)] == ["3 Personen", "4 Personen"]
        make_goal("2")
        assert "Zahlen" not in main(client.get("/ziele/2/"))
