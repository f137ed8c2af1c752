"""Backup and restore while others write, killed in the middle, and across databases."""

import stat
import time

import pytest
from django.db import connection

from tests.installation import MANY_ROWS, contents, installation, killed_when, pairs
from tests.ratzeburg.backup.state import uploads

CHANGED = "from districts.models import TargetGroup as T; T.objects.update(position=7)"
NO_PAIRS = """
from districts.models import TargetGroup
from measures.models import Department
for model in (TargetGroup, Department):
    model.objects.filter(slug__startswith="paar-").delete()
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory, django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        installation(tmp_path_factory.mktemp("portal")) as portal,
    ):
        assert portal.python(MANY_ROWS).wait() == 0
        yield portal


def test_what_is_written_together_is_saved_together(portal, tmp_path):
    with portal.writer():
        for number in range(3):
            portal.run("backup", tmp_path / f"{number}.zip")
    counts = []
    for number in range(3):
        left, right = pairs(contents(tmp_path / f"{number}.zip"))
        assert left == right
        counts.append(len(left))
    assert counts == sorted(set(counts))  # each backup saw more than the one before


def test_kill_while_saving_leaves_no_half_file(portal, tmp_path):
    file = tmp_path / "sicherung.zip"
    # The file is there under another name and has grown: it is in the middle.
    assert killed_when(
        portal.start("backup", file),
        lambda: any(path.stat().st_size > 50_000 for path in tmp_path.iterdir()),
    )
    assert not file.exists()
    assert [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()] == [0o600]
    portal.run("backup", file)
    assert contents(file)["uploads/dokumente/konzept.pdf"]


def test_kill_while_restoring_leaves_all_as_it_was(portal, tmp_path):
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


def test_writers_wait_and_lose_nothing(portal, tmp_path):
    assert portal.python(NO_PAIRS).wait() == 0
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
