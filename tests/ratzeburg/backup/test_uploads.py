import stat

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from ratzeburg.backup.archive import BackupError, opened
from ratzeburg.backup.uploads import NewUploads
from tests.ratzeburg.backup.state import unchanged, uploads


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
