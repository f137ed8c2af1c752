"""The way of a table through the admin: upload, differences, confirmation."""

import io
import os
import re
import resource
import time

import openpyxl
import pytest
from django.contrib.auth import get_user_model

from goals.exchange.upload import KEPT
from goals.models import Goal
from goals.resources import GoalResource
from goals.tables import read_tables
from measures.models import Measure
from measures.resources import MeasureResource
from tests.dump import everything
from tests.exchange import (
    FORMAT,
    RESOURCES,
    address,
    bring_in,
    confirm,
    faults_of,
    taken_out,
    text_of,
    upload,
)
from tests.factories import make_department, make_goal, make_measure, make_member, make_place
from tests.goals.spreadsheets import csv_file
from tests.ratzeburg.test_admin import forbidden_in

pytestmark = pytest.mark.django_db

HEAD = ["Adresse der Seite", "Titel", "Handlungsziele"]


@pytest.fixture(autouse=True)
def snapshots(settings, tmp_path):
    settings.SNAPSHOT_DIR = tmp_path / "snapshots"
    return settings.SNAPSHOT_DIR


def table(*rows):
    return csv_file([HEAD, *rows], encoding="utf-8")


def test_upload_look_confirm(office, snapshots):
    make_measure("Alt", slug="alt")
    content = table(["alt", "Neu", "1.1.1"], ["", "Schwimmkurs", "1.1.1"], ["x", "<b>", "1.1.1"])

    page = upload(office, MeasureResource, content, "liste.csv")
    text = text_of(page)
    assert "2 neu, 1 geändert, 0 unverändert." in text
    assert "<del>Alt</del></td><td><ins>Neu</ins>" in page.text
    assert "<ins>&lt;b&gt;</ins>" in page.text
    assert forbidden_in(page.text) == []
    assert [measure.title for measure in Measure.objects.all()] == ["Alt"]

    page = confirm(office, MeasureResource, page)
    assert page.status_code == 302
    assert page.url == address(MeasureResource, "changelist")
    assert "Eingelesen: 2 neu, 1 geändert, 0 unverändert." in office.get(page.url).text
    assert sorted(Measure.objects.values_list("slug", "title")) == [
        ("alt", "Neu"),
        ("schwimmkurs", "Schwimmkurs"),
        ("x", "<b>"),
    ]
    [snapshot] = snapshots.glob("*.zip")
    assert "massnahmen" in snapshot.name
    assert list((snapshots / "hochgeladen").iterdir()) == []


def test_faults_are_named_with_row_column_value_and_remedy(office):
    make_goal("1.1.1")
    content = table(["a", "", "1.1.1"], ["b", "B", "1.1.2, 9"], ["c", "C", "1.1"])
    before = everything()
    page = upload(office, MeasureResource, content, "liste.csv")
    assert page.status_code == 200
    assert faults_of(page) == [
        "Zeile 2, Spalte B: „Titel“: Diese Angabe darf nicht leer sein. Bitte ausfüllen.",
        (
            "Zeile 3, Spalte C: „Handlungsziele“: „1.1.2, 9“ – „1.1.2“ gibt es unter „Ziele“ "
            "nicht. Bitte korrigieren. „9“ gibt es unter „Ziele“ nicht. Bitte korrigieren."
        ),
        (
            "Zeile 4, Spalte C: „Handlungsziele“: „1.1“ – „1.1“ ist hier nicht möglich. "
            "Bitte anderes wählen."
        ),
    ]
    assert 'name="upload"' not in page.text
    assert everything() == before


def test_nothing_to_do_needs_no_confirmation(office):
    make_measure("Alt", slug="alt")
    page = upload(office, MeasureResource, table(["alt", "Alt", "1.1.1"]), "liste.csv")
    assert "0 neu, 0 geändert, 1 unverändert." in text_of(page)
    assert 'name="upload"' not in page.text


@pytest.mark.parametrize("sent", ["", "../../etc/passwd", "x" * 43, "\0"])
def test_a_made_up_upload_is_refused(office, sent):
    answer = office.post(address(MeasureResource, "process_import"), {"upload": sent})
    assert "Bitte noch einmal hochladen" in answer.text


def test_an_upload_is_its_users_own_and_works_once(office, client, snapshots):
    make_goal("1.1.1")
    page = upload(office, MeasureResource, table(["", "Kurs", "1.1.1"]), "liste.csv")
    [file] = (snapshots / "hochgeladen").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert (snapshots / "hochgeladen").stat().st_mode & 0o777 == 0o700

    client.force_login(make_member("Verwaltung", "andere"))
    assert "Bitte noch einmal hochladen" in confirm(client, MeasureResource, page).text
    assert Measure.objects.count() == 0
    client.force_login(get_user_model().objects.get(username="verwaltung"))
    assert confirm(client, MeasureResource, page).url == address(MeasureResource, "changelist")
    assert "Bitte noch einmal hochladen" in confirm(client, MeasureResource, page).text
    assert Measure.objects.count() == 1


