"""What people sent in is kept for six months (a setting), and no copy of it longer."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from districts.models import Suggestion
from districts.models.suggestion import SENT


@dataclass(frozen=True)
class Outcome:
    """How many suggestions were deleted, how many of them nobody had dealt with, and how many
    are left with nothing but their published answer."""

    deleted: int
    unread: int
    stripped: int


def purge(now, dry_run=False):
    """Delete all that is too old; a second run at the same time waits, and finds nothing."""
    oldest = now - timedelta(days=settings.SUGGESTIONS_KEPT_DAYS)
    with transaction.atomic():
        rows = Suggestion.objects.older_than(oldest).select_for_update(of=("self",))
        found = list(rows.order_by("pk").values_list("pk", "answer_published", "state"))
        kept = [pk for pk, is_published, _ in found if is_published]
        gone = {pk: state for pk, is_published, state in found if not is_published}
        if not dry_run:
            remove(gone)
            strip(kept, now)
    unread = [state for state in gone.values() if state == Suggestion.State.NEW]
    return Outcome(len(gone), len(unread), len(kept))


def remove(pks):
    """Delete suggestions, and their history with them: it may quote what was sent."""
    Suggestion._base_manager.filter(pk__in=pks).delete()
    Suggestion.history.filter(id__in=pks).delete()


def strip(pks, now):
    """Leave nothing but what staff have published."""
    blank = {name: Suggestion._meta.get_field(name).get_default() for name in SENT}
    Suggestion._base_manager.filter(pk__in=pks).update(**blank, note="", stripped_at=now)
    Suggestion.history.filter(id__in=pks).delete()
