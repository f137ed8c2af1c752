"""What belongs to one department is neither changed nor seen by the Redaktion of another.

Each way is tried with every permission that could open it, so that nothing but the scope stops it.
"""

import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from districts.models import Document, Offer, OfferDate
from goals.models import Goal
from measures.models import Measure, Milestone
from tests.crawl import as_text
from tests.dump import everything
from tests.factories import (
    make_department,
    make_document,
    make_measure,
    make_member,
    make_milestone,
    make_offer,
    make_offer_date,
    make_place,
    make_quarter,
    make_report,
    make_resolution,
    make_town,
)

pytestmark = pytest.mark.django_db

SECRET = "Geheimwort"
OPENED = ("goal", "district", "measure", "progressreport", "milestone", "resolution", "offer",
          "offerdate", "document", "organisation")  # fmt: skip


def opened():
    permissions = Permission.objects.filter(content_type__model__in=OPENED)
    return permissions.exclude(codename__startswith="publish_")


@pytest.fixture
def foreign():
    """What belongs to another department, all of it still a draft and with a telling word."""
    department = make_department(f"{SECRET}amt")
    measure = make_measure(
        f"{SECRET} Umbau", department=department, publication="entwurf", slug="umbau"
    )
    offer = make_offer(f"{SECRET} Treff", publication="entwurf", slug="treff")
    document = make_document(f"{SECRET} Papier", publication="entwurf")
    department.offers.add(offer)
    department.documents.add(document)
    return SimpleNamespace(
        department=department,
        measure=measure,
        offer=offer,
        document=document,
        report=make_report(measure, text=SECRET, publication="entwurf"),
        milestone=make_milestone(measure, SECRET),
        resolution=make_resolution(measure, SECRET),
        date=make_offer_date(offer, starts_at="2030-01-01T10:00+01:00", note=SECRET),
    )


@pytest.fixture(params=[False, True], ids=["Redaktion", "Redaktion, die veröffentlicht"])
def me(request, client, foreign):
    """Someone of another department, with all rights on the models, and what is theirs."""
    department = make_department("Bauamt", may_publish=request.param)
    user = make_member("Redaktion", "bauamt", [department])
    user.user_permissions.set(opened())
    client.force_login(user)
    measure = make_measure("Eigenes", department=department)
    offer = make_offer("Eigenes Angebot")
    department.offers.add(offer)
    return SimpleNamespace(
        client=client,
        department=department,
        measure=measure,
        offer=offer,
        milestone=make_milestone(measure, "Eigener"),
    )


def address(row, page=""):
    options = row._meta
    start = f"/admin/{options.app_label}/{options.model_name}/"
    return f"{start}{row.pk}/{page}/" if page else start


