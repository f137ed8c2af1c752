"""The pages of frozen reports: who sees which, their files, and what changed between two."""

import re

import pytest

from measures import frozen_views
from measures.models import StatusReport
from tests.factories import make_measure, make_member, make_report, make_status_report, make_town
from tests.measures.frozen import make_content

pytestmark = pytest.mark.django_db


def with_file(row):
    row.files.create(format="csv", content=b"Geheim", size=6, sha256="0" * 64)
    return row


@pytest.fixture
def public():
    return make_status_report("2024-06-30")


@pytest.fixture
def hidden():
    """Not published (yet), and only for the council; both say what citizens must not read."""
    values = {"title": "Geheimbericht", "is_public": False}
    return [
        with_file(make_status_report("2024-05-31", **values)),
        with_file(make_status_report("2024-04-30", is_internal=True, **values)),
    ]


class TestCitizens:
    def test_of_what_is_not_public_nothing_is_there(self, client, public, hidden):
        page = client.get("/statusberichte/")
        assert list(page.context["page_obj"]) == [public]
        assert "Geheim" not in page.text
        unknown = client.get("/statusberichte/99999/").content
        for row in hidden:
            for address in (
                f"{row.pk}/", f"{row.pk}.json", f"{row.pk}.csv",
                f"{row.pk}/vergleich/{public.pk}/", f"{public.pk}/vergleich/{row.pk}/",
            ):  # fmt: skip
                found = client.get(f"/statusberichte/{address}")
                assert (address, found.status_code) == (address, 404)
                assert found.content == unknown
            chosen = client.get(f"/statusberichte/?von={row.pk}&mit={public.pk}")
            assert (chosen.status_code, "Geheim" in chosen.text) == (200, False)

    def test_nor_does_the_live_report_tell_of_it(self, client, hidden):
        report = client.get("/statusbericht/?stichtag=2024-06-15").context["report"]
        assert report.compared_on is None

    def test_all_get_the_same_answer(self, client, public):
        """Without a session's cookie nobody is looked up."""
        other = make_status_report("2024-01-31")
        for address in ("", f"{public.pk}/", f"{public.pk}.json",
                        f"{public.pk}/vergleich/{other.pk}/"):  # fmt: skip
            response = client.get(f"/statusberichte/{address}")
            assert (address, response.get("Vary", "")) == (address, "")
            assert dict(response.cookies) == {}


class TestCouncil:
    def test_it_sees_them_all(self, client, public, hidden):
        client.force_login(make_member("Rat"))
        page = client.get("/statusberichte/")
        assert list(page.context["page_obj"]) == [public, *hidden]
        assert page.text.count("<strong>nicht veröffentlicht</strong>") == 1
        assert page.text.count("<strong>nur für den Rat</strong>") == 1
        for row in hidden:
            response = client.get(f"/statusberichte/{row.pk}.csv")
            assert response.content == b"Geheim"
            assert "no-store" in response["Cache-Control"]

    def test_the_live_report_is_compared_with_the_last_one(self, client, hidden):
        client.force_login(make_member("Rat"))
        report = client.get("/statusbericht/?stichtag=2024-06-15").context["report"]
        assert str(report.compared_on) == "2024-05-31"


def test_files(client, public):
    with_file(public)
    response = client.get(f"/statusberichte/{public.pk}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == (
        f'attachment; filename="Statusbericht-Ratzeburg-2024-06-30-{public.pk}.csv"'
    )
    for name in ("exe", "html", "CSV", "xlsx"):
        assert client.get(f"/statusberichte/{public.pk}.{name}").status_code == 404


def test_the_page_says_the_hashes(client, public):
    page = client.get(public.get_absolute_url()).text
    assert public.sha256 in page
    assert public.files.get().sha256 == public.sha256


def test_what_lies_below_the_list_says_the_same_of_its_place(client, public):
    make_content()
    other = make_status_report("2024-03-31")
    for address in ("", f"vergleich/{other.pk}/"):
        page = client.get(f"{public.get_absolute_url()}{address}").text
        way = page.partition('aria-label="Sie sind hier"')[2].partition("</nav>")[0]
        assert re.findall(r'<a href="(.*?)">(.*?)</a>', way) == [
            ("/", "Startseite"),
            ("/statusbericht/", "Statusbericht"),
            ("/statusberichte/", "Festgehaltene Berichte"),
        ]


