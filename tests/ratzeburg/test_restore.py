import io
import json
import random
import stat
import tarfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.db.models.signals import post_save, pre_save
from django.urls import reverse

from goals.models import Goal
from measures.models import Measure, ProgressReport
from ratzeburg.backup.archive import BackupError, new_archive, opened
from ratzeburg.backup.uploads import NewUploads
from tests.dump import everything
from tests.factories import (
    make_department,
    make_measure,
    make_member,
    make_offer,
    make_offer_date,
    make_report,
    make_staff,
    make_town,
)
from tests.installation import MANY_ROWS, contents, installation, killed_when, pairs


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "dokumente").mkdir(parents=True)
    (settings.MEDIA_ROOT / "dokumente" / "konzept.pdf").write_bytes(b"%PDF")
    return settings.MEDIA_ROOT


@pytest.fixture
def content(media):
    """A little of what is awkward to write down."""
    department = make_department("Grünflächen „Süd“", report_every_months=3)
    author = make_member("Redaktion", "ä.ö", [department])
    measure = make_measure(
        "Ein Titel\nmit\tSteuerzeichen \\ \" ' 漢字 🌳",
        districts=[make_town()],
        department=department,
        cost_once=Decimal("9999999999.99"),
    )
    make_report(measure, "2024-02-29", author=author, key=uuid4(), percent=0)
    moment = datetime(2025, 10, 26, 0, 59, 59, 999_999, tzinfo=UTC)  # summer time ends
    make_offer_date(make_offer(), starts_at=moment, exceptions=["2025-01-01", {"ä": [None, 1.5]}])
    measure.summary = "Das hat jemand geändert."
    measure.save()
    # Numbers of deleted rows leave gaps.
    make_measure("gelöscht", goals=[]).delete()
    make_measure("danach")


@pytest.fixture
def first_content():
    call_command("load_content", verbosity=0)


@pytest.fixture
def file(tmp_path, content):
    call_command("backup", tmp_path / "sicherung.zip", verbosity=0)
    return tmp_path / "sicherung.zip"


