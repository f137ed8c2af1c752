"""What still refers to something keeps it from being deleted, and is named."""

import pytest
from django.contrib.auth.models import Permission

from districts.models import Coverage, District
from goals.models import Goal
from tests.factories import (
    make_assessment,
    make_coverage,
    make_department,
    make_document,
    make_example,
    make_goal,
    make_indicator,
    make_measure,
    make_measurement,
    make_member,
    make_offer,
    make_organisation,
    make_place,
    make_quarter,
    make_report,
    make_staff,
    make_target_group,
)
from tests.forms import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


def address(row, page="delete"):
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{page}/"


def cases():
    goal, place = (lambda: make_goal("1.1.1")), (lambda: make_place("Insel"))
    club, group, department = make_organisation, make_target_group, make_department
    yield goal, lambda row: make_measure(goals=[row]), "Maßnahme: Spielplatz"
    yield goal, lambda row: make_offer(goals=[row]), "Angebot: Spielenachmittag"
    yield goal, lambda row: make_document(goals=[row]), "Dokument: Bedarfsanalyse"
    yield goal, lambda row: make_indicator(goals=[row]), "Kennzahl: Einwohner"
    yield goal, lambda row: make_example(goals=[row]), "Praxisbeispiel: Mehrgenerationenhaus"
    yield (
        lambda: make_goal("1.1"),
        lambda row: make_goal("1.1.1"),
        "Ziel: Handlungsziel 1.1.1 Wortlaut von 1.1.1.",
    )
    yield (
        goal,
        lambda row: make_assessment(make_coverage(row, make_place("Insel"))),
        "Einschätzung: Handlungsziel 1.1.1 in Insel: begonnen",
    )
    yield place, lambda row: make_measure(districts=[row]), "Maßnahme: Spielplatz"
    yield place, lambda row: make_offer(district=row), "Angebot: Spielenachmittag"
    yield place, lambda row: make_document(districts=[row]), "Dokument: Bedarfsanalyse"
    yield place, lambda row: make_quarter("Siedlung", row), "Ort: Siedlung"
    yield (
        place,
        lambda row: make_measurement(district=row),
        "Messwert: Einwohner, Insel, 01.01.2025",
    )
    yield (
        place,
        lambda row: make_assessment(make_coverage(district=row)),
        "Einschätzung: Handlungsziel 1.1.1 in Insel: begonnen",
    )
    yield club, lambda row: make_offer(organisation=row), "Angebot: Spielenachmittag"
    yield club, lambda row: make_offer(partners=[row]), "Angebot: Spielenachmittag"
    yield club, lambda row: make_measure(partners=[row]), "Maßnahme: Spielplatz"
    yield group, lambda row: make_offer(target_groups=[row]), "Angebot: Spielenachmittag"
    yield group, lambda row: make_measure(target_groups=[row]), "Maßnahme: Spielplatz"
    yield department, lambda row: make_measure(department=row), "Maßnahme: Spielplatz"
    yield department, lambda row: row.offers.add(make_offer()), "Angebot: Spielenachmittag"
    yield department, lambda row: row.documents.add(make_document()), "Dokument: Bedarfsanalyse"
    yield department, lambda row: row.members.add(make_staff("anna")), "Benutzer: anna"
    yield make_measure, make_report, "Sachstand: in Umsetzung, 01.01.2025"
    yield make_indicator, make_measurement, "Messwert: Einwohner, Ratzeburg, 01.01.2025"
    yield make_coverage, make_assessment, "Einschätzung: Handlungsziel 1.1.1 in Ratzeburg: begonnen"


@pytest.mark.parametrize(("make", "refer", "named"), cases())
def test_what_refers_is_named_and_nothing_goes(staff, make, refer, named):
    row = make()
    refer(row)
    for response in (staff.get(address(row)), staff.post(address(row), {"post": "yes"})):
        assert f"wird noch gebraucht und bleibt deshalb stehen. Darauf verweisen: {named}" in texts(
            response
        )
    assert type(row)._base_manager.filter(pk=row.pk).exists()


def test_what_refers_is_linked(staff):
    measure = make_measure()
    response = staff.get(address(measure.goals.get()))
    assert f'<li>Maßnahme: <a href="{address(measure, "change")}">Spielplatz</a></li>' in (
        response.text
    )


def test_several_at_once(staff):
    kept, free = make_organisation("Verein"), make_organisation("Kirche")
    make_offer("Sprechstunde", organisation=kept)
    response = staff.post(
        "/admin/districts/organisation/",
        {"action": "delete_selected", "_selected_action": [kept.pk, free.pk], "post": "yes"},
    )
    words = texts(response)
    assert "Es ist nichts gelöscht. Darauf verweisen: Angebot: Sprechstunde" in words
    assert [*type(free).objects.all()] == [free, kept]


def test_what_one_may_not_see_is_not_named(client):
    user = make_member("Redaktion", departments=[make_department()])
    user.user_permissions.add(Permission.objects.get(codename="delete_organisation"))
    client.force_login(user)
    club = make_organisation("Verein")
    make_measure("Geheim", partners=[club], publication="entwurf")
    words = texts(client.get(address(club)))
    assert "Maßnahme: gehört nicht zu Ihrem Bereich" in words
    assert "Geheim" not in words


def test_many_are_counted(staff):
    club = make_organisation("Verein")
    for number in range(53):
        make_offer(f"Angebot {number:02}", organisation=club)
    words = texts(staff.get(address(club)))
    assert "Angebot 49 und 3 weitere" in words
    assert "Angebot 50" not in words


def test_what_only_follows_from_the_reach_goes_along(staff):
    goal, place = make_goal("1.1.1", reach=Goal.Reach.DISTRICTS), make_place("Insel")
    assert Coverage.objects.count() == 1
    staff.post(address(place), {"post": "yes"})
    assert [*District.objects.values_list("name", flat=True)] == ["Ratzeburg"]
    assert Coverage.objects.count() == 0
    staff.post(address(goal), {"post": "yes"})
    assert [goal.code for goal in Goal.objects.all()] == ["1", "1.1"]


def test_a_member_of_a_department_is_not_deleted(staff):
    member = make_member("Redaktion", departments=[make_department()])
    response = staff.post(address(member), {"post": "yes"})
    assert "Fachbereich: Fachbereich Bildung" in texts(response)
    assert type(member).objects.filter(pk=member.pk).exists()


def test_links_go_unnamed(staff):
    """Only what has a name of its own is listed, and nothing of it twice."""
    department = make_department()
    offer = make_offer(target_groups=[make_target_group()], partners=[make_organisation()])
    document = make_document(goals=[make_goal("1.1.1")], districts=[make_place()])
    department.offers.add(offer)
    department.documents.add(document)
    for row, kind, kinds in ((offer, "Angebot", "Angebote"), (document, "Dokument", "Dokumente")):
        rows = [f'{kind}: <a href="{address(row, "change")}">{row}</a>']
        one = staff.get(address(row))
        assert one.context["deleted_objects"] == rows
        assert [*one.context["model_count"]] == [(kinds, 1)]
        several = staff.post(
            f"/admin/districts/{row._meta.model_name}/",
            {"action": "delete_selected", "_selected_action": [row.pk]},
        )
        assert several.context["deletable_objects"] == [rows]
        assert [*several.context["model_count"]] == [(kinds, 1)]
        staff.post(address(row), {"post": "yes"})
    assert [*department.offers.all(), *department.documents.all()] == []
