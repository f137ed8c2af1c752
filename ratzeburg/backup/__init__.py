"""One file with all rows and all uploads: made while others work, put back as a whole."""

from ratzeburg.backup.archive import BackupError
from ratzeburg.backup.make import make_backup
from ratzeburg.backup.restore import restore

__all__ = ["BackupError", "make_backup", "restore"]
