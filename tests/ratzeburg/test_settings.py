"""What the environment decides; each in a process of its own, as settings are read once."""

import json
import re
import subprocess

import pytest

from tests.production import ROOT, SECRET, python

APPS = ("goals", "districts", "measures", "ratzeburg")
READ = """
import json, sys
from django.conf import settings
json.dump({name: getattr(settings, name, None) for name in sys.argv[1:]}, sys.stdout, default=str)
"""


def read(*names, **env):
    done = python("-c", READ, *names, **env)
    assert done.returncode == 0, done.stderr
    values = json.loads(done.stdout)
    return values[names[0]] if len(names) == 1 else values


@pytest.mark.parametrize("env", [{}, {"SECRET_KEY": ""}, {"DEBUG": "off"}, {"DEBUG": ""}])
def test_nothing_runs_without_a_secret_key_but_for_trying_out(env):
    done = python("manage.py", "check", **env)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: "
        "Set SECRET_KEY in the environment; see README.md."
    )
    assert python("manage.py", "check", DEBUG="on").returncode == 0


def test_production_passes_djangos_own_check():
    done = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY=SECRET)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"


def test_an_installation_is_not_for_trying_out():
    assert read("DEBUG", "SECRET_KEY", "SECURE_SSL_REDIRECT", SECRET_KEY=SECRET) == {
        "DEBUG": False,
        "SECRET_KEY": SECRET,
        "SECURE_SSL_REDIRECT": True,
    }


def test_tls_can_be_told():
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME")
    without = dict(zip(names, (False, False, "sessionid"), strict=True))
    with_tls = dict(zip(names, (True, True, "__Host-sessionid"), strict=True))
    assert read(*names, DEBUG="on") == without
    assert read(*names, DEBUG="on", TLS="on") == with_tls
    assert read(*names, SECRET_KEY=SECRET) == with_tls
    assert read(*names, SECRET_KEY=SECRET, TLS="off") == without


def test_the_machine_itself_may_always_ask():
    local = ["localhost", "127.0.0.1", "[::1]"]
    assert read("ALLOWED_HOSTS", SECRET_KEY=SECRET) == local
    assert read("ALLOWED_HOSTS", SECRET_KEY=SECRET, ALLOWED_HOSTS="a.example,b.example") == [
        "a.example",
        "b.example",
        *local,
    ]


PRAGMAS = """
import django
django.setup()
from django.db import connection, transaction
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys"):
        print(name, cursor.execute(f"PRAGMA {name}").fetchone()[0])
    cursor.execute("CREATE TABLE t (n)")
from django.test.utils import CaptureQueriesContext
with CaptureQueriesContext(connection) as queries, transaction.atomic():
    pass
print(queries[0]["sql"])
"""

pytestmark = pytest.mark.once


def test_a_sqlite_file_makes_writers_wait(tmp_path):
    done = python("-c", PRAGMAS, DEBUG="on", DATABASE_URL=f"sqlite:///{tmp_path / 'a.sqlite3'}")
    assert done.stdout.splitlines() == [
        "journal_mode wal",
        "synchronous 1",
        "foreign_keys 1",
        "BEGIN IMMEDIATE",
    ], done.stderr
    assert (tmp_path / "a.sqlite3").exists()


@pytest.mark.parametrize("url", ["", "quatsch", "quatsch://a/b", "mysql://u:p@h/n"])
def test_a_database_url_that_is_none(url):
    done = python("manage.py", "prepare", DEBUG="on", DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: DATABASE_URL must be an address like "
        "postgres://user:password@host/name or sqlite:////path/file; see README.md."
    )


def test_a_database_that_cannot_be_opened(tmp_path):
    url = f"sqlite:///{tmp_path}/fehlt/db.sqlite3"
    done = python("manage.py", "prepare", DEBUG="on", DATABASE_URL=url)
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        [
            "CommandError: Die Datenbank lässt sich nicht benutzen: unable to open database file",
            "Bitte DATABASE_URL prüfen: Gibt es den Ort, und darf dort geschrieben werden?",
        ],
    )


@pytest.mark.parametrize("port", ["abc", "", "0", "65536"])
def test_a_port_that_is_none(port):
    ready = ["-o", ".venv/.run", "-o", "node_modules/.run"]  # whatever their age: installs nothing
    done = subprocess.run(
        ["make", "--no-print-directory", "run", *ready, f"PORT={port}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stdout == (
        f"PORT={port} geht nicht. Bitte eine Zahl von 1 bis 65535, "
        "zum Beispiel: make run PORT=8001\n"
    )


def test_options_in_the_database_url_are_kept(tmp_path):
    sqlite = read("DATABASES", DEBUG="on", DATABASE_URL=f"sqlite:///{tmp_path}/a?timeout=5")
    assert sqlite["default"]["OPTIONS"]["timeout"] == 5
    assert sqlite["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    postgres = read("DATABASES", DEBUG="on", DATABASE_URL="postgres://u:p@h:1/n?sslmode=require")
    assert postgres["default"]["OPTIONS"] == {
        "sslmode": "require",
        "options": "-c jit=off",
        "connect_timeout": 10,
    }
    assert postgres["default"]["CONN_MAX_AGE"] == 60


def test_the_street_map_is_the_towns_decision():
    names = ("STREET_MAP", "STREET_MAP_HOST")
    agency = "https://sgx.geodatenzentrum.de"
    assert read(*names, SECRET_KEY=SECRET) == {"STREET_MAP": False, "STREET_MAP_HOST": agency}
    assert read("STREET_MAP", SECRET_KEY=SECRET, STREET_MAP="on")
    tiles = "https://tiles.example.org:8443/{z}/{x}/{y}.png"
    host = read("STREET_MAP_HOST", DEBUG="on", STREET_MAP_TILES=tiles)
    assert host == "https://tiles.example.org:8443"


@pytest.mark.parametrize(
    "tiles",
    ["http://example.org/{z}", "//example.org/{z}", "https://*/{z}", "https://a; script-src *"],
)
def test_only_one_host_can_get_into_the_policy(tiles):
    done = python("manage.py", "check", DEBUG="on", STREET_MAP_TILES=tiles)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        "django.core.exceptions.ImproperlyConfigured: STREET_MAP_TILES must be an address like"
    )


def test_only_the_settings_read_the_environment():
    """So that README.md can list all of it; on which port it runs is the server's business."""
    apps = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    readers = [path for path in apps if re.search(r"\benviron\b|getenv", path.read_text())]
    assert sorted(path.relative_to(ROOT).as_posix() for path in readers) == [
        "ratzeburg/settings.py",
        "ratzeburg/wsgi.py",  # names the settings
    ]
    source = (ROOT / "ratzeburg/settings.py").read_text()
    assert set(re.findall(r'(?:env\.\w+|required)\(\s*"(\w+)"', source)) == {
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "DATABASE_URL",
        "DEBUG",
        "DEFAULT_FROM_EMAIL",
        "DOCUMENT_MAX_MB",
        "EMAIL_URL",
        "MEDIA_ROOT",
        "OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET",
        "OIDC_GROUPS",
        "OIDC_GROUPS_CLAIM",
        "OIDC_ISSUER",
        "OIDC_SCOPES",
        "OIDC_SECOND_FACTOR",
        "OIDC_USERNAME_CLAIM",
        "OPEN_DATA_CONTRIBUTOR",
        "OPEN_DATA_LICENCE",
        "PROXIES",
        "SECOND_FACTOR",
        "SECRET_KEY",
        "SITE_URL",
        "SNAPSHOT_DIR",
        "STREET_MAP",
        "STREET_MAP_TILES",
        "TLS",
    }
