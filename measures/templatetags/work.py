"""What waits for a member of staff: sections of the admin's first page, and parts of its forms.

Each looks at nothing but what the one who is signed in may touch.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django import template
from django.contrib.auth import get_user_model
from django.db.models import DateTimeField, Exists, F, IntegerField, OuterRef, Value
from django.utils import timezone

from districts.contradictions import CONTRADICTIONS as OF_OFFERS
from districts.models import Document, Indicator, Offer, Organisation
from goals.models import Example
from goals.models.content import Publication
from goals.publication import changed_since_approval, waiting
from goals.scope import in_scope, is_limited, permission, publish_permission, publishable
from measures.contradictions import CONTRADICTIONS as OF_MEASURES
from measures.models import Measure, Milestone, ProgressReport
from measures.models.report import ENDED
from measures.overdue import overdue_measures, overdue_milestones
from measures.scope import own_measure

register = template.Library()

SHOWN = 5  # rows of a section; the rest is a link away
MINE = 10  # of the section that people come for
REPORTS = 5  # of a measure, on its own page
LAST = 3  # beside the form of a new one
TITLES = {
    Measure: "title",
    ProgressReport: "measure__title",
    Offer: "name",
    Document: "title",
    Organisation: "name",
    Indicator: "name",
    Example: "title",
}


@dataclass(frozen=True)
class Item:
    """A row of any kind, as a line of a section."""

    group: int  # of rows that stand together
    pk: int
    what: str
    changed_by: object  # a user's number, then the user
    changed_on: datetime | None
    may_publish: bool
    opts: object  # the model's _meta


@register.simple_tag
def form_key():
    """Tells one form sent twice from two forms."""
    return uuid4()


@register.inclusion_tag("admin/measures/_my_measures.html", takes_context=True)
def my_measures(context):
    """What goes on in the user's departments, longest without a report first."""
    user = context["user"]
    if not user.has_perm("measures.view_measure"):
        return {}
    going_on = (
        in_scope(Measure.objects.exclude(publication=Publication.ARCHIVED), user)
        .with_state(reports=ProgressReport.objects.current())
        .exclude(phase__in=ENDED, phase__isnull=False)
    )
    rows = list(going_on.order_by(F("reported_on").asc(nulls_first=True), "title")[:MINE])
    reports = ProgressReport.objects.in_bulk([row.report_pk for row in rows if row.report_pk])
    for row in rows:
        row.last = reports.get(row.report_pk)
    return {
        "measures": rows,
        "total": going_on.count() if len(rows) == MINE else len(rows),
        "is_limited": is_limited(Measure, user),
        "may_record": user.has_perm("measures.add_progressreport"),
    }


@register.inclusion_tag("admin/measures/_overdue.html", takes_context=True)
def overdue(context):
    user, today = context["user"], timezone.localdate()
    sections = {}
    if user.has_perm("measures.view_measure"):
        measures = overdue_measures(in_scope(Measure.objects.all(), user), today)
        milestones = overdue_milestones(in_scope(Milestone.objects.all(), user), today)
        sections["measures"] = measures.order_by(F("reported_on").asc(nulls_first=True), "title")
        sections["milestones"] = milestones.select_related("measure")
    if user.has_perm("districts.view_offer"):
        offers = in_scope(Offer.objects.all(), user).to_verify(today)
        sections["offers"] = offers.order_by(F("verified_on").asc(nulls_first=True), "name")
    lists = {name: list(rows[: SHOWN + 1]) for name, rows in sections.items()}
    return {
        "shown": SHOWN,
        "may_record": user.has_perm("measures.add_progressreport"),
        "may_verify": user.has_perm("districts.change_offer"),
        **lists,
    }


