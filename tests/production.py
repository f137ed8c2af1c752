"""A real installation for tests: a process of its own, DEBUG off, behind a proxy that speaks TLS.

python -m tests.production DIRECTORY reads requests as JSON and writes the answers as JSON.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
OWN = ("DEBUG", "TLS", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "SECOND_FACTOR")
SECRET = "only-for-the-tests-but-long-enough-for-every-check-1234567890-äöü"
ACCOUNT = {"username": "verwaltung", "password": "ein langes Passwort"}


def python(*arguments, text="", **env):
    """Python with these arguments and no settings but those in `env`."""
    others = {name: value for name, value in os.environ.items() if name not in OWN}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**others, "DJANGO_SETTINGS_MODULE": "ratzeburg.settings", **env},
        input=text,
        capture_output=True,
        text=True,
    )


def answers(directory, requests):
    """What a fresh installation answers to one browser's requests.

    requests: {name: {"path": …, "method": "get", "secure": true, "data": {…}, "headers": {…}}}.
    Answers: {name: {"status": …, "headers": {…}, "cookies": {…}, "text": …}}; ACCOUNT may sign in.
    """
    done = python(
        "-m",
        "tests.production",
        str(directory),
        text=json.dumps(requests),
        SECRET_KEY=SECRET,
        DATABASE_URL=f"sqlite:///{directory / 'db.sqlite3'}",
        SECOND_FACTOR="off",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def main(directory):
    settings.STATIC_ROOT = directory
    # Hashed names as ever, only not compressed: that takes most of the time.
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "svg", "txt", "woff2"]
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.contrib.auth.models import User

    User.objects.create_superuser(**ACCOUNT)
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    found = {name: asked(client, **request) for name, request in json.load(sys.stdin).items()}
    json.dump(found, sys.stdout)


def asked(client, path, method="get", secure=True, data=None, headers=None):
    response = getattr(client, method)(path, data, secure=secure, headers=headers)
    text = response.getvalue().decode(errors="replace")
    cookies = {name: dict(morsel) for name, morsel in response.cookies.items()}
    return {
        "status": response.status_code,
        "headers": dict(response.items()),
        "cookies": cookies,
        "text": text,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
