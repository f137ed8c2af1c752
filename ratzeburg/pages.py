"""The four pages that each portal has: what the programme brings along, and their rows."""

from django.apps import apps as installed
from django.conf import settings
from django.utils import timezone

from ratzeburg.models import InfoPage

FOLDER = settings.BASE_DIR / "fixtures" / "seiten"
SHIPPED = "Mitgelieferter Text."  # the reason in the history; whoever edits leaves another


def shipped(slug):
    """Title and text as the programme brings them, true of this version of it."""
    title, _, text = (FOLDER / f"{slug}.md").read_text(encoding="utf-8").partition("\n")
    return {"title": title.removeprefix("# "), "text": text.strip()}


def page_at(slug):
    """The page as the staff keep it; should its row be lost, as the programme brings it."""
    page = InfoPage.objects.filter(slug=slug).first()
    return page or InfoPage(slug=slug, **shipped(slug))


def keep_pages(using, apps=installed, **kwargs):
    """Make the pages that are missing; a text that nobody has edited follows the programme."""
    try:
        # As they are at this migration: after a step back, columns may be missing.
        page_model = apps.get_model("ratzeburg", "InfoPage")
        record_model = apps.get_model("ratzeburg", "HistoricalInfoPage")
    except LookupError:
        return
    for slug in InfoPage.Slug.values:
        text = shipped(slug)
        page = page_model.objects.using(using).filter(slug=slug).first()
        if page is None:
            page, kind = page_model(slug=slug), "+"
        elif page.text != text["text"] and _is_unedited(page, record_model.objects.using(using)):
            kind = "~"
        else:
            continue
        page.title, page.text = text["title"], text["text"]
        page.skip_history_when_saving = True  # its record follows, with the reason
        page.save(using=using)
        record_model.objects.using(using).create(
            id=page.pk,
            slug=slug,
            **text,
            history_date=timezone.now(),
            history_type=kind,
            history_change_reason=SHIPPED,
        )


def _is_unedited(page, records):
    newest = records.filter(id=page.pk).order_by("-history_date", "-history_id").first()
    return newest is not None and newest.history_change_reason == SHIPPED
