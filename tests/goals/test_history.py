"""What the admin tells about the past of a row, and the way back to it."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client

from districts.models import District, Document, Offer
from goals.models import Goal
from goals.models.content import Publication
from measures.models import Measure
from tests.factories import (
    make_assessment,
    make_coverage,
    make_department,
    make_document,
    make_goal,
    make_measure,
    make_member,
    make_milestone,
    make_offer,
    make_organisation,
    make_place,
    make_quarter,
    make_staff,
    make_status_report,
    make_target_group,
)
from tests.forms import filled, texts
from tests.test_query_counts import fill
from tests.trees import tree_faults

pytestmark = pytest.mark.django_db


class Desk:
    """Someone of the staff at the pages of one row."""

    def __init__(self, row, user):
        self.row = row
        self.base = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/"
        self.client = Client()
        self.client.force_login(user)
        newest = row.history.first()
        self.start = newest and newest.pk

    def save(self, **changes):
        changes = {name.replace("__", "-"): value for name, value in changes.items()}
        page = self.client.get(f"{self.base}change/")
        data = filled(page, f"{self.row._meta.model_name}_form", **changes)
        response = self.client.post(f"{self.base}change/", data)
        assert response.status_code == 302, texts(response)

    def history(self, **query):
        return self.client.get(f"{self.base}history/", query)

    @property
    def told(self):
        """Each entry as (user, kinds and titles, {label: pieces that changed})."""
        return [
            (
                str(entry.user),
                [f"{change.kind}{change.title}" for change in entry.changes],
                {
                    found.label: [piece for piece in found.pieces if piece[0] != "kept"]
                    for change in entry.changes
                    for found in change.differences
                },
            )
            for entry in self.history().context["entries"]
        ]

    def restore_page(self, number=None):
        return self.client.get(self.address(number))

    def restore(self, number=None, page=None):
        page = page or self.restore_page(number)
        data = filled(page, "restore_form") or {"seen": "x"}
        return self.client.post(self.address(number), data)

    def address(self, number=None):
        """The page about a record, by default about how the row stood at first."""
        return f"{self.base}history/{number or self.start}/"


@pytest.fixture
def anna():
    return make_staff("anna", first_name="Anna", last_name="Amt")


class TestDifferences:
    def test_one_save_is_one_entry(self, anna):
        insel, goal = make_place("Insel"), make_goal("1.1.2", text="Kinder")
        measure = make_measure("Spielplatz", summary="Ein alter Satz.", priority="hoch")
        make_milestone(measure, "Eröffnung")
        desk = Desk(measure, anna)
        desk.save(
            summary="Ein neuer Satz.",
            priority="niedrig",
            districts=[insel.pk],
            goals=[goal.pk],
            planned_end="2026",
            milestones__0__due_on="01.07.2025",
        )
        assert desk.told[0] == (
            "anna",
            ["~Spielplatz", "~Eröffnung"],
            {
                "Kurzfassung": [("removed", "alter"), ("added", "neuer")],
                "Geplantes Ende": [("added", "2026")],
                "Priorität": [("removed", "hoch"), ("added", "niedrig")],
                "Handlungsziele": [
                    ("removed", "Handlungsziel 1.1.1 Wortlaut von 1.1.1."),
                    ("added", "Handlungsziel 1.1.2 Kinder"),
                ],
                "Orte": [("added", "Insel")],
                "Fällig am": [("removed", "30.06.2025"), ("added", "01.07.2025")],
            },
        )

    def test_page_reads_well(self, anna):
        measure = make_measure("Spielplatz", summary="Ein alter Satz.")
        desk = Desk(measure, anna)
        desk.save(summary="Ein <b>neuer</b> Satz.")
        page = desk.history()
        assert "Uhr, von Anna Amt" in texts(page)
        assert "Ein [entfernt: alter][neu: <b>neuer</b>] Satz." in texts(page)
        assert "<b>neuer" not in page.text
        assert "einem Programm" in texts(page)  # what was there before anybody signed in

    def test_two_saves_are_two_entries(self, anna):
        desk = Desk(make_measure(summary="Eins"), anna)
        desk.save(summary="Zwei")
        desk.save(summary="Drei")
        assert [pieces["Kurzfassung"] for _, _, pieces in desk.told[:2]] == [
            [("removed", "Zwei"), ("added", "Drei")],
            [("removed", "Eins"), ("added", "Zwei")],
        ]

    def test_rows_below_that_came_and_went(self, anna):
        measure = make_measure()
        make_milestone(measure, "Eröffnung")
        desk = Desk(measure, anna)
        desk.save(milestones__0__DELETE="on")
        desk.save(
            milestones__TOTAL_FORMS=1,
            milestones__0__title="Richtfest",
            milestones__0__due_on="01.02.2026",
        )
        assert [kinds for _, kinds, _ in desk.told[:2]] == [
            ["~Spielplatz", "+Richtfest"],
            ["~Spielplatz", "-Eröffnung"],
        ]
        assert desk.told[0][2] == {
            "Titel": [("added", "Richtfest")],
            "Fällig am": [("added", "01.02.2026")],
        }

    def test_assessments_stand_with_their_coverage(self, anna):
        coverage = make_coverage(make_goal("1.1.1"), make_place("Insel"))
        make_assessment(coverage)
        Desk(coverage, anna).save(assessments__0__status="erreicht")
        assert Desk(coverage, anna).told[0][2] == {
            "Einschätzung": [("removed", "begonnen"), ("added", "erreicht")]
        }

    def test_what_is_gone_keeps_its_name(self, anna):
        club = make_organisation("Verein")
        offer = make_offer(organisation=club)
        desk = Desk(offer, anna)
        desk.save(organisation="")
        club.delete()
        assert desk.told[0][2] == {"Träger": [("removed", "Verein (gelöscht)")]}

    @pytest.mark.parametrize("saves", [1, 3, 60])
    def test_queries(self, anna, saves, django_assert_num_queries):
        measure = make_measure(districts=[make_place("Insel")])
        for number in range(saves):
            measure.summary = f"Fassung {number}"
            measure.save()
            make_milestone(measure, f"Meilenstein {number}")
        desk = Desk(measure, anna)
        desk.history()
        with django_assert_num_queries(HISTORY_QUERIES):
            desk.history()

    def test_pages(self, anna):
        measure = make_measure()
        for number in range(40):
            measure.summary = f"Fassung {number}"
            measure.save()
        desk = Desk(measure, anna)
        assert len(desk.history().context["entries"]) == 25
        words = texts(desk.history(p=2))
        assert "Fassung 0" in words
        assert "Seite 2 von 2" in words
        for odd in ("0", "99", "x", "-1", "9" * 30):
            assert desk.history(p=odd).status_code == 200


HISTORY_QUERIES = 15


class TestWho:
    @pytest.fixture
    def member(self):
        return make_member("Redaktion", departments=[make_department()])

    def test_nobody_sees_another_departments_past(self, member):
        desk = Desk(make_measure(department=make_department("Bauamt")), member)
        before = Measure.history.count()
        assert desk.history().status_code == 302
        assert desk.restore_page().status_code == 302
        assert desk.restore().status_code == 302
        assert Measure.history.count() == before

    def test_own_rows(self, member):
        measure = make_measure(department=member.departments.get(), publication="entwurf")
        desk = Desk(measure, member)
        desk.save(summary="Neu")
        assert desk.restore().status_code == 302
        assert Measure.objects.get().summary == ""

    def test_not_back_to_another_department(self, member):
        measure = make_measure(department=make_department("Bauamt"), publication="entwurf")
        desk = Desk(measure, member)
        measure.department = member.departments.get()
        measure.save()
        page = desk.restore_page()
        assert "„Bauamt“ steht nicht mehr zur Wahl." in texts(page)
        assert desk.restore(page=page).status_code == 200
        assert Measure.objects.get().department == member.departments.get()

    def test_not_back_to_what_one_may_not_publish(self, member):
        measure = make_measure(department=member.departments.get())
        desk = Desk(measure, member)
        measure.publication = Publication.DRAFT
        measure.save()
        assert "darf hier nur, wer freigeben darf" in texts(desk.restore_page())
        assert desk.restore().status_code == 200
        assert Measure.objects.get().publication == Publication.DRAFT

    def test_who_may_only_look_restores_nothing(self):
        reader = make_staff("leser", is_superuser=False)
        codes = ("view_measure", "every_department")
        reader.user_permissions.set(Permission.objects.filter(codename__in=codes))
        desk = Desk(make_measure(), reader)
        assert desk.history().status_code == 200
        assert "wiederherstellen" not in desk.history().text
        assert desk.restore_page().status_code == 403
        assert desk.restore().status_code == 403

    def test_a_deleted_rows_past_stays_for_those_who_may_delete(self, anna, member):
        measure = make_measure("Spielplatz", department=member.departments.get())
        desks = Desk(measure, anna), Desk(measure, member)
        measure.delete()
        page = desks[0].history()
        assert "Diesen Eintrag gibt es nicht mehr; seine Geschichte bleibt." in texts(page)
        assert "Spielplatz" in texts(page)
        assert desks[1].history().status_code == 302

    @pytest.mark.parametrize("pk", ["0", "x", "9" * 30, "9" * 5_000, "1_2"])
    def test_rows_that_never_were(self, anna, pk):
        desk = Desk(make_measure(), anna)
        assert desk.client.get(f"/admin/measures/measure/{pk}/history/").status_code == 302
        assert desk.client.get(f"/admin/measures/measure/{pk}/history/1/").status_code == 302


class TestRestoring:
    def test_columns_and_links_come_back(self, anna):
        insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
        club, families = make_organisation(), make_target_group()
        measure = make_measure(
            summary="Zeile\r\nzwei", cost_once="1.50", districts=[insel], partners=[club]
        )
        measure.target_groups.add(families)
        before = measure.history.order_by("history_id").last().pk
        desk = Desk(measure, anna)
        desk.save(
            summary="Neu", cost_once="", districts=[vorstadt.pk], partners=[], target_groups=[]
        )
        page = desk.restore_page(before)
        assert [row[:3] for row in page.context["differences"]] == [
            ("Kurzfassung", "Neu", "Zeile\nzwei"),
            ("Orte", "Vorstadt", "Insel"),
            ("Zielgruppen", "", "Familien"),
            ("Beteiligte", "", "Verein für alle"),
            ("Kosten einmalig (Euro)", "", "1,50"),
        ]
        assert desk.restore(before).status_code == 302
        measure = Measure.objects.get()
        assert (measure.summary, str(measure.cost_once)) == ("Zeile\r\nzwei", "1.50")
        links = [*measure.districts.all(), *measure.partners.all(), *measure.target_groups.all()]
        assert links == [insel, club, families]
        newest = desk.history().context["entries"][0]
        assert newest.reason.startswith("Wiederhergestellt: Stand vom ")
        assert str(newest.user) == "anna"

    def test_who_came_in_between_is_seen(self, anna):
        measure = make_measure(summary="Eins")
        desk = Desk(measure, anna)
        desk.save(summary="Zwei")
        page = desk.restore_page()
        desk.save(summary="Drei")
        response = desk.restore(page=page)
        assert "Inzwischen hat jemand den Eintrag geändert." in texts(response)
        assert Measure.objects.get().summary == "Drei"
        assert desk.restore(page=response).status_code == 302
        assert Measure.objects.get().summary == "Eins"

    def test_what_is_gone_is_named_and_left_out(self, anna):
        goal, other = make_goal("1.1.1"), make_goal("1.1.2", text="Weg")
        measure = make_measure(goals=[goal, other], summary="Eins")
        before = measure.history.order_by("history_id").last().pk
        desk = Desk(measure, anna)
        desk.save(goals=[goal.pk], summary="Zwei")
        other.delete()
        assert "Handlungsziele: Handlungsziel 1.1.2 Weg (gelöscht)" in texts(
            desk.restore_page(before)
        )
        assert desk.restore(before).status_code == 302
        assert Measure.objects.get().summary == "Eins"

    def test_an_organisation_that_is_gone_stands_in_the_way(self, anna):
        club = make_organisation("Verein")
        desk = Desk(make_offer(organisation=club, text="Eins"), anna)
        desk.save(organisation="", text="Zwei")
        club.delete()
        page = desk.restore_page()
        assert "Träger: „Verein (gelöscht)“ steht nicht mehr zur Wahl." in texts(page)
        assert desk.restore(page=page).status_code == 200
        assert Offer.objects.get().text == "Zwei"

    def test_an_upload_comes_back(self, anna, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        document = make_document(file="dokumente/alt.pdf", url="")
        desk = Desk(document, anna)
        document.file, document.url = "", "https://example.org/neu.pdf"
        document.save()
        assert desk.restore().status_code == 302
        document = Document.objects.get()
        assert (str(document.file), document.url) == ("dokumente/alt.pdf", "")

    def test_a_record_of_another_row(self, anna):
        one, two = make_measure("Eins"), make_measure("Zwei")
        number = two.history.first().pk
        assert Desk(one, anna).restore_page(number).status_code == 404
        assert Desk(one, anna).restore(number).status_code == 404

    def test_nothing_to_restore(self, anna):
        desk = Desk(make_offer(), anna)
        assert "gibt es keinen Unterschied" in texts(desk.restore_page())


class TestTrees:
    def test_a_place_goes_back_to_where_it_hung(self, anna):
        insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
        nord = make_quarter("Nord", insel)
        desk = Desk(nord, anna)
        desk.save(parent=vorstadt.pk)
        assert desk.restore().status_code == 302
        assert District.objects.get(pk=nord.pk).parent == insel
        assert tree_faults(District) == []

    def test_a_parent_that_is_gone(self, anna):
        insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
        desk = Desk(make_quarter("Nord", insel), anna)
        desk.save(parent=vorstadt.pk)
        District.objects.get(pk=insel.pk).delete()
        page = desk.restore_page()
        assert "„Insel (gelöscht)“ steht nicht mehr zur Wahl." in texts(page)
        assert desk.restore(page=page).status_code == 200
        assert District.objects.get(name="Nord").parent == vorstadt
        assert tree_faults(District) == []

    def test_a_number_that_is_taken(self, anna):
        goal = make_goal("1.1.1", text="Eins")
        desk = Desk(goal, anna)
        desk.save(code="1.1.2")
        make_goal("1.1.1", text="Der neue")
        page = desk.restore_page()
        assert "Nummer: Ein Ziel mit dieser Nummer gibt es schon." in texts(page)
        assert desk.restore(page=page).status_code == 200
        assert Goal.objects.get(pk=goal.pk).code == "1.1.2"
        assert tree_faults(Goal) == []


RECORDED = [model for model in admin.site._registry if hasattr(model, "record")]


@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model._meta.label)
def test_every_recorded_model_has_its_pages(anna, model):
    fill(1)
    make_assessment(make_coverage()), make_document(), make_status_report()
    row = model._base_manager.first()
    row.save()
    desk = Desk(row, anna)
    for page in (desk.history(), desk.restore_page()):
        assert page.status_code == 200
        assert " style=" not in page.text
    assert "angelegt" in texts(desk.history())