@register.inclusion_tag("admin/measures/_waiting.html", takes_context=True)
def waiting_for_approval(context):
    """What was put forward, with a button where the user may publish it."""
    user = context["user"]
    parts = [
        part(waiting(in_scope(model.objects.all(), user)), number, user)
        for number, model in enumerate(TITLES)
        if may_change(user, model)
    ]
    found = listed(parts, list(TITLES), "changed_on", "section", "pk")
    return {**found, "is_for_me": any(item.may_publish for item in found["items"])}


@register.inclusion_tag("admin/measures/_changed.html", takes_context=True)
def changed_after_approval(context):
    """What others changed in published rows, for those who may publish them."""
    user = context["user"]
    parts = [
        part(changed_since_approval(publishable(model.objects.all(), user)), number)
        for number, model in enumerate(TITLES)
        if may_change(user, model)
    ]
    return listed(parts, list(TITLES), "changed_on", "section", "pk")


@register.inclusion_tag("admin/measures/_contradictions.html", takes_context=True)
def contradictions(context):
    user, today = context["user"], timezone.localdate()
    kinds = [
        (model, key, word, narrow)
        for model, known in ((Measure, OF_MEASURES), (Offer, OF_OFFERS))
        if may_change(user, model)
        for key, (word, narrow) in known.items()
    ]
    parts = [
        part(narrow(unarchived(model, user), today).annotate(**UNKNOWN), number)
        for number, (model, _, _, narrow) in enumerate(kinds)
    ]
    found = listed(parts, [model for model, *_ in kinds], "section", "what", "pk")
    groups = {}
    for item in found["items"]:
        groups.setdefault(item.group, []).append(item)
    found["groups"] = [(*kinds[number][1:3], items) for number, items in groups.items()]
    return found


@register.inclusion_tag("admin/measures/_reports.html", takes_context=True)
def reports_of(context, measure):
    """The newest reports of a measure, on its page in the admin."""
    reports = list(measure.reports.select_related("author")[: REPORTS + 1])
    return {
        "measure": measure,
        "reports": reports[:REPORTS],
        "has_more": len(reports) > REPORTS,
        "may_record": context["user"].has_perm("measures.add_progressreport"),
    }


@register.inclusion_tag("admin/measures/_last_reports.html", takes_context=True)
def last_reports(context):
    """What was said before, beside the form of a report."""
    report, form = context.get("original"), context["adminform"].form
    if report:
        earlier = report.measure.reports.exclude(pk=report.pk)
        return {"measure": report.measure, "reports": earlier[:LAST]}
    measure = own_measure(context["user"], str(form["measure"].value() or ""))
    return {"measure": measure, "reports": measure.reports.all()[:LAST] if measure else []}


UNKNOWN = {"changed_by": Value(None, IntegerField()), "changed_on": Value(None, DateTimeField())}


def may_change(user, model):
    return user.has_perm(permission("change", model))


def unarchived(model, user):
    return in_scope(model.objects.exclude(publication=Publication.ARCHIVED), user)


def part(rows, number, user=None):
    """Rows of one kind as they go into the union; with a user, whether that one may publish."""
    model = rows.model
    may = Value(True)
    if user and not user.has_perm(publish_permission(model)):
        trusted = publishable(model._base_manager.filter(pk=OuterRef("pk")), user)
        may = Exists(trusted)
    return (
        rows.annotate(section=Value(number), what=F(TITLES[model]), may=may)
        .order_by()
        .values_list("section", "pk", "what", "changed_by", "changed_on", "may")
    )


def listed(parts, models, *order):
    """The first rows of all parts in one query, with the users who changed them in another."""
    rows = []
    if parts:
        first, *others = parts
        rows = list(first.union(*others, all=True).order_by(*order)[: SHOWN + 1])
    users = get_user_model().objects.in_bulk({by for *_, by, _, _ in rows if by})
    items = [
        Item(group, pk, what, users.get(by), on, may, models[group]._meta)
        for group, pk, what, by, on, may in rows
    ]
    kinds = dict.fromkeys(item.opts for item in items)
    return {"items": items[:SHOWN], "has_more": len(items) > SHOWN, "kinds": kinds}
