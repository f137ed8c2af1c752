"""The handbook for staff: docs/handbuch/ as pages of the admin."""

import re
from dataclasses import dataclass
from pathlib import Path

import markdown
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe

FOLDER = settings.BASE_DIR / "docs" / "handbuch"
START = "README"
# Where a task is done → the page about it; a name ends with the address name in the admin.
TASKS = {
    "measures_progressreport_add": "sachstand-erfassen",
    "measures_progressreport_change": "sachstand-erfassen",
    "measures_progressreport_changelist": "sachstand-erfassen",
    "measures_measure_add": "massnahme-anlegen",
    "measures_measure_change": "massnahme-anlegen",
    "measures_measure_changelist": "massnahme-anlegen",
    "districts_offer_add": "termine-eintragen",
    "districts_offer_change": "termine-eintragen",
    "districts_offer_changelist": "angebot-pruefen",
    "measures_statusreport_add": "statusbericht-festhalten",
    "measures_statusreport_change": "statusbericht-festhalten",
    "measures_statusreport_changelist": "statusbericht-festhalten",
    "districts_suggestion_change": "hinweise-bearbeiten",
    "districts_suggestion_changelist": "hinweise-bearbeiten",
    "districts_district_outline": "seiten-pflegen",
    "districts_district_outlines": "seiten-pflegen",
    "districts_document_add": "seiten-pflegen",
    "districts_document_change": "seiten-pflegen",
    "ratzeburg_infopage_change": "seiten-pflegen",
    "ratzeburg_infopage_changelist": "seiten-pflegen",
    "auth_user_add": "konten-verwalten",
    "auth_user_change": "konten-verwalten",
    "auth_user_changelist": "konten-verwalten",
    "index": "freigeben",
}
LINK = re.compile(r'href="([a-z-]+)\.md"')
PICTURE = re.compile(r'src="bilder/([a-z-]+\.png)"')
IMPORTS = ("_import", "_process_import", "_export")


@dataclass(frozen=True)
class Page:
    """A page of the handbook; `name` is its file without the ending."""

    name: str

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.md"

    @property
    def title(self):
        return self.path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")

    @property
    def html(self):
        # The text is the project's own, so its HTML needs no cleaning.
        text = self.path.read_text(encoding="utf-8").partition("\n")[2]
        html = markdown.markdown(text, extensions=["tables", "sane_lists"])
        html = LINK.sub(lambda found: f'href="{reverse("handbook", args=[found[1]])}"', html)
        html = PICTURE.sub(lambda found: f'src="{static(f"handbuch/{found[1]}")}"', html)
        return mark_safe(html)  # noqa: S308


def pages():
    return [Page(path.stem) for path in sorted(FOLDER.glob("*.md")) if path.stem != START]


def page_of_task(address):
    """The page about what is done at an admin address (its name without "admin:"), or None."""
    name = "tabelle-einlesen" if address.endswith(IMPORTS) else TASKS.get(address)
    return Page(name) if name else None
