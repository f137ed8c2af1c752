import json
from datetime import UTC, datetime
from zipfile import ZIP_STORED

from django.db import connection

from goals.one_moment import one_moment
from ratzeburg.backup.archive import MANIFEST, UPLOADS, BackupError, new_archive, table_member
from ratzeburg.backup.tables import applied_migrations, columns, kept_tables, lines
from ratzeburg.backup.uploads import root, uploaded


def make_backup(path, with_uploads=True):
    """Write the present state into a new file; not within a transaction."""
    with one_moment():
        return write_backup(path, with_uploads)


def write_backup(path, with_uploads):
    """As make_backup(), where the caller sees to it that nothing changes meanwhile."""
    path = path.resolve()
    migrations = applied_migrations()
    if migrations is None:
        raise BackupError(
            "Die Datenbank ist nicht auf dem Stand des Programms. Bitte mit der Fassung des "
            "Programms sichern, die zuletzt lief, oder zuerst „manage.py migrate“ ausführen."
        )
    if path.is_relative_to(root()):
        raise BackupError(f"{path} läge selbst zwischen den Dateien, die gesichert werden.")
    manifest = {
        "program": "Portal der Demografischen Stadtplanung Ratzeburg",
        "created_at": datetime.now(UTC).isoformat(),
        "database": connection.vendor,
        "migrations": migrations,
    }
    with new_archive(path) as archive:
        manifest["tables"] = {
            label: {"columns": columns(model), "rows": _write_table(archive, label, model)}
            for label, model in kept_tables().items()
        }
        # After the rows: a file is there before the row that names it.
        manifest["uploads"] = list(_write_uploads(archive)) if with_uploads else None
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _write_table(archive, label, model):
    count = 0
    with archive.open(table_member(label), "w", force_zip64=True) as member:
        for line in lines(model):
            member.write(f"{line}\n".encode())
            count += 1
    return count


def _write_uploads(archive):
    for name in uploaded():
        archive.write(root() / name, UPLOADS + name, ZIP_STORED)
        yield name
