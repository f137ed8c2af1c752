"""The steps of publication in the admin, on content that has them."""

import pytest
from django.utils import timezone

from districts.models import Offer
from goals.models.content import Publication
from goals.publication import changed_since_approval
from goals.scope import may_publish, publishable
from measures.models import Measure
from tests.factories import (
    make_department,
    make_document,
    make_example,
    make_goal,
    make_indicator,
    make_measure,
    make_member,
    make_offer,
    make_organisation,
    make_place,
    make_report,
    make_staff,
)
from tests.forms import filled, texts

pytestmark = pytest.mark.django_db
MEASURES, OFFERS = "/admin/measures/measure/", "/admin/districts/offer/"
DRAFT, REVIEW, PUBLISHED, ARCHIVED = Publication
REFUSED = "Veröffentlichen, archivieren und zurückziehen darf hier nur, wer freigeben darf."


def page(measure):
    return f"{MEASURES}{measure.pk}/change/"


def offered(response):
    """The steps that the form lets choose."""
    choices = response.context["adminform"].form.fields["publication"].widget.choices
    return [value for value, _ in choices if value]


def save(client, measure, **changes):
    return client.post(page(measure), filled(client.get(page(measure)), "measure_form", **changes))


def act(client, address, action, rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return [str(m) for m in client.post(address, data, follow=True).context["messages"]]


def steps(rows):
    return [type(row).objects.get(pk=row.pk).publication for row in rows]


class TestForm:
    @pytest.mark.parametrize(
        ("step", "expected"),
        [
            (DRAFT, [DRAFT, REVIEW]),
            (REVIEW, [DRAFT, REVIEW]),
            (PUBLISHED, [DRAFT, REVIEW, PUBLISHED]),
            (ARCHIVED, [DRAFT, REVIEW, ARCHIVED]),
        ],
    )
    def test_the_redaktion_is_offered_what_it_may_and_what_stands(
        self, editor, department, step, expected
    ):
        measure = make_measure(department=department, publication=step)
        assert offered(editor.get(page(measure))) == expected
        assert save(editor, measure, title="Neu").status_code == 302
        assert Measure.objects.values_list("title", "publication").get() == ("Neu", step)

    def test_those_who_may_are_offered_all(self, office):
        measure = make_measure()
        assert offered(office.get(page(measure))) == list(Publication)

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (DRAFT, PUBLISHED), (REVIEW, PUBLISHED), (DRAFT, ARCHIVED),
            (PUBLISHED, DRAFT), (PUBLISHED, REVIEW), (PUBLISHED, ARCHIVED), (ARCHIVED, PUBLISHED),
        ],
    )  # fmt: skip
    def test_a_step_beyond_the_right_is_refused_with_all_else(
        self, editor, department, before, after
    ):
        measure = make_measure(department=department, publication=before)
        response = save(editor, measure, publication=after, title="Neu")
        assert REFUSED in response.text
        measure.refresh_from_db()
        assert (measure.title, measure.publication) == ("Spielplatz", before)

    def test_a_new_row_is_not_published_by_who_may_not(self, editor, department):
        data = filled(editor.get(f"{MEASURES}add/"), "measure_form")
        data |= {"title": "Neu", "slug": "neu", "goals": [make_goal("1.1.1").pk]}
        data |= {"department": department.pk, "publication": PUBLISHED}
        assert REFUSED in editor.post(f"{MEASURES}add/", data).text
        assert Measure.objects.count() == 0
        assert editor.post(f"{MEASURES}add/", data | {"publication": REVIEW}).status_code == 302
        assert Measure.objects.get().publication == REVIEW

    def test_the_right_of_one_department_is_none_for_another(self, editor, department):
        trusted = make_department("Bauamt", may_publish=True)
        trusted.members.set(department.members.all())
        theirs = make_measure("a", department=department, publication=REVIEW)
        own = make_measure("b", department=trusted, publication=REVIEW)
        assert REFUSED in save(editor, theirs, publication=PUBLISHED).text
        assert save(editor, own, publication=PUBLISHED).status_code == 302
        # Not by handing it on in the same moment either.
        assert REFUSED in save(
            editor, make_measure("c", department=trusted, publication=DRAFT),
            publication=PUBLISHED, department=department.pk,
        ).text  # fmt: skip
        assert steps([theirs, own]) == [REVIEW, PUBLISHED]

    def test_only_who_may_publish_confirms_for_the_town(self, client, editor, department):
        measure = make_measure(department=department)
        data = filled(editor.get(page(measure)), "measure_form")
        assert "confirmed_on" not in data
        editor.post(page(measure), data | {"confirmed_on": "01.02.2025", "title": "Neu"})
        measure.refresh_from_db()
        assert (measure.title, measure.confirmed_on) == ("Neu", None)
        client.force_login(make_member("Verwaltung"))
        save(client, measure, confirmed_on="01.02.2025")
        measure.refresh_from_db()
        assert f"{measure.confirmed_on}" == "2025-02-01"

    @pytest.mark.parametrize("make", [make_goal, make_place])
    def test_the_trees_are_the_office_s(self, office, client, make):
        node = make()
        address = f"/admin/{node._meta.app_label}/{node._meta.model_name}/{node.pk}/change/"
        assert 'name="is_published"' in office.get(address).text
        client.force_login(make_member("Redaktion"))
        assert client.get(address).status_code == 403

    def test_who_took_which_step_and_when(self, client, editor, department):
        measure = make_measure(department=department, publication=DRAFT)
        save(editor, measure, publication=REVIEW)
        client.force_login(make_member("Verwaltung", first_name="Eva", last_name="Muster"))
        save(client, measure, publication=PUBLISHED)
        save(client, measure, title="Neu")
        records = measure.history.order_by("history_id")
        days = [f"{timezone.localtime(record.history_date):%d.%m.%Y}" for record in records]
        text = texts(client.get(page(measure)))
        said = text.partition("Weg der Freigabe: ")[2]
        assert said.startswith(f"als Entwurf gespeichert am {days[0]}, ")
        assert f"Uhr zur Freigabe vorgelegt am {days[1]}, " in said
        assert "Uhr von redaktion veröffentlicht am " in said
        assert said.count("Uhr von Eva Muster") == 1


