"""The steps Entwurf → zur Freigabe → veröffentlicht → archiviert: who may, who did."""

from django.contrib.auth import get_user_model
from django.db.models import F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Lag

from goals.models.content import Publication
from goals.scope import RULES, may_publish, publish_permission

# Between these goes everyone who may change the row; the other two need the right to publish.
PREPARING = {Publication.DRAFT, Publication.REVIEW}
RESERVED = ("confirmed_on", "is_published")  # fields for those who may publish
ACCOUNTS = "django.contrib.auth.backends.ModelBackend"
# Reasons in the history of records that change nothing in the wording.
VERIFIED, SEEN = "Unverändert, geprüft.", "Änderung nach der Freigabe gesehen."
TAKEN = {
    Publication.DRAFT: "als Entwurf gespeichert",
    Publication.REVIEW: "zur Freigabe vorgelegt",
    Publication.PUBLISHED: "veröffentlicht",
    Publication.ARCHIVED: "archiviert",
}


def may_step(user, row, old, new):
    """The user may bring a row, which may be unsaved, from one step to another."""
    return old == new or {old, new} <= PREPARING or may_publish(user, row)


def steps_taken(row):
    """Records of the history with which the row came to a step, oldest first."""
    before = Window(Lag("publication"), order_by=[F("history_date").asc(), F("history_id").asc()])
    return (
        row.history.annotate(before=before)
        .filter(Q(before=None) | ~Q(before=F("publication")))
        .select_related("history_user")
        .order_by("history_date", "history_id")
    )


def waiting(rows):
    """Rows that were put forward; annotates what `with_changer` does."""
    return with_changer(rows.filter(publication=Publication.REVIEW))


def changed_since_approval(rows):
    """Published rows whose newest change was made by someone who may not publish them.

    Annotates what `with_changer` does. Whoever may publish approves by saving.
    """
    model = rows.model
    permission = publish_permission(model)
    publishers = get_user_model().objects.with_perm(permission, is_active=None, backend=ACCOUNTS)
    found = with_changer(rows.filter(publication=Publication.PUBLISHED)).filter(
        changed_by__isnull=False
    )
    if model in RULES:
        own = RULES[model].trusted(F("changed_by"))
        trusted = with_changer(model._base_manager.all()).filter(own)
        found = found.exclude(pk__in=trusted.values("pk"))
    return found.exclude(changed_by__in=publishers.values("pk"))


def with_changer(rows):
    """Annotates `changed_by` (a user's number) and `changed_on` of the newest change."""
    changes = (
        rows.model.history.filter(id=OuterRef("pk"))
        .exclude(history_change_reason=VERIFIED)
        .order_by("-history_date", "-history_id")
    )
    return rows.annotate(
        changed_by=Subquery(changes.values("history_user")[:1]),
        changed_on=Subquery(changes.values("history_date")[:1]),
    )
