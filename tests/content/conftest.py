import json

import pytest
from django.conf import settings

from tests.content.fixture_files import key, rows

RESEARCH = settings.BASE_DIR.parent / "shared" / "data" / "ratzeburg.json"


@pytest.fixture(scope="module")
def research():
    if not RESEARCH.exists():
        pytest.skip("The research is not part of this checkout.")
    return json.loads(RESEARCH.read_text())


@pytest.fixture(scope="module")
def reports():
    found = {}
    for report in rows("measures.progressreport"):
        found.setdefault(key(report["measure"]), []).append(report)
    return found
