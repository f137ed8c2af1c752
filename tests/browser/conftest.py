"""The portal as `make run` starts it, with the town's content, seen by the machine's own Chromium.

It runs in a process of its own: Playwright's loop and Django's database connections do not mix.
"""

import os
import shutil
from dataclasses import dataclass, field

import pytest

from tests.served import prepare, serving

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
CONTENT = """
from tests.browser.content import make_everything_shown
call_command("load_content", verbosity=0)
make_everything_shown()
call_command("demo_accounts")
"""


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
def portal(tmp_path_factory):
    database = tmp_path_factory.mktemp("portal") / "portal.sqlite3"
    lines = prepare(database, CONTENT).splitlines()
    accounts = [line.removeprefix("Konto ") for line in lines if line.startswith("Konto ")]
    with serving(database) as url:
        yield Portal(url, dict(account.split(": ") for account in accounts))


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

    def note_failure(request):
        # What the page still waited for when it was left, such as its icon, is no fault of it.
        if request.failure != "net::ERR_ABORTED":
            faults.append(f"failed: {request.url} ({request.failure})")

    page.on("console", lambda message: faults.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("requestfailed", note_failure)
    page.on("request", note_request)
    return faults
