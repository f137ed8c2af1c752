"""Documents: the list, the upload in the admin, and the file as citizens get it."""

import re
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from districts.models import Document
from districts.models.document import upload_path
from goals.models import Goal
from tests.factories import (
    make_document,
    make_goal,
    make_member,
    make_place,
    make_quarter,
    make_staff,
    make_town,
)
from tests.forms import filled
from tests.papers import HOSTILE, HTML, a_pdf, of_size, upload
from tests.test_headers import POLICY

pytestmark = pytest.mark.django_db

ADD = "/admin/districts/document/add/"
UPLOAD_POLICY = f"{POLICY}; sandbox"
MB = 1024 * 1024


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


def main(response):
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def body(response):
    return b"".join(response.streaming_content)


def titles(response):
    return re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", main(response))


def form(**values):
    return {"title": "Bedarf", "kind": "bedarfsanalyse", "publication": "entwurf", **values}


def sent(client, **values):
    """What the admin says of an upload: the errors, or "" where it is stored."""
    response = client.post(ADD, form(**values))
    if response.status_code == 302:
        return ""
    return " ".join(re.findall(r'<ul class="errorlist[^>]*>\s*<li>(.*?)</li>', response.text))


def stored(media):
    return [path for path in media.rglob("*") if path.is_file()] if media.exists() else []


class TestList:
    @pytest.fixture(autouse=True)
    def content(self):
        town, vorstadt = make_town(), make_place("Vorstadt")
        quarter, insel = make_quarter("Barkenkamp", vorstadt), make_place("Insel")
        one, two = make_goal("1.1.1"), make_goal("2.1.1")
        make_document("Struktur", [one], [vorstadt], kind="strukturanalyse", dated="2024")
        make_document("Bedarf im Quartier", [two], [quarter], dated="2023")
        make_document("Konzept der Stadt", [], [town], kind="konzept", text="Für Ältere")
        make_document("Protokoll", [], [insel], kind="protokoll", dated="2025-03")
        make_document("Geheim", [one], [vorstadt], publication="entwurf")

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["Protokoll", "Struktur", "Bedarf im Quartier", "Konzept der Stadt"]),
            ("ort=vorstadt", ["Struktur", "Bedarf im Quartier", "Konzept der Stadt"]),
            ("ort=barkenkamp", ["Struktur", "Bedarf im Quartier", "Konzept der Stadt"]),
            ("ort=insel", ["Protokoll", "Konzept der Stadt"]),
            ("ziel=1", ["Struktur"]),
            ("ziel=2.1.1", ["Bedarf im Quartier"]),
            ("art=konzept", ["Konzept der Stadt"]),
            ("q=aeltere", ["Konzept der Stadt"]),
            ("q=BEDARF", ["Bedarf im Quartier"]),
            ("q=geheim", []),
            ("ort=nirgends", []),
            ("art=konzept&ort=insel&ziel=1", []),
        ],
    )
    def test_filters(self, client, query, found):
        response = client.get(f"/dokumente/?{query}")
        assert titles(response) == found
        assert response.context["paginator"].count == len(found)

    def test_a_link_to_a_hidden_goal_does_not_count_and_is_not_shown(self, client):
        Goal.objects.filter(code="1.1").update(is_published=False)
        page = client.get("/dokumente/")
        assert "Struktur" in titles(page)
        assert "1.1.1" not in main(page)
        assert titles(client.get("/dokumente/?ziel=1")) == []

    def test_it_says_kind_date_type_and_size(self, client):
        page = main(client.get("/dokumente/?q=struktur"))
        assert "Strukturanalyse, 2024" in page
        assert "bei example.org" in page
        assert "Noch nicht von der Stadt bestätigt." in page
        make_document("Hier", url="", file=upload(of_size(1_258_291)))
        assert "PDF, 1,2\xa0MB" in main(client.get("/dokumente/?q=hier"))

    def test_an_empty_list_says_so(self, client):
        Document.objects.update(publication="archiviert")
        assert "Noch ist kein Dokument veröffentlicht." in main(client.get("/dokumente/"))


