"""The database as it was before an import, to go back to with `manage.py restore`."""

import io
import logging
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

KEPT = 20
log = logging.getLogger(__name__)


class SnapshotError(Exception):
    pass


def take_snapshot(kind):
    """Makes a snapshot and returns its path; only the newest ones are kept."""
    folder = Path(settings.SNAPSHOT_DIR)
    now = timezone.localtime()
    path = folder / f"{now:%Y-%m-%d-%H%M%S-%f}-{kind}.zip"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        call_command("backup", path, without_uploads=True, verbosity=0, stdout=io.StringIO())
    except Exception as error:
        # Whatever it was: without a snapshot nothing is imported.
        log.exception("no snapshot")
        raise SnapshotError from error
    for old in sorted(folder.glob("*.zip"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path