class TestActions:
    def test_the_redaktion_puts_forward_and_takes_back(self, editor, department):
        rows = [make_measure(f"{n}", department=department, publication=DRAFT) for n in range(3)]
        assert act(editor, MEASURES, "to_review", rows) == ["3 Einträge: zur Freigabe vorgelegt."]
        assert steps(rows) == [REVIEW] * 3
        assert act(editor, MEASURES, "to_draft", rows[:1]) == ["0: als Entwurf gespeichert."]
        assert [r.history.first().history_user.username for r in rows] == ["redaktion"] * 3

    def test_each_row_is_looked_at(self, editor, department):
        rows = [
            make_measure(f"{step}", department=department, publication=step)
            for step in (DRAFT, REVIEW, PUBLISHED, ARCHIVED)
        ]
        foreign = make_measure("fremd", department=make_department("Bauamt"), publication=DRAFT)
        assert act(editor, MEASURES, "to_review", [*rows, foreign]) == [
            "entwurf: zur Freigabe vorgelegt.",
            (
                "Nicht zur Freigabe vorgelegt: zur-freigabe (ist es schon); "
                "veroeffentlicht (darf nur, wer freigeben darf); "
                "archiviert (darf nur, wer freigeben darf)."
            ),
        ]
        assert steps([*rows, foreign]) == [REVIEW, REVIEW, PUBLISHED, ARCHIVED, DRAFT]

    @pytest.mark.parametrize("action", ["publish", "archive"])
    def test_what_one_may_never_do_is_not_there(self, editor, department, action):
        measure = make_measure(department=department, publication=REVIEW)
        assert f'value="{action}"' not in editor.get(MEASURES).text
        act(editor, MEASURES, action, [measure])
        assert steps([measure]) == [REVIEW]

    def test_a_department_with_the_right_publishes_its_own(self, editor, department):
        department.may_publish = True
        department.save()
        other = make_department("Bauamt")
        other.members.set(department.members.all())
        own = make_measure("a", department=department, publication=REVIEW)
        not_trusted = make_measure("b", department=other, publication=REVIEW)
        assert act(editor, MEASURES, "publish", [own, not_trusted]) == [
            "a: veröffentlicht.",
            "Nicht veröffentlicht: b (darf nur, wer freigeben darf).",
        ]
        assert steps([own, not_trusted]) == [PUBLISHED, REVIEW]

    def test_the_office_archives_what_was_searched_for(self, office):
        offer = make_offer("Café")
        act(office, f"{OFFERS}?q=cafe", "archive", [offer])
        assert steps([offer]) == [ARCHIVED]

    def test_many_refusals_are_named_in_part(self, office):
        rows = [make_organisation(f"Verein {n}") for n in range(8)]
        said = act(office, "/admin/districts/organisation/", "publish", rows)
        assert said[0].endswith("Verein 4 (ist es schon); und 3 weitere.")

    def test_a_published_report_goes_back_only_by_who_may_correct(self, editor, department):
        department.may_publish = True
        department.save()
        report = make_report(make_measure(department=department))
        said = act(editor, "/admin/measures/progressreport/", "to_draft", [report])
        assert said == [f"Nicht als Entwurf gespeichert: {report} (dürfen Sie nicht ändern)."]
        assert steps([report]) == [PUBLISHED]


