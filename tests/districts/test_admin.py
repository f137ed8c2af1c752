import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.utils import timezone

from districts.models import Assessment, Coverage, District, Offer
from districts.models.position import HERE, TOGETHER
from goals.models import Goal
from tests.factories import (
    make_department,
    make_goal,
    make_member,
    make_offer,
    make_organisation,
    make_place,
    make_quarter,
    make_staff,
    make_target_group,
    make_town,
)
from tests.forms import filled
from tests.trees import tree_faults

pytestmark = pytest.mark.django_db
NOWHERE = f"liegt nicht auf der Erde. {HERE}"
SWAPPED = f"Länge und Breite sind vertauscht. {HERE}"
PLACES, OFFERS = "/admin/districts/district/", "/admin/districts/offer/"


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


def names():
    return [place.name for place in District.objects.all()]


def place_form(name, kind, parent, **values):
    return {
        "name": name,
        "slug": name.lower(),
        "kind": kind,
        "parent": parent.pk if parent else "",
        "is_published": "on",
        "outline": "null",
        **values,
    }


class TestPlaces:
    def test_dragging(self, staff):
        insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
        nord = make_quarter("Nord", insel)
        moves = (
            (nord, vorstadt, "last-child", "Nord wurde erfolgreich verschoben."),
            (insel, vorstadt, "last-child", "Ein Stadtteil gehört direkt unter die Stadt."),
            (insel, nord, "left", "Ein Stadtteil gehört direkt unter die Stadt."),
            (insel, vorstadt, "right", "Insel wurde erfolgreich verschoben."),
        )
        for node, target, position, message in moves:
            response = staff.post(
                PLACES,
                {
                    "cmd": "move_node",
                    "cut_item": node.pk,
                    "pasted_on": target.pk,
                    "position": position,
                },
            )
            assert str([*get_messages(response.wsgi_request)][-1]) == message
        assert names() == ["Ratzeburg", "Vorstadt", "Nord", "Insel"]
        assert tree_faults(District) == []

    @pytest.mark.parametrize(
        ("kind", "parent", "error"),
        [
            ("stadtteil", "Insel", "Ein Stadtteil gehört direkt unter die Stadt."),
            ("stadt", "Insel", "Die Stadt steht ganz oben und hängt unter keinem Ort."),
            (
                "stadtquartier",
                None,
                (
                    "Ein Stadtquartier gehört unter einen Stadtteil oder, wo der nicht bekannt "
                    "ist, direkt unter die Stadt."
                ),
            ),
        ],
    )
    def test_a_wrong_level_is_said_at_the_field(self, staff, kind, parent, error):
        make_place("Insel")
        above = parent and District.objects.get(name=parent)
        response = staff.post(f"{PLACES}add/", place_form("Neu", kind, above))
        assert response.context["adminform"].errors["parent"] == [error]
        assert names() == ["Ratzeburg", "Insel"]

    @pytest.mark.parametrize(
        ("lat", "lon", "errors"),
        [
            ("53.70", "10.77", {}),
            ("53.70", "", {"longitude": [TOGETHER]}),
            ("10.77", "53.70", {"latitude": [f"(53,7 / 10,77): {SWAPPED}"]}),
            (
                "53.55",
                "10",
                {"latitude": ["Der Punkt (10 / 53,55) liegt 50.010 m außerhalb von Ratzeburg."]},
            ),
        ],
    )
    def test_where_it_lies_is_checked(self, staff, lat, lon, errors):
        form = place_form("Insel", "stadtteil", make_town(), latitude=lat, longitude=lon)
        response = staff.post(f"{PLACES}add/", form)
        found = response.context["adminform"].errors if response.status_code == 200 else {}
        assert found == errors

    def test_a_new_place_gets_what_it_is_to_reach(self, staff):
        make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
        response = staff.post(f"{PLACES}add/", place_form("Insel", "stadtteil", make_town()))
        assert response.status_code == 302
        assert [str(row) for row in Coverage.objects.all()] == ["Handlungsziel 1.1.1 in Insel"]

    def test_a_place_with_offers_is_not_deleted(self, staff):
        place = make_place("Insel")
        make_offer("Sprechstunde", district=place)
        response = staff.post(f"{PLACES}{place.pk}/delete/", {"post": "yes"})
        assert "Sprechstunde" in " ".join(response.context["protected"])
        assert names() == ["Ratzeburg", "Insel"]


