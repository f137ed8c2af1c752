"""The page of dates: a month as a table and as a list, with the list's filters."""

import re
from datetime import date, timedelta

import pytest
from django.utils import formats, timezone

from districts.calendar_month import Month
from tests.districts.test_dates import at
from tests.factories import make_offer, make_offer_date, make_place

pytestmark = pytest.mark.django_db

PAGE = "/angebote/kalender/"


def cells(client, **query):
    """{day: what the cell says} of the table, words apart by one blank; empty days left out."""
    page = client.get(PAGE, query).text
    found = re.findall(r'<td class="month__day[ "].*?</td>', page, re.DOTALL)
    words = {}
    for cell in found:
        day = re.search(r'datetime="(.*?)"', cell)[1]
        said = re.sub(r"<p class=\"month__date\">.*?</time>|<[^>]+>", " ", cell, flags=re.DOTALL)
        if said := " ".join(said.split()):
            words[day] = said
    return words


def days_in_list(client, **query):
    """[(day, [name, …]), …] of the list."""
    page = client.get(PAGE, {"ansicht": "liste", **query}).text
    parts = re.split(r'<section class="agenda">', page)[1:]
    return [
        (
            re.search(r'datetime="(.*?)"', part)[1],
            re.findall(r"<h3><a [^>]*>(.*?)</a>", part),
        )
        for part in parts
    ]


class TestTable:
    def test_dates_and_holidays_stand_on_their_days(self, client):
        make_offer_date(make_offer("Treff"), starts_at=at("2026-12-21T14:00"), rule="FREQ=WEEKLY")
        make_offer_date(
            make_offer("Fest"), starts_at=at("2026-12-30T00:00"), ends_at=at("2027-01-02T00:00")
        )
        make_offer_date(
            make_offer("Markt"), starts_at=at("2026-11-29T18:00"), ends_at=at("2026-12-02T20:00")
        )
        shown = cells(client, monat="2026-12")
        shown.pop(f"{timezone.localdate()}", None)
        expected = {
            "2026-12-01": "weiter Markt",
            "2026-12-02": "weiter Markt",
            "2026-12-21": "14 Uhr Treff",
            "2026-12-25": "Erster Weihnachtstag",
            "2026-12-26": "Zweiter Weihnachtstag",
            "2026-12-28": "14 Uhr Treff",
            "2026-12-30": "ganztägig Fest",
            "2026-12-31": "ganztägig Fest",
        }
        expected.pop(f"{timezone.localdate()}", None)
        assert shown == expected

    def test_it_is_a_table_of_weeks(self, client):
        page = client.get(PAGE, {"monat": "2027-02"}).text
        assert page.count("<tr>") == 5  # February 2027 begins on a Monday
        assert page.count('<th scope="col">') == 7
        assert "<caption>Februar 2027</caption>" in page
        assert page.count('<td class="month__day--outside">') == 0

    def test_today_is_marked(self, client):
        page = client.get(PAGE).text
        today = timezone.localdate()
        (cell,) = re.findall(r'<td [^>]*aria-current="date">.*?</td>', page, re.DOTALL)
        assert f'datetime="{today}"' in cell
        assert "heute" in cell
        month = Month.of(today).next(today).address
        assert 'aria-current="date"' not in client.get(PAGE, {"monat": month}).text

    def test_a_full_day_leads_to_its_list(self, client):
        for number in range(6):
            make_offer_date(make_offer(f"Treff {number}"), starts_at=at("2027-01-04T14:00"))
        said = cells(client, monat="2027-01")["2027-01-04"]
        assert re.findall(r"Treff \d", said) == ["Treff 0", "Treff 1", "Treff 2", "Treff 3"]
        assert said.endswith("und 2 weitere am 4. Januar")
        ((day, names),) = days_in_list(client, tag="2027-01-04")
        assert (day, len(names)) == ("2027-01-04", 6)

    def test_an_empty_month_says_so(self, client):
        assert (
            "Im März 2027 ist kein Termin bekannt." in client.get(PAGE, {"monat": "2027-03"}).text
        )
        assert "In diesem Monat ist kein Termin bekannt." in (
            client.get(PAGE, {"monat": "2027-03", "ansicht": "liste"}).text
        )
        assert (
            "An diesem Tag ist kein Termin bekannt." in client.get(PAGE, {"tag": "2027-03-01"}).text
        )


