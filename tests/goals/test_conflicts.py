"""Two people on one form: what the second one sees, and that nothing is lost."""

import pytest
from django.contrib import admin
from django.test import Client

from districts.models import District, Offer
from goals.models import Goal
from measures.models import Measure, Milestone
from tests.factories import (
    make_assessment,
    make_coverage,
    make_department,
    make_document,
    make_goal,
    make_indicator,
    make_measure,
    make_member,
    make_milestone,
    make_offer,
    make_offer_date,
    make_place,
    make_quarter,
    make_resolution,
    make_staff,
    make_status_report,
    make_target_group,
)
from tests.forms import filled, texts
from tests.test_query_counts import fill
from tests.trees import tree_faults

pytestmark = pytest.mark.django_db


class Editor:
    """Someone of the Verwaltung with a change page open."""

    def __init__(self, row, user):
        self.form_id = f"{row._meta.model_name}_form"
        self.address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
        self.client = Client()
        self.client.force_login(user)
        self.open()

    def open(self):
        self.page = self.client.get(self.address)
        assert self.page.status_code == 200

    def save(self, **changes):
        """Send the page that is open; what comes back is the page that is open then."""
        changes = {name.replace("__", "-"): value for name, value in changes.items()}
        self.page = self.client.post(self.address, filled(self.page, self.form_id, **changes))
        return self.page.status_code

    def value(self, name):
        return filled(self.page, self.form_id)[name.replace("__", "-")]

    @property
    def versions(self):
        """(row, field, stored, sent) of each clash that is shown."""
        return [
            (clash.name, label, stored, sent)
            for clash, _ in self.page.context["clashes"]
            for label, stored, sent, _ in clash.differences
        ]


@pytest.fixture
def anna():
    return make_staff("anna", first_name="Anna", last_name="Amt")


@pytest.fixture
def bert():
    return make_staff("bert")


@pytest.fixture
def open_by_both(anna, bert):
    return lambda row: (Editor(row, anna), Editor(row, bert))


