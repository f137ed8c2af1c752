"""Mails that tell a department what is overdue, each thing once in the department's rhythm."""

from dataclasses import dataclass, field

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string

from districts.models import Offer, Suggestion
from measures.models import Department, Measure, Milestone, Reminder
from measures.overdue import (
    newest_overdue,
    overdue_measures,
    overdue_milestones,
)


@dataclass
class Digest:
    """What is overdue in a department, or was sent in, and was not yet told it."""

    department: Department
    measures: list = field(default_factory=list)
    milestones: list = field(default_factory=list)
    offers: list = field(default_factory=list)
    suggestions: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.is_overdue or self.suggestions)

    @property
    def is_overdue(self):
        return bool(self.measures or self.milestones or self.offers)

    def matters(self):
        """What to remember; a date that was moved and has passed again is a new matter."""
        rows = (*self.measures, *self.milestones, *self.offers, *self.suggestions)
        return [key(row) for row in rows]

    @property
    def subject(self):
        overdue = ((self.measures, Measure), (self.milestones, Milestone), (self.offers, Offer))
        late = ", ".join(counted(rows, model) for rows, model in overdue if rows)
        if not self.suggestions:
            return f"Überfällig: {late}"
        new = counted(self.suggestions, Suggestion)
        return f"Überfällig: {late}; eingegangen: {new}" if late else f"Eingegangen: {new}"

    def mail(self):
        return EmailMessage(
            self.subject,
            render_to_string(
                "measures/mail/overdue.txt", {"digest": self, "site": settings.SITE_URL}
            ),
            to=[self.department.email],
            headers={"Auto-Submitted": "auto-generated"},  # no answer from an absent colleague
        )


SINCE = {
    Measure: "reported_on",
    Milestone: "due_on",
    Offer: "verified_on",
    Suggestion: "received_at",
}


def key(row):
    return f"{row._meta.model_name}:{row.pk}:{getattr(row, SINCE[type(row)])}"


def counted(rows, model):
    names = model._meta
    return f"{len(rows)} {names.verbose_name if len(rows) == 1 else names.verbose_name_plural}"


def suggestions_for(department):
    """What waits for a department of what people sent in about its offers and measures."""
    about = Q(offer__departments=department) | Q(comment__measure__department=department)
    own = Suggestion.objects.filter(about).values("pk")
    return Suggestion.objects.open().filter(pk__in=own).order_by("received_at", "pk")


def digest(department, day):
    told = set(
        department.reminders.filter(sent_on__gt=_told_again_from(department, day)).values_list(
            "what", flat=True
        )
    )
    measures = overdue_measures(department.measures.all(), day).order_by(
        F("reported_on").asc(nulls_first=True), "title"
    )
    milestones = Milestone.objects.filter(measure__department=department)
    found = (
        measures,
        overdue_milestones(milestones, day).select_related("measure"),
        department.offers.to_verify(day),
        suggestions_for(department),
    )
    return Digest(department, *([row for row in rows if key(row) not in told] for rows in found))


def remind(department, day):
    """Send the department its mail, if there is anything to tell; returns what was told.

    The department's row is the lock: a second run waits, and finds that all is told.
    """
    with transaction.atomic():
        department = Department.objects.select_for_update(no_key=True).get(pk=department.pk)
        found = digest(department, day)
        if found:
            department.reminders.filter(sent_on__lte=_told_again_from(department, day)).delete()
            Reminder.objects.bulk_create(
                Reminder(department=department, what=what, sent_on=day) for what in found.matters()
            )
            found.mail().send()
    return found


def _told_again_from(department, day):
    """What was told then or before may be told again; a rhythm of 0 would do so every day."""
    return newest_overdue(day, max(1, department.report_every_months))
