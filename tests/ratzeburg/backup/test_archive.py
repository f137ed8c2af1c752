"""Files that are no backup, or a damaged, foreign or forged one: nothing happens."""

import json
import random
import stat
import tarfile
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.core.management import CommandError, call_command

from ratzeburg.backup.archive import new_archive
from tests.dump import everything
from tests.ratzeburg.backup.state import unchanged, uploads


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