class TestAssessments:
    @pytest.fixture
    def coverage(self):
        make_place("Insel")
        make_goal("1.1.1", reach=Goal.Reach.DISTRICTS)
        return Coverage.objects.get()

    def assess(self, client, coverage, **values):
        return client.post(
            f"/admin/districts/coverage/{coverage.pk}/change/",
            {
                "assessments-TOTAL_FORMS": 1,
                "assessments-INITIAL_FORMS": 0,
                "assessments-0-assessed_on": "01.02.2025",
                **{f"assessments-0-{name}": value for name, value in values.items()},
            },
        )

    def test_dropped_with_a_reason(self, staff, coverage):
        self.assess(staff, coverage, status="entfaellt", text="Dort wohnt niemand.")
        assert Assessment.objects.get().coverage == coverage
        text = staff.get("/admin/districts/coverage/").text
        assert "entfällt" in text
        assert "1. Februar 2025" in text

    def test_dropped_without_a_reason(self, staff, coverage):
        response = self.assess(staff, coverage, status="entfaellt")
        assert "Wo ein Ziel entfällt, bitte begründen." in response.text
        assert Assessment.objects.count() == 0


class TestOffers:
    def test_a_new_offer_with_a_date(self, staff):
        place, club = make_place("Insel"), make_organisation("Verein")
        goal, group = make_goal("1.1.1"), make_target_group("Familien")
        response = staff.post(
            f"{OFFERS}add/",
            {
                "name": "Sprechstunde",
                "slug": "sprechstunde",
                "kind": "beratung",
                "status": "aktiv",
                "publication": "veroeffentlicht",
                "access": "unbekannt",
                "district": place.pk,
                "organisation": club.pk,
                "goals": [goal.pk],
                "target_groups": [group.pk],
                "website": "example.org",
                "dates-TOTAL_FORMS": 1,
                "dates-INITIAL_FORMS": 0,
                "dates-0-starts_at_0": "05.03.2025",
                "dates-0-starts_at_1": "10:00",
                "dates-0-exceptions": "[]",
            },
        )
        assert response.status_code == 302
        offer = Offer.objects.get()
        assert (offer.district, offer.organisation) == (place, club)
        assert [*offer.goals.all(), *offer.target_groups.all()] == [goal, group]
        assert offer.website == "https://example.org"
        assert f"{offer.dates.get()}" == "Sprechstunde 05.03.2025 10:00"

    @pytest.mark.parametrize(
        ("lat", "lon", "errors"),
        [
            ("53.55", "10", {}),
            ("", "10", {"latitude": [TOGETHER]}),
            ("999", "5", {"latitude": [f"(5 / 999) {NOWHERE}"]}),
            ("53.70", "181", {"longitude": [f"(181 / 53,7) {NOWHERE}"]}),
            ("10.77", "53.70", {"latitude": [f"(53,7 / 10,77): {SWAPPED}"]}),
        ],
    )
    def test_where_it_is_is_checked(self, staff, lat, lon, errors):
        offer = make_offer()
        page = staff.get(f"{OFFERS}{offer.pk}/change/")
        form = filled(page, "offer_form", latitude=lat, longitude=lon)
        response = staff.post(f"{OFFERS}{offer.pk}/change/", form)
        found = response.context["adminform"].errors if response.status_code == 200 else {}
        assert found == errors

    def test_only_objectives_to_choose_from(self, staff):
        make_goal("1.1.1")
        choices = staff.get(f"{OFFERS}add/").context["adminform"].form["goals"].field.queryset
        assert [goal.code for goal in choices] == ["1.1.1"]

    @pytest.mark.parametrize("words", ["für", "FÜR", "fuer", "Räume", "raum", "raeume für"])
    def test_search_knows_umlauts_and_stems(self, staff, words):
        shown = make_offer("Räume für alle")
        make_offer("Sprechstunde")
        response = staff.get(OFFERS, {"q": words})
        assert list(response.context["cl"].queryset) == [shown]

    @pytest.mark.parametrize("query", ["publication__exact=entwurf", "kind__exact=raum"])
    def test_filters(self, staff, query):
        shown = make_offer("Saal", kind="raum", publication="entwurf")
        make_offer("Sprechstunde")
        assert list(staff.get(f"{OFFERS}?{query}").context["cl"].queryset) == [shown]