def forms(**counts):
    """The management forms of inlines, by prefix: (total, initial)."""
    given = {"milestones": (0, 0), "resolutions": (0, 0), "dates": (0, 0), **counts}
    data = {}
    for prefix, (total, initial) in given.items():
        data |= {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": initial}
    return data


def measure_form(measure, **values):
    return {
        "title": "Übernommen",
        "slug": measure.slug,
        "publication": measure.publication,
        "department": measure.department_id,
        "goals": [goal.pk for goal in measure.goals.all()],
        **forms(),
        **values,
    }


REPORT = {
    "reported_on": "01.03.2025",
    "phase": "in-umsetzung",
    "schedule": "im-plan",
    "text": "Untergeschoben",
    "publication": "entwurf",
}


OFFER = {"kind": "raum", "status": "aktiv", "access": "ja", "publication": "entwurf"}


def change(me, foreign):
    rows = (foreign.measure, foreign.report, foreign.offer, foreign.document)
    for row in (*rows, foreign.department):
        yield me.client.get(address(row, "change"))
    yield me.client.post(
        address(foreign.measure, "change"),
        measure_form(foreign.measure, department=me.department.pk),
    )
    yield me.client.post(address(foreign.report, "change"), REPORT | {"measure": me.measure.pk})
    yield me.client.post(
        address(foreign.offer, "change"),
        {
            "name": "Übernommen",
            "slug": "treff",
            "kind": "raum",
            "publication": "entwurf",
            **forms(),
        },
    )
    yield me.client.post(
        address(foreign.document, "change"),
        {"title": "Übernommen", "kind": "konzept", "url": "https://example.org/"},
    )


def add(me, foreign):
    yield me.client.get(f"{address(me.measure)}add/")
    new = measure_form(me.measure, slug="neu", department=foreign.department.pk)
    yield me.client.post(f"{address(me.measure)}add/", new)
    yield me.client.post(f"{address(me.measure)}add/", new | {"department": ""})
    reports = address(foreign.report)
    yield me.client.get(f"{reports}add/", {"measure": foreign.measure.pk})
    yield me.client.post(f"{reports}add/", REPORT | {"measure": foreign.measure.pk})
    yield me.client.post(
        address(me.measure, "change"),
        measure_form(me.measure, department=foreign.department.pk),
    )


def taken(me, foreign):
    """A row of an own form that names a milestone of others."""
    return {
        "milestones-0-id": foreign.milestone.pk,
        "milestones-0-measure": me.measure.pk,
        "milestones-0-title": "Übernommen",
        "milestones-0-due_on": "01.03.2030",
    }


def inline(me, foreign):
    yield me.client.get(address(me.measure, "change"))
    row = taken(me, foreign)
    for extra in ({}, {"milestones-0-DELETE": "on"}):
        data = measure_form(foreign.measure, **forms(milestones=(1, 1)), **row, **extra)
        yield me.client.post(address(foreign.measure, "change"), data)


def in_the_list(me, foreign):
    """As if the list had fields to fill in (list_editable)."""
    for row in (foreign.measure, foreign.report, foreign.offer, foreign.document):
        data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": row.pk, "_save": "x"}
        yield me.client.get(address(row))
        yield me.client.get(address(row), {"q": SECRET.lower()})
        yield me.client.post(
            address(row), data | {"form-0-title": "Übernommen", "form-0-publication": "archiviert"}
        )


def action(me, foreign):
    # Someone with nothing of their own, or "all" would rightly be that.
    user = make_member("Redaktion", "leer", [make_department("Leer", may_publish=True)])
    user.user_permissions.set(opened())
    me.client.force_login(user)
    yield me.client.get("/admin/")
    for row in (foreign.measure, foreign.report, foreign.offer, foreign.document):
        for name in ("publish", "archive", "to_review", "to_draft", "delete_selected"):
            data = {"action": name, "_selected_action": [row.pk], "index": 0, "post": "yes"}
            yield me.client.post(address(row), data)
            yield me.client.post(address(row), data | {"select_across": 1})


def click(me, foreign):
    yield me.client.get(address(foreign.measure))
    for row in (foreign.measure, foreign.report, foreign.offer, foreign.document):
        for name in ("veroeffentlichen", "gesehen", "unveraendert"):
            yield me.client.post(address(row, name))


def history(me, foreign):
    for row in (foreign.measure, foreign.report, foreign.offer, foreign.document):
        yield me.client.get(address(row, "history"))
        yield me.client.get(address(row, f"history/{row.history.last().pk}"))


def revert(me, foreign):
    rows = (foreign.measure, foreign.report, foreign.offer, foreign.document)
    for row in rows:
        row.save()  # so that there is a state to go back to
    yield me.client.get("/admin/")
    for row in rows:
        yield me.client.post(address(row, f"history/{row.history.last().pk}"), {"post": "yes"})


def table(me, foreign):
    """A table that is read in: what is there already, and what would be added to it."""
    yield me.client.get(f"{address(me.measure)}import/")
    measures = "Adresse der Seite;Titel;Fachbereich;Handlungsziele\n"
    for row in (
        f"umbau;Übernommen;{me.department.slug};1.1.1\n",
        "umbau;Übernommen;;1.1.1\n",
        f"neu;Untergeschoben;{foreign.department.slug};1.1.1\n",
        "neu;Untergeschoben;;1.1.1\n",
        f"{me.measure.slug};Verschoben;{foreign.department.slug};1.1.1\n",
    ):
        yield upload(me, me.measure, measures + row)
    yield upload(me, me.offer, "Adresse der Seite;Name;Art\ntreff;Übernommen;Raum\n")
    reports = "Maßnahme;Sachstand vom;Phase;Sachstand\numbau;01.03.2025;in Umsetzung;Unser\n"
    yield upload(me, foreign.report, reports)


def upload(me, row, text):
    """Upload a table and confirm it, if there is anything to confirm."""
    file = SimpleUploadedFile("tabelle.csv", text.encode())
    response = me.client.post(f"{address(row)}import/", {"file": file})
    if token := re.search(r'name="upload" value="(.+?)"', response.text):
        return me.client.post(f"{address(row)}process_import/", {"upload": token[1]}, follow=True)
    return response


def export(me, foreign):
    yield me.client.get(f"{address(me.measure)}export/")
    for row in (foreign.measure, foreign.report, foreign.offer):
        for number in range(3):
            response = me.client.post(f"{address(row)}export/", {"format": number, "resource": 0})
            assert response.status_code == 200
            yield SimpleNamespace(status_code=200, text=as_text(response))


def tree_move(me, foreign):
    """A tree belongs to no department: the Redaktion does not move it, whatever is its own."""
    me.client.force_login(make_member("Redaktion", "baum", [me.department]))
    moves = (
        (Goal.objects.get(code="1.1.1"), Goal.objects.get(code="1.1")),
        (Goal.objects.get(code="1.1"), Goal.objects.get(code="1.1.1")),
        (make_quarter("Barkenkamp"), make_place("Vorstadt")),
        (make_place("Insel"), make_town()),
    )
    yield me.client.get("/admin/")
    for source, target in moves:
        yield me.client.post(
            address(source),
            {
                "cmd": "move_node",
                "position": "last-child",
                "cut_item": source.pk,
                "pasted_on": target.pk,
            },
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
        yield me.client.post(
            address(source), {"action": "move_up", "_selected_action": [source.pk], "index": 0}
        )


def autocomplete(me, foreign):
    for app, model, field in (
        ("measures", "progressreport", "measure"),
        ("measures", "measure", "department"),
        ("measures", "department", "offers"),
        ("measures", "department", "documents"),
        ("districts", "offer", "organisation"),
    ):
        yield me.client.get(
            "/admin/autocomplete/",
            {"app_label": app, "model_name": model, "field_name": field, "term": SECRET.lower()},
        )


def delete(me, foreign):
    for row in (foreign.measure, foreign.report, foreign.offer, foreign.document):
        yield me.client.get(address(row, "delete"))
        yield me.client.post(address(row, "delete"), {"post": "yes"})


WAYS = (
    change, add, inline, in_the_list, action, click, history, revert, table, export, tree_move,
    autocomplete, delete,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nothing_of_another_department_is_changed_or_seen(me, foreign, way):
    attempts = way(me, foreign)
    responses = [next(attempts)]  # looks only, after all that the way prepares
    before = everything()
    responses += attempts
    for response in responses:
        assert response.status_code < 500
        assert SECRET not in response.text
    assert everything() == before


@pytest.mark.parametrize("extra", [{}, {"milestones-0-DELETE": "on"}], ids=["change", "delete"])
def test_no_milestone_of_others_is_taken_by_an_own_form(me, foreign, extra):
    data = measure_form(me.measure, **forms(milestones=(1, 1)), **taken(me, foreign))
    me.client.post(address(me.measure, "change"), data | extra)
    assert [(row.title, row.measure) for row in Milestone.objects.order_by("pk")] == [
        (SECRET, foreign.measure),
        ("Eigener", me.measure),
    ]


def test_no_date_of_others_is_taken_by_an_own_form(me, foreign):
    before = OfferDate.objects.values().get()
    data = OFFER | {"name": "Eigenes", "slug": me.offer.slug} | forms(dates=(1, 1))
    date = {"id": foreign.date.pk, "offer": me.offer.pk, "starts_at_0": "01.01.2031"}
    data |= {f"dates-0-{name}": value for name, value in date.items()}
    me.client.post(address(me.offer, "change"), data | {"dates-0-starts_at_1": "10:00"})
    assert OfferDate.objects.values().get() == before


def test_what_is_ones_own_is_changed(me):
    """The same forms do work where they should."""
    data = measure_form(me.measure, title="Neuer Titel")
    assert me.client.post(address(me.measure, "change"), data).status_code == 302
    assert Measure.objects.get(pk=me.measure.pk).title == "Neuer Titel"
    added = measure_form(me.measure, slug="neu", publication="entwurf", title="Zweite")
    assert me.client.post(f"{address(me.measure)}add/", added).status_code == 302
    report = REPORT | {"measure": me.measure.pk}
    assert me.client.post("/admin/measures/progressreport/add/", report).status_code == 302
    assert {measure.title for measure in Measure.objects.filter(department=me.department)} == {
        "Neuer Titel",
        "Zweite",
    }
    assert [report.text for report in me.measure.reports.all()] == ["Untergeschoben"]


def test_what_the_redaktion_adds_is_its_own(me):
    data = OFFER | {"name": "Neu", "slug": "neu"} | forms()
    assert me.client.post("/admin/districts/offer/add/", data).status_code == 302
    paper = {"title": "Neu", "kind": "konzept", "url": "https://example.org/"}
    data = paper | {"publication": "entwurf"}
    assert me.client.post("/admin/districts/document/add/", data).status_code == 302
    assert Offer.objects.get(slug="neu").departments.get() == me.department
    assert Document.objects.get(title="Neu").departments.get() == me.department


def test_what_is_ones_own_is_read_in(me):
    line = f"{me.measure.slug};Aus der Tabelle;{me.department.slug};1.1.1\n"
    upload(me, me.measure, f"Adresse der Seite;Titel;Fachbereich;Handlungsziele\n{line}")
    assert Measure.objects.get(pk=me.measure.pk).title == "Aus der Tabelle"
