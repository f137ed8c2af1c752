import io
import stat
import time
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db.models.signals import post_save, pre_save
from django.urls import reverse

from goals.models import Goal
from measures.models import Measure, ProgressReport
from tests.dump import everything
from tests.factories import make_measure, make_report, make_staff
from tests.installation import contents
from tests.ratzeburg.backup.state import unchanged, uploads


@pytest.fixture
def first_content():
    call_command("load_content", verbosity=0)


def status_report(client):
    """Each part of the council's workbook, but for the moment it was written."""
    address = reverse("status-report")
    answer = client.get(address, {"stichtag": "2026-01-01", "format": "xlsx"})
    with ZipFile(io.BytesIO(b"".join(answer))) as book:
        return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


def change_everything(media):
    """Rows gone, changed and added; numbers of permissions that are no longer the same."""
    ProgressReport.objects.all().delete()
    Goal.objects.filter(code="1.1.1").update(text="Ein anderer Wortlaut.")
    make_measure("Neu seit der Sicherung")
    Permission.objects.all().delete()
    ContentType.objects.all().delete()
    for app in reversed(list(apps.get_app_configs())):
        create_permissions(app, verbosity=0)
    (media / "dokumente" / "konzept.pdf").write_bytes(b"anders")
    (media / "neu.pdf").write_bytes(b"neu")


@pytest.mark.django_db
class TestRoundTrip:
    def test_all_is_as_it_was(self, first_content, file, media, client):
        before = everything(), uploads(media), status_report(client)
        change_everything(media)
        assert everything() != before[0]
        call_command("restore", file, no_input=True)
        assert (everything(), uploads(media), status_report(client)) == before

    def test_a_second_backup_is_the_same(self, file, media, tmp_path):
        change_everything(media)
        call_command("restore", file, no_input=True)
        call_command("backup", tmp_path / "noch einmal.zip")
        assert contents(tmp_path / "noch einmal.zip") == contents(file)

    def test_what_was_there_is_kept(self, file, media, tmp_path, capsys):
        change_everything(media)
        replaced = everything(), uploads(media)
        call_command("restore", file, no_input=True)
        [present] = tmp_path.glob("vor-wiederherstellung-*.zip")
        [kept] = tmp_path.glob("media.vor-*")
        printed = capsys.readouterr().out
        assert f"liegt in {present}\n" in printed
        assert f"in {kept}.\n" in printed
        assert stat.S_IMODE(present.stat().st_mode) == 0o600
        assert uploads(kept) == replaced[1]
        time.sleep(1)  # the next one's name needs another second
        call_command("restore", present, no_input=True)
        assert (everything(), uploads(media)) == replaced

    def test_nobody_listens_and_nothing_computes_itself(self, file):
        heard = []

        def listen(sender, **kwargs):
            heard.append(sender)

        for signal in (pre_save, post_save):
            signal.connect(listen)
        try:
            call_command("restore", file, no_input=True)
        finally:
            for signal in (pre_save, post_save):
                signal.disconnect(listen)
        assert heard == []

    def test_new_rows_get_new_numbers(self, file):
        call_command("restore", file, no_input=True)
        newest = Measure.objects.latest("pk").pk
        assert make_measure("nach der Wiederherstellung").pk > newest
        assert make_report(make_measure("und ein Sachstand")).history.count() == 1

    def test_sign_ins_under_way_end(self, file, client):
        client.force_login(make_staff())
        call_command("restore", file, no_input=True)
        assert Session.objects.count() == 0

    def test_without_uploads_they_stay(self, file, media, tmp_path):
        call_command("backup", tmp_path / "nur.zip", without_uploads=True)
        before = everything()
        change_everything(media)
        files = uploads(media)
        call_command("restore", tmp_path / "nur.zip", no_input=True)
        assert (everything(), uploads(media)) == (before, files)
        assert list(tmp_path.glob("media.*")) == []


@pytest.mark.django_db
class TestQuestion:
    @pytest.mark.parametrize("answer", ["", "nein", "yes", "j"])
    def test_only_yes_is_yes(self, file, media, monkeypatch, answer):
        monkeypatch.setattr("builtins.input", lambda question: answer)
        with unchanged(file, media), pytest.raises(CommandError, match="Abgebrochen"):
            call_command("restore", file)

    def test_nobody_to_ask_is_no(self, file, media, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.StringIO())
        with unchanged(file, media), pytest.raises(CommandError, match="Abgebrochen"):
            call_command("restore", file)

    def test_yes(self, file, media, monkeypatch, capsys):
        before = everything()
        change_everything(media)
        monkeypatch.setattr("builtins.input", lambda question: " Ja ")
        call_command("restore", file)
        assert everything() == before
        assert f"und alle Dateien in {media}." in capsys.readouterr().out
