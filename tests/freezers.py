"""Freezes a report on "go": python -m tests.freezers DAY, against the database of DATABASE_URL."""

import sys

import django
from django.core.management import call_command

from tests.editors import wait_for_go

if __name__ == "__main__":
    django.setup()
    wait_for_go()
    call_command("freeze_report", sys.argv[1])