def test_old_uploads_go(office, snapshots):
    make_goal("1.1.1")
    upload(office, MeasureResource, table(["", "Kurs", "1.1.1"]), "liste.csv")
    [old] = (snapshots / "hochgeladen").iterdir()
    os.utime(old, (time.time() - KEPT - 1,) * 2)
    upload(office, MeasureResource, table(["", "Kurs", "1.1.1"]), "liste.csv")
    assert old not in (snapshots / "hochgeladen").iterdir()


def test_what_is_no_longer_what_was_shown_is_not_stored(office):
    measure = make_measure("Alt", slug="alt")
    page = upload(office, MeasureResource, table(["alt", "Neu", "1.1.1"]), "liste.csv")
    measure.title = "Inzwischen"
    measure.save()

    page = confirm(office, MeasureResource, page)
    assert page.status_code == 200
    assert "Zeile 2, „Titel“: gezeigt wurde „Alt“ → „Neu“, jetzt wäre es „Inzwischen“ → „Neu“." in (
        text_of(page)
    )
    measure.refresh_from_db()
    assert measure.title == "Inzwischen"

    assert confirm(office, MeasureResource, page).status_code == 302
    measure.refresh_from_db()
    assert measure.title == "Neu"


def test_without_a_snapshot_nothing_is_stored(office, snapshots):
    make_goal("1.1.1")
    page = upload(office, MeasureResource, table(["", "Kurs", "1.1.1"]), "liste.csv")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))  # as good as a full disk
    try:
        answer = confirm(office, MeasureResource, page)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "Nichts wurde eingelesen: Der Stand davor ließ sich nicht sichern." in answer.text
    assert Measure.objects.count() == 0


def test_only_the_newest_snapshots_stay(office, snapshots):
    make_measure("Alt", slug="alt")
    snapshots.mkdir()
    for number in range(25):
        (snapshots / f"2020-01-{number + 1:02}-x.zip").touch()
    page = upload(office, MeasureResource, table(["alt", "Neu", "1.1.1"]), "liste.csv")
    confirm(office, MeasureResource, page)
    names = sorted(path.name for path in snapshots.glob("*.zip"))
    assert len(names) == 20
    assert names[0] == "2020-01-07-x.zip"


@pytest.mark.parametrize("kind", RESOURCES)
def test_rights(client, kind):
    """Import and export are rights of their own, and neither has a button without."""
    pages = [address(kind, page) for page in ("import", "export", "import_template")]
    client.force_login(make_member("Verwaltung"))
    for page in pages:
        answer = client.get(page)
        assert (page, answer.status_code) == (page, 200)
        if page != pages[2]:
            assert forbidden_in(answer.text) == []
    changelist = client.get(address(kind, "changelist")).text
    assert all(page in changelist for page in pages[:2])

    user = make_member("Verwaltung", "ohne")
    permissions = user.groups.get().permissions.exclude(codename__regex="^(import|export)_")
    user.groups.clear()
    user.user_permissions.set(permissions)
    client.force_login(user)
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    assert client.post(address(kind, "process_import")).status_code == 403
    assert upload(client, kind, b"x", "x.csv").status_code == 403
    assert client.post(pages[1], {"format": "0"}).status_code == 403
    changelist = client.get(address(kind, "changelist")).text
    assert not any(page in changelist for page in pages)


@pytest.mark.parametrize("number", range(3))
def test_an_export_holds_what_is_filtered_and_in_scope(client, number):
    own = make_department("Eigener")
    for title, department in (("Mein Spielplatz", own), ("Meine Brücke", own), ("Fremd", None)):
        make_measure(title, department=department)
    client.force_login(make_member("Redaktion", departments=[own]))
    answer = client.post(
        address(MeasureResource, "export") + "?q=spielplatz", {"format": number, "resource": "0"}
    )
    extension = list(FORMAT)[number]
    assert re.fullmatch(
        rf'attachment; filename="massnahmen-\d{{4}}-\d\d-\d\d\.{extension}"',
        answer["Content-Disposition"],
    )
    assert "no-store" in answer["Cache-Control"]
    [sheet] = read_tables(io.BytesIO(answer.content), f"x.{extension}")
    assert [row.cell(3) for row in sheet.rows] == ["Titel", "Mein Spielplatz"]


