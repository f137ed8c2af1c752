"""A table that LibreOffice has opened and saved still changes nothing when it comes back.

Not for CSV: it has no types, so every program makes a number of 0123. Hence XLSX and ODS.
"""

import shutil
import subprocess

import pytest

from tests.dump import everything
from tests.exchange import RESOURCES, bring_in, taken_out
from tests.factories import make_staff
from tests.test_round_trip import NASTY, fill

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice"),
]


def saved_by_libreoffice(folder, old, new):
    """Opens every file with one ending and saves it with the other."""
    out = folder / "saved"
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            new,
            "--outdir",
            str(out),
            *map(str, sorted(folder.glob(f"*.{old}"))),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return out


@pytest.mark.parametrize(
    ("old", "new"), [("xlsx", "xlsx"), ("ods", "ods"), ("xlsx", "ods"), ("ods", "xlsx")]
)
def test_nothing_changes(tmp_path, old, new):
    user = make_staff()
    fill(list(NASTY))
    before = everything()
    for resource in RESOURCES:
        (tmp_path / f"{resource.__name__}.{old}").write_bytes(taken_out(resource, old, user))
    out = saved_by_libreoffice(tmp_path, old, new)
    for resource in RESOURCES:
        content = (out / f"{resource.__name__}.{new}").read_bytes()
        outcome = bring_in(resource, content, f"tabelle.{new}", user)
        assert (resource, outcome.changes) == (resource, {})
        assert outcome.counts["unverändert"] > 0
    assert everything() == before
