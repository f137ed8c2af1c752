"""A portal that really serves, beside the test, with settings of its own."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager

from tests.production import ROOT, python

GUNICORN = "gunicorn ratzeburg.wsgi --worker-class gthread --threads 4 --no-control-socket"


@contextmanager
def running(*command, **options):
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""


def prepare(database, code):
    """Make a SQLite file with all tables and do there what the code says; gives what it prints."""
    done = python("-c", PREPARE + code, DEBUG="on", DATABASE_URL=f"sqlite:///{database}")
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def serving(database, stderr=subprocess.DEVNULL, **env):
    """The address of a portal with this SQLite file, DEBUG on but for what `env` says."""
    snapshots = {"SNAPSHOT_DIR": f"{database}-snapshots"}
    env = {**os.environ, "DEBUG": "on", "DATABASE_URL": f"sqlite:///{database}", **snapshots, **env}
    # Listening before the server runs, so that the first request waits instead of failing.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        bind = ["--bind", f"fd://{listening.fileno()}", "--log-level", "error"]
        options = {"stderr": stderr, "pass_fds": [listening.fileno()]}
        with running(*GUNICORN.split(), *bind, env=env, **options):
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def identity_provider():
    """The address of an identity provider that tells everybody apart (openid_provider.py)."""
    with running("tests.openid_provider", stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