class TestList:
    def test_in_order_with_what_began_before_on_top(self, client):
        make_offer_date(make_offer("Spät"), starts_at=at("2027-01-05T18:00"))
        make_offer_date(make_offer("Früh"), starts_at=at("2027-01-05T09:00"))
        make_offer_date(
            make_offer("Woche"), starts_at=at("2026-12-30T18:00"), ends_at=at("2027-01-03T20:00")
        )
        assert days_in_list(client, monat="2027-01") == [
            ("2027-01-01", ["Woche"]),
            ("2027-01-05", ["Früh", "Spät"]),
        ]
        page = client.get(PAGE, {"monat": "2027-01", "ansicht": "liste"}).text
        assert "seit Mittwoch, 30. Dezember 2026" in page

    def test_pages(self, client):
        make_offer_date(make_offer("Täglich"), starts_at=at("2027-01-01T09:00"), rule="FREQ=DAILY")
        make_offer_date(make_offer("Auch"), starts_at=at("2027-01-01T10:00"), rule="FREQ=DAILY")
        first = days_in_list(client, monat="2027-01")
        second = days_in_list(client, monat="2027-01", page="2")
        assert [len(first), first[-1][0]] == [25, "2027-01-25"]
        assert [len(second), second[0][0]] == [6, "2027-01-26"]
        page = client.get(PAGE, {"monat": "2027-01", "ansicht": "liste"}).text
        assert '"?monat=2027-01&amp;ansicht=liste&amp;page=2"' in page


class TestBoth:
    @pytest.mark.parametrize("view", [{}, {"ansicht": "liste"}])
    def test_only_what_is_public_and_runs(self, client, view):
        hidden = make_place("Verborgen", is_published=False)
        for name, values in {
            "Gezeigt": {},
            "Entwurf": {"publication": "entwurf"},
            "Am verborgenen Ort": {"district": hidden},
            "Pause": {"status": "pausiert"},
            "Ende": {"status": "beendet"},
        }.items():
            make_offer_date(make_offer(name, **values), starts_at=at("2027-01-04T14:00"))
        page = client.get(PAGE, {"monat": "2027-01", **view}).text
        names = ["Gezeigt", "Entwurf", "Am verborgenen Ort", "Pause", "Ende"]
        assert [name for name in names if f">{name}</a>" in page] == ["Gezeigt"]

    @pytest.mark.parametrize("view", [{}, {"ansicht": "liste"}])
    def test_filters_stay_with_month_and_file(self, client, view):
        insel = make_place("Insel")
        make_offer_date(make_offer("Drin", district=insel), starts_at=at("2027-01-04T14:00"))
        make_offer_date(make_offer("Woanders"), starts_at=at("2027-01-04T14:00"))
        page = client.get(PAGE, {"ort": "insel", "monat": "2027-01", **view}).text
        assert ">Drin</a>" in page
        assert ">Woanders</a>" not in page
        assert "/angebote/kalender.ics?ort=insel" in page
        assert '<input type="hidden" name="monat" value="2027-01">' in page
        links = re.findall(r'href="(\?[^"]*monat=2027-02[^"]*)"', page)
        assert links
        assert all("ort=insel" in link for link in links)

    def test_a_wrong_filter_shows_nothing_and_says_so(self, client):
        make_offer_date(make_offer("Treff"), starts_at=at("2027-01-04T14:00"))
        response = client.get(PAGE, {"ort": "gibt-es-nicht", "monat": "2027-01"})
        assert response.status_code == 200
        assert ">Treff</a>" not in response.text
        assert "Bitte berichtigen Sie den Filter" in response.text

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("2027-02", "2027-02"),
            ("2027-2", "2027-02"),
            ("1066-10", "2000-01"),
            ("99999999-12", "2100-12"),
            ("2027-13", None),
            ("2027-00", None),
            ("-1", None),
            ("\x00", None),
            ("２０２７-０２", None),
            ("2027-02-01", None),
        ],
    )
    def test_months_that_are_none(self, client, text, shown):
        this_month = Month.of(timezone.localdate()).address
        for view in ({}, {"ansicht": "liste"}):
            response = client.get(PAGE, {"monat": text, **view})
            assert response.status_code == 200
            assert response.context["month"].address == (shown or this_month)

    @pytest.mark.parametrize("day", ["2027-02-30", "0001-01-01", "9999-12-31", "\x00", "heute"])
    def test_days_that_are_none(self, client, day):
        response = client.get(PAGE, {"tag": day, "page": "-1"})
        assert (response.status_code, response.context["day"]) == (200, None)

    def test_links_to_other_months_come_to_an_end(self):
        today, months = date(2026, 12, 1), [Month(2026, 12)]
        while month := months[-1].next(today):
            months.append(month)
        assert months[-1] == Month(2028, 12)
        while month := months[-1].previous(today):
            months.append(month)
        assert months[-1] == Month(2025, 1)
        assert Month(2100, 12).next(today) is None

    @pytest.mark.parametrize("view", [{}, {"ansicht": "liste"}])
    def test_text_of_others_is_text(self, client, view):
        offer = make_offer("<script>alert(1)</script>", slug="a", address="<b>")
        make_offer_date(offer, starts_at=at("2027-01-04T14:00"), note="<i>")
        page = client.get(PAGE, {"monat": "2027-01", **view}).text
        assert "<script>alert" not in page
        assert not re.search("<[bi]>", page)


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/angebote/fest/", ""),
        ("/angebote/", ""),
        ("/stadtteile/vorstadt/", ""),
        ("/stadtteile/vorstadt/aushang/", ""),
        ("/", ""),
        (PAGE, "ansicht=liste"),
    ],
)
def test_what_lasts_whole_days_says_its_last(client, address, query):
    today = timezone.localdate()
    offer = make_offer("Fest", district=make_place("Vorstadt"))
    begin, end = (at(f"{today + timedelta(days=days)}T00:00") for days in (-2, 5))
    make_offer_date(offer, starts_at=begin, ends_at=end)
    last = formats.date_format(today + timedelta(days=4), "l, j. F Y")
    found = re.findall("ganztägig[^<]*", client.get(f"{address}?{query}").text)
    assert set(found) == {f"ganztägig bis {last}"}


