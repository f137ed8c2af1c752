from django.contrib import admin
from django.utils.html import format_html_join

from goals.admin.base import ContentAdmin
from goals.admin.easy import ChecksText
from ratzeburg.models import InfoPage

SIGNS = (
    "Ein paar Zeichen gliedern den Text: ## vor einer Überschrift, ### vor einer Überschrift "
    "darunter; - vor jedem Punkt einer Liste; **wichtig** wird fett; "
    "[Worte](https://www.beispiel.de/) wird ein Link, [Worte](/angebote/) ein Link im Portal. "
    "Eine Leerzeile beginnt einen Absatz. „[Hier trägt die Stadt ein: …]“ erscheint als Lücke, "
    "bis Sie es durch Ihre Angaben ersetzen."
)


@admin.register(InfoPage)
class InfoPageAdmin(ChecksText, ContentAdmin):
    """The four pages; each is always there, so none is added or deleted."""

    list_display = ("title", "slug", "open_gaps", "checked_on", "changed_at")
    fields = ("title", "text", "gaps", "checked_on")
    readonly_fields = ("gaps",)
    checked = {"text": "checked_on"}

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "text":
            kwargs["help_text"] = SIGNS
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="Offene Lücken")
    def open_gaps(self, page):
        return len(page.gaps) or "keine"

    @admin.display(description="Das trägt die Stadt noch ein")
    def gaps(self, page):
        return format_html_join("", "<div>{}</div>", [(gap,) for gap in page.gaps]) or "Nichts."
