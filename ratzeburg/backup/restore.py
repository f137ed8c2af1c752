from contextlib import nullcontext

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from ratzeburg.backup.archive import BackupError, opened, table_member
from ratzeburg.backup.make import write_backup
from ratzeburg.backup.tables import (
    applied_migrations,
    columns,
    empty_tables,
    fill,
    finish_filling,
    kept_tables,
    lock_tables,
)
from ratzeburg.backup.uploads import NewUploads


def restore(path, confirmed):
    """Put a backup in the place of all that is there, or leave everything as it is.

    `confirmed` is asked with the checked manifest. Returns where what was there is kept now:
    a backup, and the directory of the uploads (None where they stay).
    """
    path = path.resolve()
    with opened(path) as (archive, manifest):
        _check_version(manifest)
        if not confirmed(manifest):
            raise BackupError("Abgebrochen, es bleibt alles, wie es ist.")
        moment = timezone.localtime().strftime("%Y%m%d-%H%M%S")
        present = path.with_name(f"vor-wiederherstellung-{moment}.zip")
        names = manifest["uploads"]
        with (
            nullcontext() if names is None else NewUploads(archive, names, moment) as uploads,
            transaction.atomic(durable=True),
        ):
            lock_tables()
            write_backup(present, with_uploads=uploads is not None)
            _replace_rows(archive, manifest)
            if uploads:  # last, and taken back if the commit fails
                uploads.take_place()
    ContentType.objects.clear_cache()
    return present, uploads and uploads.kept


def _check_version(manifest):
    here, there = applied_migrations(), manifest["migrations"]
    if here is None:
        raise BackupError(
            "Die Datenbank ist nicht auf dem Stand des Programms. "
            "Bitte zuerst „manage.py migrate“ ausführen."
        )
    missing = [name for name in here if name not in there]
    unknown = [name for name in there if name not in here]
    if missing or unknown:
        age = "neueren oder anderen" if unknown else "älteren"
        names = ", ".join(".".join(name) for name in (unknown or missing)[:5])
        raise BackupError(
            f"Die Sicherung stammt von einer {age} Fassung des Programms "
            f"({'hier unbekannt' if unknown else 'dort fehlt'}: {names}). "
            "Bitte mit der Fassung wiederherstellen, die sie geschrieben hat, und danach wechseln."
        )
    expected = {label: columns(model) for label, model in kept_tables().items()}
    if {label: table["columns"] for label, table in manifest["tables"].items()} != expected:
        raise BackupError("Die Sicherung hat andere Tabellen oder Spalten als dieses Programm.")


def _replace_rows(archive, manifest):
    empty_tables()
    label = ""
    try:
        for label, model in kept_tables().items():
            with archive.open(table_member(label)) as rows:
                fill(model, rows)
        label = ""
        finish_filling()
    except (DatabaseError, ValidationError, ValueError) as error:
        raise BackupError(
            f"Die Sicherung passt nicht in diese Datenbank{label and f' (Tabelle {label})'}: "
            f"{error}\nEs bleibt alles, wie es ist."
        ) from error