def test_a_rule_in_lower_case_is_the_same_rule(client):
    """Two that differ in nothing but the time, and the rule ends between them."""
    for name, hour in (("Früh", 9), ("Spät", 18)):
        make_offer_date(
            make_offer(name),
            starts_at=at(f"2026-12-01T{hour:02}:00"),
            rule="freq=daily;until=20261205T120000",
        )
    assert days_in_list(client, tag="2026-12-05") == [("2026-12-05", ["Früh"])]


class TestPageOfAnOffer:
    def test_rules_and_next_dates(self, client):
        today = timezone.localdate()
        start = at(f"{today + timedelta(days=1)}T14:00")
        make_offer_date(make_offer("Treff"), starts_at=start, rule="FREQ=DAILY", note="Mit Kaffee")
        page = client.get("/angebote/treff/").text
        first = formats.date_format(start, "j. F Y")
        assert f"<li>täglich, ab {first}, 14 Uhr (Mit Kaffee)</li>" in page
        assert len(re.findall(r'<time datetime="[^"]*T14:00">', page)) == 5
        assert 'href="/angebote/treff/termine.ics"' in page

    @pytest.mark.parametrize(
        ("status", "said"),
        [("aktiv", "siehe Termine"), ("pausiert", "keine Termine"), ("beendet", "keine Termine")],
    )
    def test_it_leads_to_dates_only_where_they_stand(self, client, status, said):
        make_offer_date(make_offer("Treff", status=status), starts_at=at("2027-01-01T14:00"))
        page = client.get("/angebote/treff/").text
        assert re.search("<dt>Wann</dt><dd>(.*?)</dd>", page)[1] == said
        assert ("<h2>Termine</h2>" in page) == (said == "siehe Termine")

    def test_of_what_is_over(self, client):
        make_offer_date(make_offer("Treff"), starts_at=at("2020-01-01T14:00"))
        assert "Es ist kein weiterer Termin bekannt." in client.get("/angebote/treff/").text