class TestMainForm:
    def test_both_texts_are_shown_and_nothing_is_saved(self, open_by_both):
        measure = make_measure(summary="Am Anfang", districts=[make_place("Vorstadt")])
        anna, bert = open_by_both(measure)
        assert anna.save(summary="Annas Text") == 302
        assert bert.save(summary="Berts Text", funding="Land") == 200
        measure.refresh_from_db()
        assert (measure.summary, measure.funding) == ("Annas Text", "")
        assert bert.versions == [
            ("Maßnahme", "Kurzfassung", "Annas Text", "Berts Text"),
            ("Maßnahme", "Finanzierung", "", "Land"),
        ]
        assert bert.value("summary") == ["Berts Text"]
        assert bert.value("funding") == ["Land"]
        assert "Jetzt gespeichert (von Anna Amt, " in texts(bert.page)
        assert "Es ist noch nichts gespeichert und nichts verloren" in texts(bert.page)

    def test_saving_again_is_meant(self, open_by_both):
        measure = make_measure(summary="Am Anfang")
        anna, bert = open_by_both(measure)
        anna.save(summary="Annas Text")
        bert.save(summary="Berts Text")
        assert bert.save(summary="Annas und Berts Text") == 302
        measure.refresh_from_db()
        assert measure.summary == "Annas und Berts Text"

    def test_a_third_one_in_between_is_seen_too(self, open_by_both):
        measure = make_measure(summary="Am Anfang")
        anna, bert = open_by_both(measure)
        anna.save(summary="Annas Text")
        bert.save(summary="Berts Text")
        anna.open()
        anna.save(summary="Annas zweiter Text")
        assert bert.save() == 200
        assert bert.versions == [
            ("Maßnahme", "Kurzfassung", "Annas zweiter Text", "Berts Text"),
        ]

    def test_what_one_left_alone_takes_the_newer_state(self, open_by_both):
        place, goal = make_place("Vorstadt"), make_goal("1.1.2")
        measure = make_measure(summary="Am Anfang", description="Eins\nZwei")
        anna, bert = open_by_both(measure)
        anna.save(summary="Annas Text", districts=[place.pk], cost_once="1000.50")
        assert bert.save(goals=[goal.pk], description="Eins\r\nDrei") == 200
        assert bert.value("summary") == ["Annas Text"]
        assert bert.value("districts") == [str(place.pk)]
        assert bert.value("goals") == [str(goal.pk)]
        assert bert.save() == 302
        measure = Measure.objects.get()
        assert (measure.summary, measure.description) == ("Annas Text", "Eins\r\nDrei")
        assert [*measure.goals.all(), *measure.districts.all()] == [goal, place]
        assert measure.cost_once == 1000.5

    def test_the_same_twice_is_no_conflict(self, open_by_both):
        anna, bert = open_by_both(make_measure())
        assert [anna.save(summary="Neu"), bert.save(summary="Neu")] == [302, 302]

    def test_who_changes_nothing_undoes_nothing(self, open_by_both):
        measure = make_measure(summary="Am Anfang")
        anna, bert = open_by_both(measure)
        anna.save(summary="Annas Text")
        assert bert.save() == 302
        measure.refresh_from_db()
        assert measure.summary == "Annas Text"

    def test_what_is_wrong_is_said_beside_the_conflict(self, open_by_both):
        anna, bert = open_by_both(make_measure(summary="Am Anfang"))
        anna.save(summary="Annas Text")
        assert bert.save(planned_start="bald") == 200
        assert bert.value("planned_start") == ["bald"]
        assert ("Maßnahme", "Geplanter Beginn", "", "bald") in bert.versions
        assert "planned_start" in bert.page.context["adminform"].errors

    def test_relations_and_choices_by_name(self, open_by_both):
        department = make_department("Fachbereich Bildung")
        anna, bert = open_by_both(make_measure())
        anna.save(department=department.pk, priority="hoch")
        bert.save(priority="niedrig")
        assert bert.versions == [
            ("Maßnahme", "Fachbereich", "Fachbereich Bildung", ""),
            ("Maßnahme", "Priorität", "hoch", "niedrig"),
        ]
        assert bert.value("department") == [str(department.pk)]

    def test_text_of_others_stays_text(self, open_by_both):
        anna, bert = open_by_both(make_measure())
        anna.save(summary="<script>x()</script>")
        bert.save(summary="<b>fett</b>")
        assert "<script>x()" not in bert.page.text
        assert '<td class="as-written">&lt;b&gt;fett&lt;/b&gt;' in bert.page.text

    @pytest.mark.parametrize("seen", ["", "{", "[]", '{"": 1}', '{"x": {"y": {}}}', "null"])
    def test_a_mangled_mark_breaks_nothing(self, open_by_both, seen):
        anna, _ = open_by_both(make_measure())
        assert anna.save(summary="Neu", _seen=seen) == 302


