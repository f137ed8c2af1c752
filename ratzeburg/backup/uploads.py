"""The uploaded files: what belongs to a backup, and how a backup's files take their place."""

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings

from ratzeburg.backup.archive import UPLOADS, BackupError, flush_directory


def root():
    return Path(settings.MEDIA_ROOT).resolve()


def uploaded():
    """The names of all files, from MEDIA_ROOT on."""
    for folder, folders, files in os.walk(root()):
        for name in sorted(folders + files):
            path = Path(folder, name)
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise BackupError(
                    f"{path} ist eine Verknüpfung oder keine gewöhnliche Datei und lässt sich "
                    "nicht sichern. Bitte durch die Datei selbst ersetzen."
                )
            if path.is_file():
                yield path.relative_to(root()).as_posix()


class NewUploads:
    """The files of an archive, beside MEDIA_ROOT until they take its place.

    If the block fails, everything is where it was.
    """

    def __init__(self, archive, names, moment):
        self.archive, self.names = archive, names
        self.kept = root().with_name(f"{root().name}.vor-{moment}")
        self.is_in_place = False

    def __enter__(self):
        if root().is_mount():
            raise BackupError(
                f"{root()} (MEDIA_ROOT) ist selbst ein Dateisystem und lässt sich nicht "
                "austauschen. Bitte für MEDIA_ROOT ein Verzeichnis darin nehmen."
            )
        root().parent.mkdir(parents=True, exist_ok=True)
        self.staged = Path(mkdtemp(prefix=f".{root().name}.", dir=root().parent))
        try:
            self._unpack()
        except BaseException:
            shutil.rmtree(self.staged)
            raise
        return self

    def _unpack(self):
        self.staged.chmod(root().stat().st_mode & 0o777 if root().exists() else 0o755)
        for name in self.names:
            info = self.archive.getinfo(UPLOADS + name)
            target = self.staged / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with self.archive.open(info) as source, target.open("xb") as file:
                shutil.copyfileobj(source, file)
                file.flush()
                os.fsync(file.fileno())
            target.chmod(info.external_attr >> 16 & 0o777)

    def take_place(self):
        self.has_old = root().exists()
        if self.has_old:
            root().rename(self.kept)
        self.is_in_place = True
        self.staged.rename(root())
        flush_directory(root().parent)

    def __exit__(self, kind, *args):
        if kind and self.is_in_place:
            if root().exists():
                root().rename(self.staged)
            if self.has_old:
                self.kept.rename(root())
            self.is_in_place = False
        if not self.is_in_place:
            shutil.rmtree(self.staged)
