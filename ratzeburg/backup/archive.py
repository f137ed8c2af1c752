"""The file of a backup: a zip archive whose comment seals every byte before it."""

import hashlib
import json
import os
import re
import stat
from contextlib import contextmanager
from pathlib import PurePosixPath
from tempfile import NamedTemporaryFile
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

MANIFEST = "manifest.json"
UPLOADS = "uploads/"
MAGIC = b"ratzeburg-backup-1 sha256:"
DIGEST = 64  # hexadecimal digits


class BackupError(Exception):
    """Says to the operator what is wrong, where, and what to do."""


def table_member(label):
    return f"tables/{label}.jsonl"


@contextmanager
def new_archive(path):
    """An archive that takes its name only when it is complete and on the disk."""
    if path.exists():
        raise BackupError(f"{path} gibt es schon. Bitte einen anderen Namen wählen.")
    # The file is readable for its owner alone from the start.
    with NamedTemporaryFile(prefix=f".{path.name}.", dir=path.parent, delete=False) as file:
        try:
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                archive.comment = MAGIC + b"0" * DIGEST
                yield archive
            _seal(file)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
    flush_directory(path.parent)


def _seal(file):
    file.seek(0)
    digest = _digest(file)
    file.seek(-DIGEST, os.SEEK_END)
    file.write(digest)
    file.flush()
    os.fsync(file.fileno())


def _digest(file):
    """Of all bytes from where the file stands, except the digest at its end."""
    start = file.tell()
    left = file.seek(0, os.SEEK_END) - start - DIGEST
    file.seek(start)
    digest = hashlib.sha256()
    while left and (chunk := file.read(min(left, 1 << 20))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest().encode()


def flush_directory(path):
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


@contextmanager
def opened(path):
    """(archive, manifest) of a backup that is ours and whole."""
    with path.open("rb") as file:
        _check_seal(file, path)
        try:
            archive = ZipFile(file)
            manifest = json.loads(archive.read(MANIFEST))
            _check_members(archive, manifest)
        except (BadZipFile, AttributeError, KeyError, TypeError, ValueError) as error:
            raise BackupError(
                f"{path} ist nicht so aufgebaut wie eine Sicherung dieses Portals: {error}"
            ) from error
        with archive:
            yield archive, manifest


def _check_seal(file, path):
    seal = len(MAGIC) + DIGEST
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - seal))
    end = file.read()
    if not re.fullmatch(re.escape(MAGIC) + b"[0-9a-f]{64}", end):
        raise BackupError(
            f"{path} ist keine Sicherung dieses Portals, oder das Ende der Datei fehlt. "
            "Bitte eine andere Sicherung nehmen."
        )
    file.seek(0)
    if _digest(file) != end[-DIGEST:]:
        raise BackupError(
            f"{path} ist beschädigt: Die Prüfsumme stimmt nicht. "
            "Bitte eine andere Sicherung oder eine andere Kopie davon nehmen."
        )


def _check_members(archive, manifest):
    """There is exactly what the manifest says, and nothing of it leads out of its directory."""
    if missing := {"created_at", "migrations", "tables", "uploads"} - manifest.keys():
        raise ValueError(f"es fehlt {', '.join(sorted(missing))}")
    tables = [table_member(label) for label in manifest["tables"]]
    uploads = [UPLOADS + name for name in manifest["uploads"] or ()]
    names = sorted(archive.namelist())
    if names != sorted([MANIFEST, *tables, *uploads]):
        raise ValueError("Inhalt und Verzeichnis stimmen nicht überein")
    for info in archive.infolist():
        parts = PurePosixPath(info.filename).parts
        if info.filename != "/".join(parts) or ".." in parts or "\\" in info.filename:
            raise ValueError(f"unzulässiger Name: {info.filename!r}")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise ValueError(f"Verknüpfung: {info.filename!r}")
    for label, table in manifest["tables"].items():
        with archive.open(table_member(label)) as lines:
            if sum(1 for _ in lines) != table["rows"]:
                raise ValueError(f"{label} hat nicht so viele Zeilen wie angegeben")