class TestUpload:
    def test_a_pdf(self, staff, media):
        assert sent(staff, file=upload()) == ""
        document = Document.objects.get()
        assert re.fullmatch(r"dokumente/[0-9a-f]{16}/bedarfsanalyse\.pdf", document.file.name)
        assert (media / document.file.name).read_bytes() == a_pdf()

    @pytest.mark.parametrize("what", HOSTILE)
    def test_what_is_no_plain_pdf_is_refused(self, staff, media, what):
        said = sent(staff, file=upload(HOSTILE[what]))
        assert re.search(r"kein PDF|nicht vollständig|Skript|leer", said), said
        assert (stored(media), Document.objects.count()) == ([], 0)

    def test_a_large_file_is_refused_with_its_size(self, staff, media, settings):
        said = sent(staff, file=upload(of_size(25 * MB)))
        assert "25,0\xa0MB groß; erlaubt sind 20,0\xa0MB" in said
        settings.DOCUMENT_MAX_BYTES = 26 * MB
        assert sent(staff, file=upload(of_size(25 * MB))) == ""
        assert len(stored(media)) == 1

    def test_a_page_behind_the_pdf_does_no_harm(self, staff, client):
        """It is a PDF all the same; what counts is that nobody's browser shows it as a page."""
        both = a_pdf() + HTML + b"\n%%EOF"
        assert sent(staff, file=upload(both), publication="veroeffentlicht") == ""
        response = client.get(Document.objects.get().get_absolute_url())
        assert protection(response) == PROTECTED
        assert body(response) == both

    @pytest.mark.once
    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("Übersicht Größe.PDF", "uebersicht-groesse.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("..\\..\\boot.ini.pdf", "bootini.pdf"),
            ("C:\\Dokumente\\Konzept.pdf", "konzept.pdf"),
            ("rechnung\u202efdp.exe", "rechnungfdp.pdf"),
            ("<script>alert(1)</script>.pdf", "script.pdf"),
            ("x" * 300 + ".pdf", "x" * 60 + ".pdf"),
            ("...pdf", "dokument.pdf"),
            (".pdf", "pdf.pdf"),
            ("文書.pdf", "dokument.pdf"),
            ("-_-.pdf", "dokument.pdf"),
            ("a\x00b\r\nc.pdf", "ab-c.pdf"),
            ("", "dokument.pdf"),
        ],
    )
    def test_a_name_becomes_plain(self, name, kept):
        assert Path(upload_path(None, name)).name == kept

    def test_the_same_name_twice_is_two_files(self, media):
        first, second = (make_document(url="", file=upload()) for _ in range(2))
        assert first.file.name != second.file.name
        assert len(stored(media)) == 2

    def test_staff_see_the_stored_file_and_replace_it(self, staff, media):
        document = make_document(url="", file=upload(), publication="entwurf")
        page = staff.get(f"/admin/districts/document/{document.pk}/change/")
        assert f'href="/admin/districts/document/{document.pk}/datei/"' in page.text
        new = a_pdf(pages=2)
        data = filled(page, "document_form", file=upload(new, "Neu.pdf"))
        assert staff.post(page.wsgi_request.path, data).status_code == 302
        document.refresh_from_db()
        assert document.file_name == "neu.pdf"
        # What the history speaks of stays, so that an earlier state can be brought back.
        assert len(stored(media)) == 2
        assert body(staff.get(f"/admin/districts/document/{document.pk}/datei/")) == new

    def test_a_refused_upload_leaves_the_stored_one(self, staff):
        document = make_document(url="", file=upload())
        page = staff.get(f"/admin/districts/document/{document.pk}/change/")
        data = filled(page, "document_form", file=upload(HTML))
        response = staff.post(page.wsgi_request.path, data)
        assert "Das ist kein PDF" in response.text
        assert body(staff.get(document.get_absolute_url())) == a_pdf()

    def test_other_fields_can_be_changed_where_the_file_is_missing(self, staff, media):
        document = make_document(url="", file=upload())
        shutil.rmtree(media)
        page = staff.get(f"/admin/districts/document/{document.pk}/change/")
        data = filled(page, "document_form", title="Anders")
        assert staff.post(page.wsgi_request.path, data).status_code == 302
        assert Document.objects.get().title == "Anders"