def test_autocomplete_knows_umlauts(staff):
    club = make_organisation("Förderkreis")
    make_organisation("Verein")
    response = staff.get(
        "/admin/autocomplete/",
        {
            "app_label": "districts",
            "model_name": "offer",
            "field_name": "organisation",
            "term": "FÖRDER",
        },
    )
    assert [row["id"] for row in response.json()["results"]] == [str(club.pk)]


class TestUnchanged:
    """The one click on an offer whose particulars still hold."""

    @pytest.fixture
    def offer(self):
        return make_offer(verified_on="2020-01-01")

    def click(self, client, offer):
        return client.post(f"{OFFERS}{offer.pk}/unveraendert/")

    def verified(self, offer):
        return Offer.objects.get(pk=offer.pk).verified_on

    def test_the_redaktion_verifies_its_own(self, client, offer):
        department = make_department()
        department.offers.add(offer)
        client.force_login(make_member("Redaktion", departments=[department]))
        assert f"{OFFERS}{offer.pk}/unveraendert/" in client.get(OFFERS).text
        for said in (
            "„Spielenachmittag“: als heute geprüft vermerkt.",
            "„Spielenachmittag“ ist heute schon geprüft.",
        ):
            response = self.click(client, offer)
            assert str([*get_messages(response.wsgi_request)][-1]) == said
        assert self.verified(offer) == timezone.localdate()
        newest = offer.history.first()
        assert (newest.history_user.username, newest.history_change_reason) == (
            "redaktion", "Unverändert, geprüft.",
        )  # fmt: skip
        assert offer.history.filter(verified_on=timezone.localdate()).count() == 1

    def test_nobody_else_does(self, client, offer):
        department = make_department()
        client.force_login(make_member("Redaktion", departments=[department]))
        assert self.click(client, offer).status_code == 404
        reader = make_staff("leser", is_superuser=False)
        reader.user_permissions.add(Permission.objects.get(codename="view_offer"))
        department.members.add(reader), department.offers.add(offer)
        client.force_login(reader)
        assert self.click(client, offer).status_code == 403
        assert "unveraendert" not in client.get(OFFERS).text
        assert f"{self.verified(offer)}" == "2020-01-01"

    def test_the_list_shows_what_is_to_be_verified(self, staff, offer):
        make_offer("Neu", verified_on=timezone.localdate())
        make_offer("Beendet", status=Offer.Status.ENDED)
        never = make_offer("Nie")
        rows = staff.get(f"{OFFERS}?faellig=pruefen").context["cl"].queryset
        assert list(rows) == [never, offer]


def test_a_department_says_for_what_it_is_responsible(client):
    department, offer = make_department(), make_offer()
    client.force_login(make_member("Verwaltung"))
    page = f"/admin/measures/department/{department.pk}/change/"
    data = filled(client.get(page), "department_form", offers=[offer.pk])
    assert client.post(page, data).status_code == 302
    assert list(department.offers.all()) == [offer]
