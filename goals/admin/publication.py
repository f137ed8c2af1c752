from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html_join

from goals.admin.click import Clicks
from goals.admin.kinds import KindFilter
from goals.models.content import Publication
from goals.publication import (
    PREPARING,
    RESERVED,
    SEEN,
    TAKEN,
    changed_since_approval,
    may_step,
    steps_taken,
)
from goals.scope import may_publish

NAMED = 5  # rows that a message names one by one
NOT_YOURS = (
    "Veröffentlichen, archivieren und zurückziehen darf hier nur, wer freigeben darf. "
    "Bitte „zur Freigabe“ wählen."
)
CONFIRMS = "Bestätigen darf das für die Stadt nur, wer freigeben darf."


class PublicationForm:
    """Offers the steps that the one who fills it in may take, and refuses all others."""

    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_new = self.instance._state.adding
        self.step = Publication.DRAFT if is_new else getattr(self.instance, "publication", None)
        if may_publish(self.user, self.instance):
            return
        for name in RESERVED:
            if name in self.fields:
                self.fields[name].disabled = True
        if field := self.fields.get("publication"):
            # Only what is offered; what comes all the same is refused below, with a reason.
            offered = {*PREPARING, self.step}
            field.widget.choices = [choice for choice in field.choices if choice[0] in offered]

    def _post_clean(self):
        # Only now does the row know what was entered, its department among it.
        super()._post_clean()
        new = self.cleaned_data.get("publication")
        if new and not may_step(self.user, self.instance, self.step, new):
            self.add_error("publication", ValidationError(NOT_YOURS, code="publication"))
        touched = [name for name in RESERVED if name in self.changed_data]
        if touched and not may_publish(self.user, self.instance):
            self.add_error(touched[0], ValidationError(CONFIRMS, code="publication"))


class PublicationRights:
    """Forms of the admin that leave publishing to those who may."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (PublicationForm, form), {"user": request.user})


class ChangedFilter(KindFilter):
    title = "Seit der Freigabe geändert"
    parameter_name = "geaendert"
    kinds = {"ja": ("Ja", lambda rows, day: changed_since_approval(rows))}


class PublicationSteps(Clicks, PublicationRights):
    """The admin of what goes through the steps of publication."""

    readonly_fields = ("steps_taken",)
    actions = ("to_review", "publish", "archive", "to_draft")
    clicks = {"veroeffentlichen": "click_publish", "gesehen": "click_seen"}

    @admin.display(description="Weg der Freigabe")
    def steps_taken(self, row):
        if row is None or row._state.adding:
            return "Noch nicht gespeichert."
        return format_html_join("", "<div>{}</div>", [(said(step),) for step in steps_taken(row)])

    def get_list_filter(self, request):
        return (*super().get_list_filter(request), ChangedFilter)

    def get_actions(self, request):
        actions = super().get_actions(request)
        if not may_publish(request.user, self.model()):
            actions.pop("publish", None)
            actions.pop("archive", None)
        return actions

    def save_model(self, request, obj, form, change):
        # Saved without a change, it would only look like changed since it was published.
        if not change or form.changed_data or may_publish(request.user, obj):
            super().save_model(request, obj, form, change)

    @admin.action(description="Zur Freigabe vorlegen", permissions=["change"])
    def to_review(self, request, rows):
        self._step_all(request, rows, Publication.REVIEW)

    @admin.action(description="Veröffentlichen", permissions=["change"])
    def publish(self, request, rows):
        self._step_all(request, rows, Publication.PUBLISHED)

    @admin.action(description="Archivieren", permissions=["change"])
    def archive(self, request, rows):
        self._step_all(request, rows, Publication.ARCHIVED)

    @admin.action(description="Zurück in den Entwurf", permissions=["change"])
    def to_draft(self, request, rows):
        self._step_all(request, rows, Publication.DRAFT)

    def click_publish(self, request, row):
        if not (self.has_change_permission(request, row) and may_publish(request.user, row)):
            raise PermissionDenied
        step = self._step(request, row, Publication.PUBLISHED)
        self._tell(request, [(row, step)], TAKEN[Publication.PUBLISHED])

    def click_seen(self, request, row):
        """Someone who may publish has seen what others changed since."""
        if not (self.has_change_permission(request, row) and may_publish(request.user, row)):
            raise PermissionDenied
        row._change_reason = SEEN
        row.save()
        self.log_change(request, row, SEEN)
        self.message_user(request, f"„{row}“: als gesehen vermerkt.", messages.SUCCESS)

    def _step_all(self, request, rows, new):
        with transaction.atomic():
            # Read anew, because rows that were searched for cannot be locked.
            chosen = self.model._base_manager.filter(pk__in=[row.pk for row in rows])
            locked = chosen.select_for_update(of=("self",)).order_by("pk")
            self._tell(
                request, [(row, self._step(request, row, new)) for row in locked], TAKEN[new]
            )

    def _step(self, request, row, new):
        """Take the step and return "", or the reason why not."""
        if row.publication == new:
            return "ist es schon"
        if not self.has_change_permission(request, row):
            return "dürfen Sie nicht ändern"
        if not may_step(request.user, row, row.publication, new):
            return "darf nur, wer freigeben darf"
        row.publication = new
        row.save()
        self.log_change(request, row, f"{TAKEN[new]}.")
        return ""

    def _tell(self, request, outcomes, what):
        """Say how many rows took the step, which did not, and why."""
        done = [row for row, problem in outcomes if not problem]
        refused = [f"{row} ({problem})" for row, problem in outcomes if problem]
        if done:
            names = str(done[0]) if len(done) == 1 else f"{len(done)} Einträge"
            self.message_user(request, f"{names}: {what}.", messages.SUCCESS)
        if refused:
            named = "; ".join(refused[:NAMED])
            more = f"; und {len(refused) - NAMED} weitere" if len(refused) > NAMED else ""
            text = f"Nicht {what}: {named}{more}."
            self.message_user(request, text, messages.WARNING)


def said(step):
    """ "veröffentlicht am 03.03.2025, 14:05 Uhr von Eva Muster"."""
    when = timezone.localtime(step.history_date)
    words = f"{TAKEN[step.publication]} am {when:%d.%m.%Y, %H:%M} Uhr"
    user = step.history_user
    return f"{words} von {user.get_full_name() or user}" if user else words