class TestClicks:
    def test_the_office_publishes(self, office):
        rows = [make(publication=REVIEW) for make in (make_measure, make_offer, make_document)]
        rows.append(make_report(rows[0], publication=REVIEW))
        for row in rows:
            address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}"
            assert office.post(f"{address}/veroeffentlichen/").status_code == 302
        assert steps(rows) == [PUBLISHED] * 4
        assert rows[0].history.first().history_user.username == "verwaltung"

    @pytest.mark.parametrize("click", ["veroeffentlichen", "gesehen"])
    def test_who_may_not_is_refused(self, editor, department, click):
        measure = make_measure(department=department, publication=REVIEW)
        before = measure.history.count()
        assert editor.post(f"{MEASURES}{measure.pk}/{click}/").status_code == 403
        assert (steps([measure]), measure.history.count()) == ([REVIEW], before)


class TestChangedSinceApproval:
    @pytest.fixture
    def measure(self, office, department):
        measure = make_measure(department=department, publication=REVIEW)
        office.post(f"{MEASURES}{measure.pk}/veroeffentlichen/")
        return measure

    @pytest.fixture
    def changed(self, measure, client, department):
        client.force_login(make_member("Redaktion", departments=[department]))
        save(client, measure, contact="Zimmer 2")
        client.force_login(make_staff())
        return measure

    def test_what_the_redaktion_changes_stays_published_and_is_listed(self, client, changed):
        other = make_measure("Anderes")
        changed.refresh_from_db()
        assert (changed.contact, changed.publication) == ("Zimmer 2", PUBLISHED)
        assert list(changed_since_approval(Measure.objects.all())) == [changed]
        rows = client.get(f"{MEASURES}?geaendert=ja").context["cl"].queryset
        assert list(rows) == [changed] != [other]

    def test_until_someone_has_seen_it(self, client, changed):
        client.post(f"{MEASURES}{changed.pk}/gesehen/")
        assert list(changed_since_approval(Measure.objects.all())) == []
        assert changed.history.first().history_change_reason == (
            "Änderung nach der Freigabe gesehen."
        )

    def test_or_has_changed_it_further(self, client, changed):
        save(client, changed, contact="Zimmer 3")
        assert list(changed_since_approval(Measure.objects.all())) == []

    def test_saved_without_a_change_it_is_not_listed(self, client, measure, department):
        client.force_login(make_member("Redaktion", departments=[department]))
        assert save(client, measure).status_code == 302
        assert list(changed_since_approval(Measure.objects.all())) == []

    def test_a_department_with_the_right_needs_nobody(self, changed, department):
        department.may_publish = True
        department.save()
        assert list(changed_since_approval(Measure.objects.all())) == []
        department.members.clear()
        assert list(changed_since_approval(Measure.objects.all())) == [changed]

    def test_verified_is_not_changed(self, client, department):
        offer = make_offer()
        department.offers.add(offer)
        client.force_login(make_member("Redaktion", departments=[department]))
        client.post(f"{OFFERS}{offer.pk}/unveraendert/")
        assert list(changed_since_approval(Offer.objects.all())) == []

    def test_it_works_for_every_kind(self, department):
        member = make_member("Redaktion", departments=[department])
        measure = make_measure()
        make_measure("Anderes"), make_report(measure), make_offer("Anderes")
        for make in (make_document, make_organisation, make_indicator, make_example):
            make("Anderes")
        changed = [measure, make_report(measure), make_offer(), make_document()]
        changed += [make_organisation(), make_indicator(), make_example()]
        for row in changed:
            row._history_user = member
            row.save()
            assert list(changed_since_approval(type(row).objects.all())) == [row]


def test_the_list_of_what_one_may_publish_agrees_with_the_single_answer():
    trusted, other = make_department("a", may_publish=True), make_department("b")
    users = [
        make_member("Redaktion", departments=[trusted, other]),
        make_member("Verwaltung"),
        make_member("Rat"),
        make_staff("leer", is_superuser=False),
    ]
    measures = [make_measure(f"{d}", department=d) for d in (trusted, other, None)]
    offers = [make_offer("a"), make_offer("b")]
    trusted.offers.set(offers[:1]), other.offers.set(offers)
    reports = [make_report(measure) for measure in measures]
    organisations = [make_organisation()]
    for user in users:
        for rows in (measures, offers, reports, organisations):
            expected = {row for row in rows if may_publish(user, row)}
            assert set(publishable(type(rows[0]).objects.all(), user)) == expected


def test_the_verwaltung_takes_a_goal_and_a_place_off_the_pages(office):
    """The trees have no steps: whoever may change a node may publish it."""
    goal, place = make_goal("1.1.1"), make_place("Vorstadt")
    for row, form, values in (
        (goal, "goal_form", {"is_published": False}),
        (place, "district_form", {"is_published": False, "confirmed_on": "01.03.2025"}),
    ):
        address = f"/admin/{row._meta.label_lower.replace('.', '/')}/{row.pk}/change/"
        assert office.post(address, filled(office.get(address), form, **values)).status_code == 302
        row.refresh_from_db()
    assert (goal.is_published, place.is_published) == (False, False)
    assert str(place.confirmed_on) == "2025-03-01"