PROTECTED = {
    "Content-Type": "application/pdf",
    "Content-Disposition": 'attachment; filename="bedarfsanalyse.pdf"',
    "Content-Security-Policy": UPLOAD_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def protection(response):
    return {name: response.get(name) for name in PROTECTED}


class TestFile:
    def test_it_is_a_download_on_which_nothing_runs(self, client):
        document = make_document(url="", file=upload())
        response = client.get(document.get_absolute_url())
        assert (response.status_code, protection(response)) == (200, PROTECTED)
        assert (response["Content-Length"], body(response)) == (str(len(a_pdf())), a_pdf())
        assert (dict(response.cookies), response.get("Vary", "")) == ({}, "")
        assert client.head(document.get_absolute_url()).status_code == 200
        assert client.post(document.get_absolute_url()).status_code == 405

    @pytest.mark.parametrize("is_staff", [False, True])
    @pytest.mark.parametrize("state", ["entwurf", "zur-freigabe", "archiviert"])
    def test_a_hidden_one_is_not_there(self, client, state, is_staff):
        if is_staff:
            client.force_login(make_staff())
        hidden = make_document("Geheim", url="", file=upload(), publication=state)
        found, never = (
            client.get(address)
            for address in (hidden.get_absolute_url(), "/dokumente/999/bedarfsanalyse.pdf")
        )
        assert (found.status_code, found.text) == (404, never.text)

    def test_only_its_own_name_leads_to_it(self, client, media):
        document = make_document(url="", file=upload())
        elsewhere = make_document("Anderswo")
        (media / "geheim.pdf").write_bytes(a_pdf())
        for pk, name in (
            (document.pk, "anders.pdf"),
            (document.pk, "bedarfsanalyse.PDF"),
            (document.pk, ""),
            (document.pk, "..%2f..%2fgeheim.pdf"),
            (document.pk, "../geheim.pdf"),
            (document.pk, "%00"),
            (document.pk, "%2e%2e"),
            (elsewhere.pk, "bedarf.pdf"),
            (elsewhere.pk, ""),
            (0, "bedarfsanalyse.pdf"),
            ("9" * 30, "bedarfsanalyse.pdf"),
        ):
            assert client.get(f"/dokumente/{pk}/{name}").status_code == 404, name

    @pytest.mark.parametrize("name", ["../geheim.pdf", "/etc/passwd", "dokumente", "weg.pdf"])
    def test_a_name_in_the_database_leads_out_of_nowhere(self, client, media, name):
        document = make_document(url="", file=upload())
        (media.parent / "geheim.pdf").write_bytes(a_pdf())
        Document.objects.update(file=name)
        document.refresh_from_db()
        response = client.get(document.get_absolute_url())
        assert response.status_code == 404
        assert "<h1>Diese Seite gibt es nicht</h1>" in response.text
        assert client.get("/dokumente/").status_code == 200

    def test_an_upload_of_old_is_of_no_type(self, client, media):
        document = make_document(url="", file=upload())
        (media / "dokumente" / "alt.html").write_bytes(HTML)
        Document.objects.update(file="dokumente/alt.html")
        document.refresh_from_db()
        response = client.get(document.get_absolute_url())
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Disposition"] == 'attachment; filename="alt.html"'
        assert response["Content-Security-Policy"] == UPLOAD_POLICY

    def test_a_document_elsewhere_is_linked(self, client):
        make_document(url="https://example.org/bedarf.pdf")
        link = '<a href="https://example.org/bedarf.pdf" rel="external noopener">'
        assert link in main(client.get("/dokumente/"))


class TestPreview:
    def test_staff_get_a_draft_that_is_stored_nowhere(self, staff):
        document = make_document(url="", file=upload(), publication="entwurf")
        response = staff.get(f"/admin/districts/document/{document.pk}/datei/")
        assert (response.status_code, body(response)) == (200, a_pdf())
        assert "no-store" in response["Cache-Control"]
        assert response["Content-Security-Policy"] == UPLOAD_POLICY

    def test_only_for_those_who_may_see_the_row(self, client):
        document = make_document(url="", file=upload(), publication="entwurf")
        address = f"/admin/districts/document/{document.pk}/datei/"
        statuses = {"niemand": client.get(address).status_code}
        for role in ("Redaktion", "Rat", "Verwaltung", "Administration"):
            client.force_login(make_member(role))
            statuses[role] = client.get(address).status_code
        assert statuses == {
            "niemand": 302,
            "Redaktion": 404,  # it belongs to no department of theirs
            "Rat": 302,
            "Verwaltung": 200,
            "Administration": 403,
        }


@pytest.mark.django_db(transaction=True)
def test_uploads_are_in_the_backup(media, tmp_path, client):
    document = make_document(url="", file=upload())
    call_command("backup", tmp_path / "sicherung", verbosity=0)
    shutil.rmtree(media)
    assert client.get(document.get_absolute_url()).status_code == 404
    call_command("restore", tmp_path / "sicherung", no_input=True, verbosity=0)
    assert body(client.get(document.get_absolute_url())) == a_pdf()
