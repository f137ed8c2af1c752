from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import call_command

from tests.factories import (
    make_department,
    make_measure,
    make_member,
    make_offer,
    make_offer_date,
    make_report,
    make_town,
)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "dokumente").mkdir(parents=True)
    (settings.MEDIA_ROOT / "dokumente" / "konzept.pdf").write_bytes(b"%PDF")
    return settings.MEDIA_ROOT


@pytest.fixture
def content(media):
    """A little of what is awkward to write down."""
    department = make_department("Grünflächen „Süd“", report_every_months=3)
    author = make_member("Redaktion", "ä.ö", [department])
    measure = make_measure(
        "Ein Titel\nmit\tSteuerzeichen \\ \" ' 漢字 🌳",
        districts=[make_town()],
        department=department,
        cost_once=Decimal("9999999999.99"),
    )
    make_report(measure, "2024-02-29", author=author, key=uuid4(), percent=0)
    moment = datetime(2025, 10, 26, 0, 59, 59, 999_999, tzinfo=UTC)  # summer time ends
    make_offer_date(make_offer(), starts_at=moment, exceptions=["2025-01-01", {"ä": [None, 1.5]}])
    measure.summary = "Das hat jemand geändert."
    measure.save()
    # Numbers of deleted rows leave gaps.
    make_measure("gelöscht", goals=[]).delete()
    make_measure("danach")


@pytest.fixture
def file(tmp_path, content):
    call_command("backup", tmp_path / "sicherung.zip", verbosity=0)
    return tmp_path / "sicherung.zip"
