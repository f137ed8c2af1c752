import json
import stat
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from ratzeburg.backup import make_backup
from ratzeburg.backup.tables import kept_tables
from tests.factories import make_measure, make_staff, make_town


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def file(tmp_path, media):
    return tmp_path / "sicherung.zip"


def manifest(path):
    with ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


def leftovers(file):
    return sorted(path.name for path in file.parent.iterdir() if path.name != "media")


@pytest.mark.django_db
class TestCommand:
    def test_it_says_what_it_holds(self, file, media, capsys):
        (media / "dokumente").mkdir()
        (media / "dokumente" / "Protokoll März.pdf").write_bytes(b"%PDF")
        make_measure()
        call_command("backup", file)
        found = manifest(file)
        with ZipFile(file) as archive:
            assert archive.read("uploads/dokumente/Protokoll März.pdf") == b"%PDF"
            for label, model in kept_tables().items():
                lines = archive.read(f"tables/{label}.jsonl").decode().splitlines()
                count = model._base_manager.count()
                assert len(lines) == found["tables"][label]["rows"] == count
        assert found["uploads"] == ["dokumente/Protokoll März.pdf"]
        assert found["database"] == connection.vendor
        assert ["measures", "0003_reminders"] in found["migrations"]
        rows = sum(table["rows"] for table in found["tables"].values())
        assert capsys.readouterr().out == f"Gesichert in {file}: Zeilen: {rows}, Dateien: 1.\n"

    def test_only_its_owner_reads_it(self, file):
        call_command("backup", file)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert leftovers(file) == ["sicherung.zip"]

    def test_signing_in_is_left_out(self, client, file):
        client.force_login(make_staff())
        call_command("backup", file)
        assert not [label for label in manifest(file)["tables"] if "session" in label]

    def test_the_database_alone(self, file, media):
        (media / "konzept.pdf").write_bytes(b"%PDF")
        call_command("backup", file, without_uploads=True)
        assert manifest(file)["uploads"] is None
        with ZipFile(file) as archive:
            assert not [name for name in archive.namelist() if name.startswith("uploads/")]

    def test_a_file_that_exists_stays(self, file):
        file.write_text("die Sicherung von gestern")
        with pytest.raises(CommandError, match="gibt es schon"):
            call_command("backup", file)
        assert file.read_text() == "die Sicherung von gestern"
        assert leftovers(file) == ["sicherung.zip"]

    def test_a_directory_that_is_missing_is_named(self, tmp_path, media):
        with pytest.raises(CommandError, match="ließ sich nicht schreiben"):
            call_command("backup", tmp_path / "fehlt" / "sicherung.zip")

    def test_it_is_no_upload_itself(self, media):
        with pytest.raises(CommandError, match="läge selbst zwischen den Dateien"):
            call_command("backup", media / "sicherung.zip")
        assert list(media.iterdir()) == []

    def test_a_link_among_the_uploads_is_named(self, file, media):
        (media / "geheim").symlink_to("/etc/passwd")
        with pytest.raises(CommandError, match=r"geheim ist eine Verknüpfung"):
            call_command("backup", file)
        assert leftovers(file) == []

    def test_a_database_that_is_behind_is_refused(self, file):
        MigrationRecorder(connection).record_unapplied("measures", "0009_joined_words")
        with pytest.raises(CommandError, match="nicht auf dem Stand des Programms"):
            call_command("backup", file)


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_it_would_be_no_snapshot(file):
    make_town()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        make_backup(file)
    make_backup(file)
    assert manifest(file)["tables"]["districts.district"]["rows"] == 1
