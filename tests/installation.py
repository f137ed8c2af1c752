"""A portal of its own for a test: other processes run, write and are killed on its files."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from django.conf import settings
from django.db import connection

WRITE_PAIRS = """
from django.db import transaction
from districts.models import TargetGroup
from measures.models import Department
n = 0
while True:
    n += 1
    with transaction.atomic():
        TargetGroup.objects.create(name=f"links {n}", slug=f"paar-{n}")
        Department.objects.create(name=f"rechts {n}", slug=f"paar-{n}")
    if n == 1:
        print("writing", flush=True)
"""
MANY_ROWS = """
from districts.models import TargetGroup
TargetGroup.objects.bulk_create(
    TargetGroup(name=f"Gruppe {n}", slug=f"gruppe-{n}") for n in range(30_000)
)
"""


@dataclass
class Installation:
    url: str
    media: Path

    def start(self, *arguments, **options):
        return subprocess.Popen(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": self.url, "MEDIA_ROOT": str(self.media)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def run(self, *arguments):
        process = self.start(*arguments)
        out, err = process.communicate()
        assert process.returncode == 0, err
        return out

    def python(self, code):
        return self.start("shell", "-v0", "--command", code)

    @contextmanager
    def writer(self):
        """A process that goes on writing: each time a row of two tables in one transaction."""
        process = self.python(WRITE_PAIRS)
        try:
            assert process.stdout.readline() == "writing\n", process.communicate()[1]
            yield
        finally:
            process.kill()
            process.communicate()

    def state(self, path):
        """All that is stored, as a backup says it; the backup itself is at `path` then."""
        self.run("backup", path)
        return contents(path)


def contents(path):
    """name → bytes of what a backup holds, without its manifest."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}


def pairs(contents):
    """The two sides of what writer() wrote."""
    return [
        [word for word in contents[f"tables/{table}.jsonl"].decode().split('"') if "paar-" in word]
        for table in ("districts.targetgroup", "measures.department")
    ]


def killed_when(process, seen):
    """kill -9 as soon as `seen` says so; False where the process was quicker."""
    while process.poll() is None:
        if seen():
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.001)
    process.communicate()
    return process.returncode == -signal.SIGKILL


@contextmanager
def database(directory, vendor):
    """The address of a new, empty database, which goes with its directory or the cluster."""
    if vendor == "sqlite":
        yield f"sqlite:///{directory / 'db.sqlite3'}"
        return
    name = f"own_{directory.name}".replace("-", "_")
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + name


@contextmanager
def installation(directory, vendor=None):
    """One that is migrated and has one upload."""
    with database(directory, vendor or connection.vendor) as url:
        made = Installation(url, directory / "media")
        (made.media / "dokumente").mkdir(parents=True)
        (made.media / "dokumente" / "konzept.pdf").write_bytes(b"%PDF" + bytes(range(256)))
        made.run("migrate", "-v0")
        yield made