def uploads(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


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


@contextmanager
def unchanged(file, media):
    """The block leaves database, uploads and the directory of the backup as they were."""

    def state():
        names = sorted(path.name for path in file.parent.iterdir())
        return everything(), uploads(media), names

    before = state()
    yield
    assert state() == before


def refused(file, media, message):
    with unchanged(file, media), pytest.raises(CommandError, match=message):
        call_command("restore", file, no_input=True)


def rewritten(file, change):
    """The backup as somebody would write it who knows the format, with a valid seal."""
    with ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(manifest, members)
    changed = file.with_name("geändert.zip")
    with new_archive(changed) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", json.dumps(manifest))
    return changed


@pytest.mark.django_db
class TestRefusals:
    def test_any_byte_that_is_wrong(self, file, media):
        whole = file.read_bytes()
        chance = random.Random(3)
        places = [0, len(whole) - 1, len(whole) - 65, *chance.choices(range(len(whole)), k=40)]
        for place in places:
            damaged = bytearray(whole)
            damaged[place] ^= 1 << chance.randrange(8)
            file.write_bytes(damaged)
            refused(file, media, "beschädigt|keine Sicherung")

    @pytest.mark.parametrize("part", [0, 1, 100, 0.5, -1])
    def test_only_a_part(self, file, media, part):
        whole = file.read_bytes()
        file.write_bytes(whole[: int(len(whole) * part) if isinstance(part, float) else part])
        refused(file, media, "keine Sicherung dieses Portals")

    def test_files_of_others(self, file, media):
        with ZipFile(file, "w") as archive:
            archive.writestr("manifest.json", "{}")
        refused(file, media, "keine Sicherung dieses Portals")
        with tarfile.open(file, "w") as archive:
            archive.add(media, "media")
        refused(file, media, "keine Sicherung dieses Portals")
        file.write_text("Das ist ein Text.\n" * 100)
        refused(file, media, "keine Sicherung dieses Portals")

    def test_no_file(self, tmp_path, media):
        with pytest.raises(CommandError, match=r"fehlt\.zip wurde nicht wiederhergestellt"):
            call_command("restore", tmp_path / "fehlt.zip", no_input=True)
        with pytest.raises(CommandError, match="wurde nicht wiederhergestellt"):
            call_command("restore", media, no_input=True)

    @pytest.mark.parametrize(
        ("migrations", "message"),
        [
            (lambda own: own[:-1], "einer älteren Fassung des Programms .dort fehlt: "),
            (lambda own: [*own, ["goals", "0099_spaeter"]], "unbekannt: goals.0099_spaeter"),
            (lambda own: [["blog", "0001_initial"]], "unbekannt: blog.0001_initial"),
        ],
    )
    def test_another_state_of_the_program(self, file, media, migrations, message):
        def change(manifest, members):
            manifest["migrations"] = migrations(manifest["migrations"])

        refused(rewritten(file, change), media, message)

    @pytest.mark.parametrize(
        "name",
        [
            "../geheim",
            "dokumente/../../geheim",
            "/etc/geheim",
            "./konzept.pdf",
            "a//b",
            "..\\geheim",
            "",
        ],
    )
    def test_names_that_lead_away(self, file, media, name):
        def change(manifest, members):
            members["uploads/" + name] = b"boese"
            manifest["uploads"].append(name)

        refused(rewritten(file, change), media, "nicht so aufgebaut|unzulässiger Name")

    def test_a_link(self, file, media):
        changed = file.with_name("geändert.zip")
        with ZipFile(file) as old, new_archive(changed) as archive:
            for info in old.infolist():
                data = old.read(info)
                if info.filename.startswith("uploads/"):
                    info.external_attr = (stat.S_IFLNK | 0o777) << 16
                    data = b"/etc/passwd"
                archive.writestr(info, data, ZIP_STORED)
        refused(changed, media, "Verknüpfung")

    def test_more_or_less_than_it_says(self, file, media):
        def more(manifest, members):
            members["uploads/mehr"] = b""

        def less(manifest, members):
            del members["uploads/dokumente/konzept.pdf"]

        def a_row_less(manifest, members):
            label = "tables/goals.goal.jsonl"
            members[label] = members[label].split(b"\n", 1)[1]

        def another_column(manifest, members):
            manifest["tables"]["goals.goal"]["columns"].append("neu")

        def no_table(manifest, members):
            del manifest["tables"]["goals.goal"], members["tables/goals.goal.jsonl"]

        def nothing(manifest, members):
            manifest.clear()

        for change, message in (
            (more, "stimmen nicht überein"),
            (less, "stimmen nicht überein"),
            (a_row_less, "goals.goal hat nicht so viele Zeilen"),
            (another_column, "andere Tabellen oder Spalten"),
            (no_table, "andere Tabellen oder Spalten"),
            (nothing, "es fehlt created_at"),
        ):
            changed = rewritten(file, change)
            refused(changed, media, message)
            changed.unlink()

    @pytest.mark.parametrize(
        "row",
        [
            [],
            "Text",
            {"a": 1},
            [1, "kein Datum", None, 10**30, {}, [], "", "", "", ""],
        ],
    )
    def test_rows_that_do_not_fit(self, file, media, row):
        def change(manifest, members):
            label = "districts.offerdate"
            members[f"tables/{label}.jsonl"] = json.dumps(row).encode() + b"\n"
            manifest["tables"][label]["rows"] = 1

        self.refused_late(rewritten(file, change), media, "passt nicht in diese Datenbank")

    def test_a_row_that_refers_to_nothing(self, file, media):
        def change(manifest, members):
            members["tables/goals.goal.jsonl"] = b""
            manifest["tables"]["goals.goal"]["rows"] = 0

        self.refused_late(rewritten(file, change), media, "passt nicht in diese Datenbank")

    def refused_late(self, file, media, message):
        """Here the present state has been saved before; all else is as ever."""
        rows, files = everything(), uploads(media)
        with pytest.raises(CommandError, match=message):
            call_command("restore", file, no_input=True)
        assert (everything(), uploads(media)) == (rows, files)
        assert not [path for path in file.parent.iterdir() if "media." in path.name]


def failing_after(file, look=lambda new: None):
    """The files of a backup take their place, and then the database's commit fails."""
    with (
        opened(file) as (archive, manifest),
        NewUploads(archive, manifest["uploads"], "jetzt") as new,
    ):
        new.take_place()
        look(new)
        raise IntegrityError


@pytest.mark.django_db
class TestUploads:
    def test_they_go_back_if_what_follows_fails(self, file, media):
        (media / "neu.pdf").write_bytes(b"neu")

        def look(new):
            assert uploads(media) == {"dokumente/konzept.pdf": b"%PDF"}
            assert sorted(uploads(new.kept)) == ["dokumente/konzept.pdf", "neu.pdf"]

        with unchanged(file, media), pytest.raises(IntegrityError):
            failing_after(file, look)

    def test_a_directory_that_was_not_there_is_gone_again(self, file, media):
        media.rename(media.with_name("weg"))
        with pytest.raises(IntegrityError):
            failing_after(file)
        assert not list(media.parent.glob("*media*"))

    def test_files_keep_who_may_read_them(self, file, media):
        (media / "dokumente" / "konzept.pdf").chmod(0o640)
        media.chmod(0o751)
        file.unlink()
        call_command("backup", file)
        (media / "dokumente" / "konzept.pdf").chmod(0o600)
        call_command("restore", file, no_input=True)
        modes = [media, media / "dokumente" / "konzept.pdf"]
        assert [stat.S_IMODE(path.stat().st_mode) for path in modes] == [0o751, 0o640]

    def test_a_file_system_of_its_own_cannot_be_exchanged(self, file, media, settings):
        settings.MEDIA_ROOT = "/proc"
        with pytest.raises(BackupError, match="MEDIA_ROOT"):
            failing_after(file)


@pytest.fixture(scope="module")
def portal(tmp_path_factory, django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        installation(tmp_path_factory.mktemp("restore")) as portal,
    ):
        yield portal


CHANGED = "from districts.models import TargetGroup as T; T.objects.update(position=7)"


class TestKill:
    def test_in_the_middle_leaves_all_as_it_was(self, portal, tmp_path):
        assert portal.python(MANY_ROWS).wait() == 0
        file = tmp_path / "sicherung.zip"
        portal.run("backup", file)
        portal.media.joinpath("neu.pdf").write_bytes(b"neu")
        assert portal.python(CHANGED).wait() == 0
        before = portal.state(tmp_path / "vorher.zip")
        # The present state has been saved: what follows is the replacing of 30,000 rows.
        for wait in (0, 0.3):
            known = set(tmp_path.glob("vor-*"))
            seen = []

            def replacing(known=known, seen=seen, wait=wait):
                if set(tmp_path.glob("vor-*")) - known:
                    seen.append(time.monotonic())
                return seen and time.monotonic() - seen[0] >= wait

            assert killed_when(portal.start("restore", file, "--no-input"), replacing)
            assert portal.state(tmp_path / f"nachher {wait}.zip") == before
        assert uploads(portal.media)["neu.pdf"] == b"neu"
        portal.run("restore", file, "--no-input")
        assert portal.state(tmp_path / "danach.zip") == contents(file)

    def test_writers_wait_and_lose_nothing(self, portal, tmp_path):
        portal.run("backup", tmp_path / "sicherung.zip")
        with portal.writer():
            portal.run("restore", tmp_path / "sicherung.zip", "--no-input")
            after = portal.state(tmp_path / "danach.zip")
        [kept] = tmp_path.glob("vor-*")
        numbers = []
        for state in (contents(kept), after):
            left, right = pairs(state)
            assert left == right
            numbers += sorted(int(slug.removeprefix("paar-")) for slug in left)
        # What was written is in the one or in the other, without a gap between them.
        assert numbers == list(range(1, len(numbers) + 1))
        assert 0 < len(pairs(after)[0]) < len(numbers)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs both databases")
def test_from_one_database_to_the_other_and_back(portal, tmp_path, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        installation(tmp_path, vendor="sqlite") as small,
    ):
        small.run("load_content")
        original = small.state(tmp_path / "sqlite.zip")
        portal.run("restore", tmp_path / "sqlite.zip", "--no-input")
        assert portal.state(tmp_path / "postgresql.zip") == original
        small.run("restore", tmp_path / "postgresql.zip", "--no-input")
        assert small.state(tmp_path / "zurück.zip") == original