class TestRowsBelow:
    @pytest.fixture
    def measure(self):
        measure = make_measure()
        make_milestone(measure, "Eins", "2025-01-01")
        make_milestone(measure, "Zwei", "2025-02-01")
        return measure

    def milestones(self):
        return [row.title for row in Milestone.objects.all()]

    def test_the_same_row_is_a_conflict(self, measure, open_by_both):
        anna, bert = open_by_both(measure)
        anna.save(milestones__0__title="Eins von Anna")
        assert bert.save(milestones__0__title="Eins von Bert", summary="Neu") == 200
        assert bert.versions == [
            ("Meilenstein", "Titel", "Eins von Anna", "Eins von Bert"),
        ]
        assert self.milestones() == ["Eins von Anna", "Zwei"]
        assert bert.value("summary") == ["Neu"]
        assert bert.save() == 302
        assert self.milestones() == ["Eins von Bert", "Zwei"]

    def test_another_row_is_none(self, measure, open_by_both):
        anna, bert = open_by_both(measure)
        anna.save(milestones__0__title="Eins von Anna")
        assert bert.save(milestones__1__title="Zwei von Bert") == 302
        assert self.milestones() == ["Eins von Anna", "Zwei von Bert"]

    def test_added_and_removed_rows_block_nobody(self, measure, open_by_both):
        anna, bert = open_by_both(measure)
        more = {"milestones__TOTAL_FORMS": 3, "milestones__2__due_on": "01.12.2024"}
        anna.save(milestones__0__DELETE="on", **more, milestones__2__title="Von Anna")
        assert bert.save(**more, milestones__2__title="Von Bert", milestones__1__title="2") == 302
        assert sorted(self.milestones()) == ["2", "Von Anna", "Von Bert"]

    def test_a_removed_row_that_the_other_one_worked_on(self, measure, open_by_both):
        anna, bert = open_by_both(measure)
        anna.save(milestones__0__DELETE="on")
        assert bert.save(milestones__0__title="Eins von Bert") == 200
        assert "Inzwischen gelöscht." in texts(bert.page)
        assert self.milestones() == ["Zwei"]
        assert bert.save() == 302
        assert self.milestones() == ["Eins von Bert", "Zwei"]

    def test_removing_a_row_that_was_changed(self, measure, open_by_both):
        anna, bert = open_by_both(measure)
        anna.save(milestones__0__title="Eins von Anna")
        assert bert.save(milestones__0__DELETE="on") == 200
        assert "Sie wollten löschen." in texts(bert.page)
        assert bert.value("milestones__0__DELETE") == ["on"]
        assert self.milestones() == ["Eins von Anna", "Zwei"]
        assert bert.save() == 302
        assert self.milestones() == ["Zwei"]

    def test_both_remove_it(self, measure, open_by_both):
        anna, bert = open_by_both(measure)
        anna.save(milestones__0__DELETE="on")
        assert bert.save(milestones__0__DELETE="on") == 302
        assert self.milestones() == ["Zwei"]

    def test_rows_keep_their_lines_when_their_order_changed(self, measure, open_by_both):
        anna, bert = open_by_both(measure)
        anna.save(summary="Anna", milestones__0__due_on="01.03.2025")
        assert bert.save(summary="Bert", milestones__1__title="Zwei von Bert") == 200
        formset = bert.page.context["inline_admin_formsets"][0]
        assert [form.original and form.original.title for form in formset] == [
            "Zwei von Bert",
            "Eins",
            None,
        ]
        assert bert.value("milestones__0__title") == ["Zwei von Bert"]
        assert bert.value("milestones__1__due_on") == ["01.03.2025"]
        assert bert.save() == 302
        assert self.milestones() == ["Zwei von Bert", "Eins"]

    def test_rows_of_the_other_one_stand_among_mine(self, measure, open_by_both):
        anna, bert = open_by_both(measure)
        make_milestone(measure, "Von selbst", "2025-01-15")
        anna.open()
        anna.save(summary="Anna")
        assert bert.save(summary="Bert", milestones__1__title="Zwei von Bert") == 200
        titles = [bert.value(f"milestones__{number}__title") for number in range(3)]
        assert titles == [["Eins"], ["Von selbst"], ["Zwei von Bert"]]
        assert bert.save() == 302
        assert self.milestones() == ["Eins", "Von selbst", "Zwei von Bert"]

    def test_dates_of_an_offer(self, open_by_both):
        offer = make_offer()
        make_offer_date(offer, starts_at="2025-03-05T10:00+01:00", exceptions=["2025-03-12"])
        anna, bert = open_by_both(offer)
        anna.save(dates__0__starts_at_1="11:00")
        assert bert.save(dates__0__note="Mit Kaffee") == 200
        assert bert.value("dates__0__starts_at_1") == ["11:00:00"]
        assert bert.versions == [
            ("Termin", "Beginn", "05.03.2025 11:00", "05.03.2025 10:00"),
            ("Termin", "Hinweis", "", "Mit Kaffee"),
        ]
        assert bert.save() == 302
        date = Offer.objects.get().dates.get()
        assert (str(date), date.note) == ("Spielenachmittag 05.03.2025 11:00", "Mit Kaffee")
        assert date.exceptions == ["2025-03-12"]


