"""The list of measures, the page of one, and the status report as page and as spreadsheet."""

import csv
import io
import re
from datetime import UTC, datetime

import openpyxl
import pytest

from goals.models import Goal
from measures.models import Phase, Schedule
from tests.factories import (
    make_coverage,
    make_department,
    make_goal,
    make_measure,
    make_milestone,
    make_organisation,
    make_place,
    make_report,
    make_resolution,
)

pytestmark = pytest.mark.django_db


def main(response):
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def words(html):
    return " ".join(re.sub(r"<.*?>", " ", html).split())


class TestList:
    def test_measures_come_by_title_and_25_to_a_page(self, client):
        for number in reversed(range(30)):
            make_measure(f"Nummer {number:02}")
        pages = [client.get("/massnahmen/", {"page": page}) for page in (1, 2)]
        titles = [measure.title for page in pages for measure in page.context["object_list"]]

        assert titles == [f"Nummer {number:02}" for number in range(30)]
        assert [len(page.context["object_list"]) for page in pages] == [25, 5]
        assert "30 Maßnahmen" in words(main(pages[1]))
        assert "Seite 2 von 2" in words(main(pages[1]))

    def test_the_next_page_keeps_the_filters_and_nothing_else(self, client):
        for number in range(26):
            make_measure(f"Nummer {number:02}")
        page = client.get("/massnahmen/?q=nummer&ziel=1.1&utm_source=brief&format=xlsx")
        link = re.search(r'rel="next" href="(.*?)"', page.text)[1].replace("&amp;", "&")
        assert link == "?q=nummer&ziel=1.1&page=2"
        assert len(client.get(f"/massnahmen/{link}").context["object_list"]) == 1

    def test_a_row_says_how_far_it_is(self, client):
        measure = make_measure(districts=[make_place("Vorstadt")], confirmed_on="2025-01-01")
        make_report(
            measure,
            on="2025-03-01",
            phase=Phase.UNDERWAY,
            schedule=Schedule.CRITICAL,
            schedule_reason="Kein Geld.",
            percent=30,
        )
        row = words(main(client.get("/massnahmen/")).partition('<ul class="rows">')[2])
        assert row.startswith(
            "Spielplatz in Umsetzung kritisch 30 Prozent Sachstand vom 1. März 2025 Vorstadt"
        )


class TestPage:
    def test_the_history_comes_newest_first_and_keeps_the_last_percent(self, client):
        measure = make_measure()
        make_report(measure, on="2024-01-01", phase=Phase.PLANNING, text="Geplant.")
        make_report(measure, on="2025-02-01", phase=Phase.UNDERWAY, text="Die Hälfte.", percent=50)
        make_report(measure, on="2025-02-01", phase=Phase.UNDERWAY, text="Berichtigt.", percent=40)
        make_report(measure, on="2025-03-01", phase=Phase.ON_HOLD, text="Pause.")
        page = main(client.get("/massnahmen/spielplatz/"))

        history = page.partition('<ol class="timeline">')[2].partition("</ol>")[0]
        assert re.findall(r"<p>(.*?)</p>", history) == [
            "Pause.",
            "Berichtigt.",
            "Die Hälfte.",
            "Geplant.",
        ]
        head = words(page.partition("<h2>")[0])
        assert "zurückgestellt" in head
        assert "40 Prozent" in head

    def test_all_that_is_known_is_shown(self, client):
        measure = make_measure(
            identifier="M-7",
            goals=[make_goal("1.1.1"), make_goal("2.1.1")],
            districts=[make_place("Vorstadt")],
            partners=[make_organisation("Kirche")],
            department=make_department("Bauen"),
            planned_start="2024-03",
            planned_end="2026",
            actual_start="2024-04-15",
            cost_once="1234567.50",
            cost_per_year=0,
            funding="Städtebauförderung",
            budget_item="366.01",
            contact="Rathaus",
            source_url="https://www.ratzeburg.de/x",
            source_date="2024-09",
        )
        make_milestone(measure, "Spatenstich", due_on="2024-05-01", reached_on="2024-05-02")
        make_milestone(measure, "Einweihung", due_on="2025-05-01")
        make_resolution(measure, "Bauausschuss", on="2024-02-29", paper="SR/12")
        text = words(main(client.get("/massnahmen/spielplatz/")))

        for expected in (
            "Maßnahme M-7 Spielplatz",
            "Spatenstich fällig am 1. Mai 2024 erreicht am 2. Mai 2024",
            "Einweihung fällig am 1. Mai 2025 überfällig",
            "Handlungsziel 1.1.1 Wortlaut von 1.1.1. Handlungsziel 2.1.1",
            "Wo Vorstadt",
            "ab 15. April 2024 bis 2026 (geplant)",
            "Fachbereich Bauen",
            "Beteiligte Kirche",
            "Kosten einmalig 1.234.567,50 Euro",
            "Kosten jährlich 0,00 Euro",
            "Finanzierung Städtebauförderung",
            "Haushaltsprodukt 366.01",
            "Bauausschuss, 29. Februar 2024, Vorlage SR/12",
            "Kontakt Rathaus",
            "Quelle: ratzeburg.de , Stand September 2024. Noch nicht von der Stadt bestätigt.",
        ):
            assert expected in text

    def test_of_an_ended_one_no_milestone_is_overdue(self, client):
        measure = make_measure()
        make_milestone(measure, "Einweihung", due_on="2025-05-01")
        make_report(measure, phase=Phase.COMPLETED)
        text = words(main(client.get("/massnahmen/spielplatz/")))
        assert "Einweihung fällig am 1. Mai 2025" in text
        assert "überfällig" not in text

    def test_the_last_change_is_that_of_its_newest_report(self, client):
        measure = make_measure()
        report = make_report(measure)
        page = client.get("/massnahmen/spielplatz/")
        assert page.context["changed"] == report.created_at
        measure.save()
        page = client.get("/massnahmen/spielplatz/")
        assert page.context["changed"] == measure.changed_at