class TestComparison:
    @pytest.fixture
    def both(self):
        make_content()
        return make_status_report("2024-03-31"), make_status_report("2024-06-30")

    def test_older_to_newer_either_way(self, client, both):
        older, newer = both
        found = client.get(f"/statusberichte/{older.pk}/vergleich/{newer.pk}/")
        changes = found.context["changes"]
        assert [(c.kind, c.title, c.place, c.before, c.after) for c in changes] == [
            ("Phase geändert", "Steg", "", "in Planung", "in Umsetzung"),
            ("Fortschritt", "Steg", "", "ohne Angabe", "30 Prozent"),
        ]
        turned = client.get(f"/statusberichte/{newer.pk}/vergleich/{older.pk}/")
        # It names its own address, and is the same else.
        addresses = [f"/{newer.pk}/vergleich/{older.pk}/", f"/{older.pk}/vergleich/{newer.pk}/"]
        assert turned.text.replace(*addresses) == found.text
        assert client.get(f"/statusberichte/{newer.pk}/vergleich/{newer.pk}/").status_code == 404

    def test_the_choice_leads_there(self, client, both):
        older, newer = both
        chosen = client.get(f"/statusberichte/?von={older.pk}&mit={newer.pk}")
        assert chosen["Location"] == f"/statusberichte/{older.pk}/vergleich/{newer.pk}/"

    @pytest.mark.parametrize(
        "query",
        ["von=1&mit=1", "von=x&mit=2", "von=99&mit=98", "von=%00", "von=²&mit=³", "page=-1"],
    )
    def test_a_choice_that_makes_no_sense_shows_the_list(self, client, public, query):
        assert client.get(f"/statusberichte/?{query}").status_code == 200

    def test_any_two_can_be_chosen(self, client, both, hidden):
        """Also those on other pages of the list."""
        rows = [StatusReport(day=f"2023-01-{n:02}", title=f"Bericht {n}", is_public=True, schema=1,
                             made_at=both[0].made_at) for n in range(1, 27)]  # fmt: skip
        StatusReport.objects.bulk_create(rows)
        numbers = [row.pk for row in StatusReport.objects.visible(False).newest_first()]
        for page in ("", "?page=2"):
            text = client.get(f"/statusberichte/{page}").text
            assert re.findall(r'<option value="(\d+)"', text) == [*map(str, numbers)] * 2

    def test_the_same_one_twice(self, client, both):
        queries = ("", "von=x&mit=2", "von=1&mit=1")
        pages = [client.get(f"/statusberichte/?{query}").text for query in queries]
        said = [page.count("Bitte zwei verschiedene Berichte wählen.") for page in pages]
        assert said == [0, 0, 1]

    def test_many_changes_say_that_there_are_more(self, client, both, monkeypatch):
        monkeypatch.setattr(frozen_views, "LONGEST", 1)
        older, newer = both
        page = client.get(f"/statusberichte/{older.pk}/vergleich/{newer.pk}/").text
        assert "2 Änderungen" in page
        assert "Gezeigt werden die ersten 1." in page


@pytest.mark.parametrize("rows", [1, 3])
def test_queries(client, django_assert_num_queries, rows):
    for number in range(rows):
        make_report(make_measure(f"M {number}", districts=[make_town()]), "2024-02-01")
        row = make_status_report(f"2024-06-0{number + 1}")
    other = make_status_report("2024-06-30")
    assert StatusReport.objects.count() == rows + 1
    with django_assert_num_queries(4):
        client.get("/statusberichte/")
    with django_assert_num_queries(3):
        client.get(f"/statusberichte/{row.pk}/")
    with django_assert_num_queries(2):
        client.get(f"/statusberichte/{row.pk}.json")
    with django_assert_num_queries(4):
        client.get(f"/statusberichte/{row.pk}/vergleich/{other.pk}/")
