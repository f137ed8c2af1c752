"""The portal as `make run` starts it, with the town's content, seen by the machine's own Chromium.

It runs in a process of its own: Playwright's loop and Django's database connections do not mix.
"""

import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
GUNICORN = "-m gunicorn ratzeburg.wsgi --worker-class gthread --threads 4 --no-control-socket"


@dataclass(frozen=True)
class Portal:
    url: str
    passwords: dict = field(repr=False)  # of the demo accounts, by name


def needed(what, *names):
    """Where the first of these programs is; without any the test is left out, if it may be."""
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        leave_out = pytest.fail if os.environ.get("NOTHING_LEFT_OUT") else pytest.skip
        leave_out(f"{what} fehlt: {', '.join(names)}")
    return found


@pytest.fixture(scope="session")
def portal(pytestconfig, tmp_path_factory):
    path = tmp_path_factory.mktemp("portal")
    env = {
        **os.environ,
        "DEBUG": "on",
        "DATABASE_URL": f"sqlite:///{path / 'portal.sqlite3'}",
        "SNAPSHOT_DIR": str(path / "snapshots"),
    }
    prepared = subprocess.run(
        [sys.executable, "-m", "tests.browser.prepare"],
        cwd=pytestconfig.rootpath,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    accounts = [line for line in prepared.stdout.splitlines() if line.startswith("Konto ")]
    # Listening before the server runs, so that the first request waits instead of failing.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        bind = ["--bind", f"fd://{listening.fileno()}", "--log-level", "error"]
        server = subprocess.Popen(
            [sys.executable, *GUNICORN.split(), *bind],
            cwd=pytestconfig.rootpath,
            env=env,
            pass_fds=[listening.fileno()],
        )
    yield Portal(url, dict(line.removeprefix("Konto ").split(": ") for line in accounts))
    server.terminate()
    server.wait(timeout=30)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    program = needed("Chromium", *CHROMIUM)
    return {**browser_type_launch_args, "executable_path": program, "args": QUIET}


@pytest.fixture
def open_page(browser, portal):
    """Opens a path of the portal in a fresh profile and gives the page, its faults noted."""
    contexts = []

    def open_page(path, **options):
        context = browser.new_context(base_url=portal.url, locale="de-DE", **options)
        contexts.append(context)
        page = context.new_page()
        page.faults = noted_faults(page, portal)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def noted_faults(page, portal):
    """A list that grows by each message, error, failed or foreign request of the page."""
    faults = []

    def note_request(request):
        if not request.url.startswith((f"{portal.url}/", "data:")):
            faults.append(f"foreign: {request.url}")

    page.on("console", lambda message: faults.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
    page.on("request", note_request)
    return faults
