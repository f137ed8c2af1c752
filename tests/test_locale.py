"""The compiled catalogues say what the readable ones say; msgfmt makes them."""

import gettext
import re

import pytest
from django.conf import settings

CATALOGUES = settings.BASE_DIR / "locale" / "de" / "LC_MESSAGES"
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.M)


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_catalogue_is_up_to_date(domain):
    written = ENTRY.findall((CATALOGUES / f"{domain}.po").read_text())
    with (CATALOGUES / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    assert written
    assert {key.replace('\\"', '"'): word for key, word in written} == {
        key: word for key, word in compiled.items() if key
    }
