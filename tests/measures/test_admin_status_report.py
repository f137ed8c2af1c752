import pytest
from django.test import Client

from measures.formats import FORMATS, Format
from measures.models import StatusReport
from tests.factories import make_member, make_status_report
from tests.forms import filled
from tests.measures.frozen import make_content, make_only

pytestmark = pytest.mark.django_db
LIST = "/admin/measures/statusreport/"


def change_page(row):
    return f"{LIST}{row.pk}/change/"


@pytest.fixture
def only_json(monkeypatch):
    make_only(monkeypatch, "json")


@pytest.mark.usefixtures("only_json")
class TestAdd:
    def test_for_citizens(self, office, client):
        make_content()
        data = {"day": "30.06.2024", "title": "Mitte", "foreword": "Vorab.", "is_public": "on"}
        office.post(f"{LIST}add/", data)
        row = StatusReport.objects.get()
        told = (str(row.day), row.title, row.foreword, row.made_by.username)
        assert told == ("2024-06-30", "Mitte", "Vorab.", "verwaltung")
        page = Client().get(row.get_absolute_url()).text
        assert ("Steg" in page, "Geheim" in page, "verwaltung" in page) == (True, False, False)

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"day": "01.01.2999"}, "liegt in der Zukunft"),
            ({"day": ""}, "zwingend erforderlich"),
            ({"compared_on": "30.06.2024"}, "vor dem Stichtag"),
            ({"is_internal": "on", "is_public": "on"}, "kann nicht öffentlich sein"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, office, values, message):
        response = office.post(f"{LIST}add/", {"day": "30.06.2024", "title": "Mitte"} | values)
        assert message in response.text
        assert StatusReport.objects.count() == 0

    def test_only_from_the_own_page(self):
        stranger = Client(enforce_csrf_checks=True)
        stranger.force_login(make_member("Verwaltung"))
        response = stranger.post(f"{LIST}add/", {"day": "30.06.2024", "title": "Mitte"})
        assert (response.status_code, StatusReport.objects.count()) == (403, 0)


class TestTheSameFormTwice:
    @pytest.fixture
    def data(self, office):
        page = office.get(f"{LIST}add/")
        return filled(page, "statusreport_form", day="30.06.2024", title="Mitte")

    def test_freezes_one_and_leads_to_it(self, office, data, only_json):
        office.post(f"{LIST}add/", data)
        again = office.post(f"{LIST}add/", data | {"title": "Anders"}, follow=True)
        row = StatusReport.objects.get()
        assert (row.title, again.redirect_chain) == ("Mitte", [(change_page(row), 302)])
        assert "Dieses Formular hat diesen Bericht schon festgehalten." in again.text

    def test_also_while_the_first_is_being_made(self, office, data, monkeypatch):
        answers = []

        def write(report, file):
            if not answers:
                answers.append("making")
                answers.append(office.post(f"{LIST}add/", data))

        monkeypatch.setitem(FORMATS, "csv", Format("CSV", "text/csv", write))
        make_only(monkeypatch, "csv", "json")
        late = office.post(f"{LIST}add/", data)
        row = StatusReport.objects.get()
        assert row.files.count() == 2
        assert (answers[1].status_code, late["Location"]) == (302, change_page(row))

    def test_a_script_without_key_freezes_each_time(self, office, data, only_json):
        for _ in range(2):
            office.post(f"{LIST}add/", data | {"key": ""})
        assert StatusReport.objects.count() == 2


class TestChange:
    def test_only_its_publication(self, office):
        row = make_status_report(title="Mitte", is_public=False)
        assert "Mitte" in office.get(change_page(row)).text
        office.post(change_page(row), {"is_public": "on", "title": "Anders", "day": "01.01.2024"})
        row = StatusReport.objects.get()
        assert (row.is_public, row.title, str(row.day)) == (True, "Mitte", "2025-01-01")
        assert office.post(f"{LIST}{row.pk}/delete/").status_code == 403

    def test_one_for_the_council_is_never_public(self, office):
        row = make_status_report(is_internal=True, is_public=False)
        response = office.post(change_page(row), {"is_public": "on"})
        assert "kann nicht öffentlich sein" in response.text
        assert not StatusReport.objects.get().is_public

    def test_back_to_how_it_was(self, office):
        """The history restores its publication, and nothing else there is to restore."""
        row = make_status_report()
        row.is_public = False
        row.save()
        address = f"{LIST}{row.pk}/history/{row.history.earliest('pk').pk}/"
        page = office.get(address)
        office.post(address, {"seen": page.context["seen"]})
        assert StatusReport.objects.get().is_public
