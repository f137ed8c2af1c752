"""Fills the database of DATABASE_URL for the browser tests and prints the demo accounts."""

import os

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "ratzeburg.settings"
django.setup()

from tests.browser.content import make_everything_shown  # noqa: E402 - models want the set-up

call_command("migrate", verbosity=0)
call_command("load_content", verbosity=0)
make_everything_shown()
call_command("demo_accounts")
