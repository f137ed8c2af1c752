"""The status report as the council sees it: what is not published stands in it, and is marked."""

import io
import re

import openpyxl
import pytest
from django.test import Client

from goals.models.content import Publication
from measures.models import Phase
from tests.factories import make_goal, make_measure, make_member, make_report, make_staff

pytestmark = pytest.mark.django_db
REPORT, WORKBOOK = "/statusbericht/", "/statusbericht/?format=xlsx"


@pytest.fixture(autouse=True)
def content():
    hidden = make_goal("1.1.2", is_published=False)
    shown = make_measure("Öffentlich")
    make_report(shown, "2025-01-01", Phase.UNDERWAY, text="Bekannt.")
    make_report(shown, "2025-02-01", text="Geheim A", publication=Publication.REVIEW)
    draft = make_measure("Geheimplan", publication=Publication.DRAFT)
    make_report(draft, "2025-01-01", Phase.PLANNING, publication=Publication.REVIEW, percent=20)
    make_report(draft, "2025-02-01", text="Geheim B", publication=Publication.DRAFT)
    make_measure("Geheimvorschlag", publication=Publication.REVIEW)
    make_measure("Geheimarchiv", publication=Publication.ARCHIVED)
    make_measure("Geheimziel", [hidden], publication=Publication.DRAFT)


@pytest.fixture
def council():
    client = Client()
    client.force_login(make_member("Rat"))
    return client


def rows(response):
    [head, *lines] = openpyxl.load_workbook(io.BytesIO(response.content))["Leitziel 1"].values
    return [dict(zip(head, line, strict=False)) for line in lines]


def bare(response):
    """All that the answer is; a workbook tells the second in which it was made."""
    content = b"" if "xlsx" in response.get("Content-Disposition", "") else response.content
    return response.status_code, dict(response.headers) | {"Content-Length": ""}, content


def test_the_council_sees_what_is_on_its_way_and_how_far_it_is(council):
    response = council.get(REPORT)
    lines = [(m.title, m.publication) for *_, m in response.context["report"].lines()]
    assert lines == [
        ("Geheimplan", "Entwurf"), ("Geheimvorschlag", "zur Freigabe"),
        ("Öffentlich", "veröffentlicht"),
    ]  # fmt: skip
    text = " ".join(re.sub("<.*?>", " ", response.text).split())
    assert "Dieser Bericht enthält Maßnahmen, die noch nicht veröffentlicht sind." in text
    assert "Geheimplan (Entwurf) in Planung , 20 Prozent" in text
    assert "Geheimvorschlag (zur Freigabe) ohne Sachstand" in text
    assert "3 Maßnahmen, davon 1 in Umsetzung, 1 in Planung" in text
    for secret in ("Geheim A", "Geheim B", "Geheimarchiv", "Geheimziel"):
        assert secret not in text


def test_an_unpublished_measure_has_no_page_not_even_for_the_council(council):
    assert "/massnahmen/oeffentlich/" not in council.get(REPORT).text
    assert "/massnahmen/offentlich/" in council.get(REPORT).text
    assert "/massnahmen/geheimplan/" not in council.get(REPORT).text
    assert council.get("/massnahmen/geheimplan/").status_code == 404


def test_the_workbook_marks_them_too(council):
    response = council.get(WORKBOOK)
    assert "-intern.xlsx" in response["Content-Disposition"]
    found = [(row["Titel"], row["Phase"], row["Veröffentlichung"]) for row in rows(response)]
    assert found == [
        ("Geheimplan", "in Planung", "Entwurf"),
        ("Geheimvorschlag", "ohne Sachstand", "zur Freigabe"),
        ("Öffentlich", "in Umsetzung", "veröffentlicht"),
    ]
    cover = openpyxl.load_workbook(io.BytesIO(response.content))["Deckblatt"]
    assert "Nicht öffentlich" in [cell.value for cell in cover["A"]]


def test_filters_narrow_what_the_council_sees(council):
    lines = council.get(f"{REPORT}?phase=in-planung").context["report"].lines()
    assert [measure.title for *_, measure in lines] == ["Geheimplan"]


@pytest.mark.parametrize("address", [REPORT, WORKBOOK, f"{REPORT}?q=geheim"])
def test_citizens_get_the_same_bytes_before_and_after(client, council, address):
    before = client.get(address)
    internal = council.get(address)
    after = client.get(address)
    assert bare(after) == bare(before)
    assert "Geheim" not in after.text if address != WORKBOOK else "Geheim" not in str(rows(after))
    assert "Vary" not in after.headers
    assert "Set-Cookie" not in after.headers
    assert "no-store" in internal["Cache-Control"]
    assert "private" in internal["Cache-Control"]
    assert "Cookie" in internal["Vary"]


def test_no_column_betrays_that_there_is_more(client):
    assert "Veröffentlichung" not in rows(client.get(WORKBOOK))[0]


def test_staff_without_the_right_see_what_citizens_see(client):
    public = client.get(REPORT).text
    client.force_login(make_member("Redaktion"))
    assert client.get(REPORT).text == public
    client.force_login(make_staff("leer", is_superuser=False))
    assert client.get(REPORT).text == public
    client.force_login(make_member("Verwaltung"))
    assert client.get(REPORT).text != public


def test_a_cookie_that_is_no_session_shows_nothing(client, settings):
    public = client.get(REPORT).text
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    response = client.get(REPORT)
    assert response.text == public
    assert "no-store" in response["Cache-Control"]


def test_the_council_changes_nothing(council):
    for path in ("/admin/", "/admin/measures/measure/"):
        assert council.get(path).status_code == 302
    assert council.post(REPORT).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_queries(council, django_assert_num_queries, number):
    for count in range(number):
        make_report(make_measure(f"Neu {count}", publication=Publication.DRAFT))
    with django_assert_num_queries(16):  # four of them ask who it is
        council.get(REPORT)