def test_the_template_lists_what_is_allowed_and_explains(office):
    make_goal("1.1.1")
    make_place("Vorstadt")
    make_department("Bauamt")
    content = office.get(address(MeasureResource, "import_template")).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Maßnahmen", "Erklärung", "Listen"]
    assert book["Listen"].sheet_state == "hidden"
    titles = [cell.value for cell in book["Maßnahmen"][1]]
    lists = {
        titles[column]: [cell.value for cell in cells if cell.value]
        for column, cells in enumerate(book["Listen"].columns)
    }
    assert {title: values for title, values in lists.items() if values} == {
        "Handlungsziele": ["1.1.1"],
        "Orte": ["ratzeburg", "vorstadt"],
        "Fachbereich": ["bauamt"],
        "Priorität": ["hoch", "mittel", "niedrig"],
        "Veröffentlichung": ["Entwurf", "zur Freigabe", "veröffentlicht", "archiviert"],
    }
    checks = book["Maßnahmen"].data_validations.dataValidation
    assert [check.formula1 for check in checks][:2] == ["Listen!$F$1", "Listen!$H$1:$H$2"]
    explained = {row[0].value: [cell.value for cell in row[1:]] for row in book["Erklärung"].rows}
    assert set(titles) <= set(explained)
    assert explained["Titel"] == ["Titel", "ja", "Text", ""]
    assert explained["Adresse der Seite"][1] == "nein; leer heißt: neuer Eintrag"


def test_a_filled_template_comes_in(office):
    make_goal("1.1.1")
    content = office.get(address(MeasureResource, "import_template")).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    titles = [cell.value for cell in book.active[1]]
    for title, value in {"Titel": "Kurs", "Handlungsziele": "1.1.1", "Priorität": "hoch"}.items():
        book.active.cell(2, titles.index(title) + 1, value)
    file = io.BytesIO()
    book.save(file)
    page = upload(office, MeasureResource, file.getvalue(), "vorlage.xlsx")
    assert confirm(office, MeasureResource, page).status_code == 302
    assert list(Measure.objects.values_list("slug", "priority")) == [("kurs", "hoch")]


def test_a_long_preview_is_cut(office):
    make_goal("1.1.1")
    rows = [["", f"Kurs {number}", "1.1.1"] for number in range(230)]
    page = upload(office, MeasureResource, table(*rows), "liste.csv")
    assert page.text.count('scope="rowgroup"') == 200
    assert "… und 30 weitere Zeilen" in text_of(page)


@pytest.mark.parametrize("rows", [1, 3])
def test_import_queries(django_assert_num_queries, rows):
    user = make_member("Verwaltung")
    make_goal("1.1.1")
    known = [make_measure(f"Alt {number}", slug=f"alt-{number}") for number in range(rows)]
    lines = [[measure.slug, f"Neu {measure.pk}", "1.1.1"] for measure in known]
    lines += [["", f"Kurs {number}", "1.1.1"] for number in range(rows)]
    user.get_all_permissions()
    with django_assert_num_queries(30):
        bring_in(MeasureResource, table(*lines), "x.csv", user)


@pytest.mark.parametrize("rows", [1, 3])
def test_export_queries(office, django_assert_num_queries, rows):
    for number in range(rows):
        make_measure(f"Kurs {number}", districts=[make_place(f"Ort {number}")])
    with django_assert_num_queries(16):
        office.post(address(MeasureResource, "export"), {"format": "0", "resource": "0"})


def test_history(office):
    user_name = "verwaltung"
    make_measure("Alt", slug="alt")
    make_goal("1.1.2")
    rows = (["alt", "Neu", "1.1.1, 1.1.2"], ["", "Kurs", "1.1.2"])
    confirm(office, MeasureResource, upload(office, MeasureResource, table(*rows), "liste.csv"))
    records = Measure.history.filter(history_change_reason="Import liste.csv").order_by("title")
    assert [
        (r.title, r.history_type, r.history_user.username, [g.goal.code for g in r.goals.all()])
        for r in records
    ] == [
        ("Kurs", "+", user_name, ["1.1.2"]),
        ("Neu", "~", user_name, ["1.1.1", "1.1.2"]),
    ]


def test_history_of_a_tree(office):
    make_goal("1.1.1", text="Alt")
    content = csv_file([["Nummer", "Wortlaut"], ["1.1.1", "Neu"]], encoding="utf-8")
    confirm(office, GoalResource, upload(office, GoalResource, content, "ziele.csv"))
    record = Goal.history.first()
    assert (record.text, record.history_user.username, record.history_change_reason) == (
        "Neu",
        "verwaltung",
        "Import ziele.csv",
    )


def test_somebody_elses_newer_text_is_not_overwritten(office):
    measure = make_measure("Alt", slug="alt")
    user = make_member("Verwaltung", "v")
    content = taken_out(MeasureResource, "csv", user)
    measure.title = "Inzwischen"
    measure.save()
    page = upload(office, MeasureResource, content, "liste.csv")
    assert (
        "Zeile 2, Spalte C: „Titel“: „Alt“ – Der Eintrag wurde inzwischen geändert: "
        "Gespeichert ist „Inzwischen“, in der Datei steht „Alt“."
    ) in text_of(page)
    # What is equal is no conflict, and other rows are not concerned.
    measure.title = "Alt"
    measure.note = "Neu"
    measure.save()
    content = taken_out(MeasureResource, "csv", user)
    measure.save()
    assert bring_in(MeasureResource, content, "x.csv", user, dry_run=True).changes == {}