class TestGone:
    def test_what_was_written_is_shown(self, open_by_both):
        goal = make_goal("1.1.2", text="Kinder")
        measure = make_measure(goals=[goal])
        make_milestone(measure, "Eröffnung")
        anna, bert = open_by_both(measure)
        anna.client.post(anna.address.replace("change", "delete"), {"post": "yes"})
        assert bert.save(summary="Berts <Text>", milestones__0__title="Richtfest") == 404
        words = texts(bert.page)
        assert "hat jemand den Eintrag gelöscht" in words
        for written in ("Berts <Text>", "Richtfest", "Handlungsziel 1.1.2 Kinder"):
            assert written in words
        assert Measure.objects.count() == Milestone.objects.count() == 0

    @pytest.mark.parametrize("pk", ["9" * 5_000, "9" * 30, "x", "\0"])
    def test_a_number_that_no_row_has(self, open_by_both, pk):
        anna, bert = open_by_both(make_measure())
        anna.client.post(anna.address.replace("change", "delete"), {"post": "yes"})
        assert bert.save(summary="Berts Text", goals=[pk], department=pk) == 404
        assert "Berts Text" in texts(bert.page)

    def test_a_row_of_another_department_says_no_more(self, anna):
        department = make_department()
        measure = make_measure(department=department)
        member = Editor(measure, make_member("Redaktion", departments=[department]))
        Editor(measure, anna).save(department=make_department("Bauamt").pk, summary="Geheim")
        assert member.save(summary="Von mir") == 404
        assert "Von mir" in member.page.text
        assert "Geheim" not in member.page.text


class TestTrees:
    def test_a_move_in_between_is_not_undone(self, open_by_both):
        insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
        nord = make_quarter("Nord", insel)
        anna, bert = open_by_both(nord)
        anna.save(parent=vorstadt.pk)
        assert bert.save(text="Neu") == 200
        assert bert.versions[0] == ("Ort", "Gehört zu", "Vorstadt", "Insel")
        assert bert.value("parent") == [str(vorstadt.pk)]
        assert bert.save() == 302
        nord = District.objects.get(pk=nord.pk)
        assert (nord.parent, nord.text) == (vorstadt, "Neu")
        assert tree_faults(District) == []

    def test_another_number_in_between(self, open_by_both):
        make_goal("1.2")
        goal = make_goal("1.1.1", text="Eins")
        anna, bert = open_by_both(goal)
        anna.save(code="1.2.1")
        assert bert.save(text="Neu") == 200
        assert bert.save() == 302
        goal = Goal.objects.get(pk=goal.pk)
        assert (goal.code, goal.parent.code, goal.text) == ("1.2.1", "1.2", "Neu")
        assert tree_faults(Goal) == []


CONTENT = [
    model
    for model in admin.site._registry
    if model._meta.app_label in ("goals", "districts", "measures")
]


@pytest.mark.parametrize("model", CONTENT, ids=lambda model: model._meta.label)
class TestEveryContentAdmin:
    @pytest.fixture
    def row(self, model):
        fill(1)
        make_document(), make_indicator(), make_target_group(), make_department()
        make_assessment(make_coverage())
        make_resolution(), make_status_report()
        return model._base_manager.first()

    def test_sending_it_back_unchanged_changes_nothing(self, row, anna):
        before = {"columns": dict(row.__dict__)}
        editor = Editor(row, anna)
        assert "_seen" in filled(editor.page, editor.form_id)
        if editor.save() == 200:  # such as a form that asks for something anew
            pytest.fail(texts(editor.page))
        again = {"columns": dict(type(row)._base_manager.get(pk=row.pk).__dict__)}
        for columns in (before["columns"], again["columns"]):
            columns.pop("_state"), columns.pop("changed_at", None)
            columns.pop("_mptt_cached_fields", None)
        assert again == before

    def test_a_bulk_edit_that_nobody_offers_changes_nothing(self, row, anna):
        editor = Editor(row, anna)
        before = dict(type(row)._base_manager.values().get(pk=row.pk))
        data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": row.pk, "_save": "1"}
        data |= {f"form-0-{name}": "9" for name in before if name != "id"}
        address = editor.address.rpartition(f"{row.pk}/")[0]
        assert editor.client.post(address, data).status_code == 200
        assert dict(type(row)._base_manager.values().get(pk=row.pk)) == before