class TestStatusReport:
    @pytest.fixture(autouse=True)
    def content(self):
        goals = [make_goal(code) for code in ("1.1.1", "1.1.2", "2.1.1")]
        make_report(make_measure("Spielplatz", goals[:2], [make_place("Vorstadt")]), percent=20)
        make_measure("Bürgerbus", goals[:1])

    def test_every_measure_stands_under_each_of_its_goals(self, client):
        response = client.get("/statusbericht/")
        lines = response.context["report"].lines()
        assert [(goal.code, measure and measure.title) for _, _, goal, measure in lines] == [
            ("1.1.1", "Bürgerbus"),
            ("1.1.1", "Spielplatz"),
            ("1.1.2", "Spielplatz"),
            ("2.1.1", None),
        ]
        assert response.context["report"].total == 2
        assert "keine Maßnahme bekannt" in words(main(response))

    def test_the_gaps_in_words(self, client):
        make_coverage(Goal.objects.get(code="2.1.1"), make_place("Insel"))
        said = words(main(client.get("/statusbericht/")))
        gaps = "Lücken 2 (je Handlungsziel und Ort); bei 1 Handlungsziel ist keine Maßnahme bekannt"
        assert gaps in said
        chosen = words(main(client.get("/statusbericht/?q=spielplatz&ziel=2")))
        assert "; bei 1 Handlungsziel ist in dieser Auswahl keine Maßnahme bekannt" in chosen

    def test_what_stands_in_a_cell_is_named_where_rows_are_stacked(self, client):
        page = main(client.get("/statusbericht/"))
        assert page.count('<td data-title="Sachstand vom">') == 2
        assert words(page).count("in Umsetzung , 20 Prozent") == 2

    @pytest.mark.parametrize("format", ["", "foo", "XLSX", "xlsx%20", "html", "xlsx&format=foo"])
    def test_another_format_than_xlsx_is_the_page(self, client, format):
        response = client.get(f"/statusbericht/?format={format}")
        assert response.status_code == 200
        assert response["Content-Type"] == "text/html; charset=utf-8"
        assert response.text == client.get("/statusbericht/").text

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("", ["Bürgerbus", "Spielplatz", "Spielplatz"]),
            ("ort=vorstadt", ["Spielplatz", "Spielplatz"]),
            ("ziel=1.1.2", ["Spielplatz"]),
            ("phase=abgeschlossen", []),
            ("q=b%C3%BCrger&utm_source=brief", ["Bürgerbus"]),
        ],
    )
    def test_the_download_holds_what_the_page_shows(self, client, query, titles):
        page = client.get(f"/statusbericht/?{query}")
        link = re.search(r'href="([^"]*format=csv)"', page.text)[1].replace("&amp;", "&")
        assert "utm_source" not in link
        file = io.StringIO(client.get(f"/statusbericht/{link}").content.decode("utf-8-sig"))
        found = [line["Titel"] for line in csv.DictReader(file, delimiter=";")]

        shown = [measure.title for *_, measure in page.context["report"].lines() if measure]
        assert shown == titles
        none = ("keine Maßnahme bekannt", "keine Maßnahme in dieser Auswahl")
        assert [title for title in found if title not in none] == titles

    def test_a_wrong_filter_gives_the_page_without_rows_and_no_download(self, client):
        response = client.get("/statusbericht/?ziel=9&format=xlsx")
        assert response["Content-Type"] == "text/html; charset=utf-8"
        assert "format=xlsx" not in main(response)
        # Which would be a statement about goals that nobody looked at.
        assert "keine Maßnahme bekannt" not in words(main(response))
        assert 'class="kern-error"' in main(response)

    # UTC; the town's day begins one hour earlier in winter and two in summer.
    @pytest.mark.parametrize(
        ("now", "day"),
        [
            ("2025-12-31 22:30", "2025-12-31"),
            ("2025-12-31 23:30", "2026-01-01"),
            ("2024-02-28 23:30", "2024-02-29"),
            ("2024-02-29 23:30", "2024-03-01"),
            ("2025-03-29 22:59", "2025-03-29"),
            ("2025-03-30 21:59", "2025-03-30"),
            ("2025-03-30 22:00", "2025-03-31"),
            ("2025-10-25 22:00", "2025-10-26"),
            ("2025-10-26 22:59", "2025-10-26"),
            ("2025-10-26 23:00", "2025-10-27"),
        ],
    )
    def test_the_day_is_the_towns(self, client, monkeypatch, now, day):
        moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        measure = make_measure("Heute")
        make_report(measure, on=day, text="Sachstand dieses Tages")
        page, file = client.get("/statusbericht/"), client.get("/statusbericht/?format=xlsx")

        assert str(page.context["report"].day) == day
        assert "Sachstand dieses Tages" in page.text
        assert "Sachstand dieses Tages" in client.get("/massnahmen/heute/").text
        assert file["Content-Type"] == (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
        assert file["Content-Disposition"] == (
            f'attachment; filename="Statusbericht-Ratzeburg-{day}.xlsx"'
        )
        cover = openpyxl.load_workbook(io.BytesIO(file.content))["Deckblatt"]
        assert [str(b.date()) for a, b, *_ in cover.values if a == "Stichtag"] == [day]
