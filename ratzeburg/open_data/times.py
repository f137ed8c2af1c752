"""When what is public was last changed, kind by kind, in one query.

A time never goes back: what is taken off the pages is a change of what they show.
"""

from django.db.models import CharField, Max, OuterRef, Q, Subquery, Value

from districts.models import (
    Assessment,
    Coverage,
    District,
    Indicator,
    Measurement,
    Offer,
    OfferDate,
    Organisation,
)
from goals.models import Goal
from goals.models.content import Publication
from measures.models import Measure, ProgressReport

# What says of a row whether it is shown, and the value with which it is.
SHOWN = ("publication", Publication.PUBLISHED)
SHOWN_NODE = ("is_published", True)
LEAVING = {
    "ziele": (Goal, *SHOWN_NODE),
    "orte": (District, *SHOWN_NODE),
    "massnahmen": (Measure, *SHOWN),
    "sachstaende": (ProgressReport, *SHOWN),
    "angebote": (Offer, *SHOWN),
    "kennzahlen": (Indicator, *SHOWN),
    "akteure": (Organisation, *SHOWN),
}


def changed():
    """{kind: time or None}"""
    reports = ProgressReport.objects.public().up_to()
    # Of places and figures that are public, so that those of a row that was deleted count too.
    values = Measurement.history.filter(
        indicator__in=Indicator.objects.published(), district__in=District.objects.public()
    )
    assessments = Assessment.history.filter(coverage__in=Coverage.objects.public())
    kinds = [
        ("ziele", Goal.objects.public(), "changed_at"),
        ("orte", District.objects.public(), "changed_at"),
        ("massnahmen", Measure.objects.public(), "changed_at"),
        ("angebote", Offer.objects.public(), "changed_at"),
        ("termine", OfferDate.objects.public(), "changed_at"),
        ("kennzahlen", Indicator.objects.published(), "changed_at"),
        ("akteure", Organisation.objects.published(), "changed_at"),
        ("sachstaende", reports, "created_at"),
        # These know only by their history when they were last written.
        ("sachstaende", ProgressReport.history.filter(id__in=reports.values("pk")), "history_date"),
        ("messwerte", values, "history_date"),
        ("einschaetzungen", assessments, "history_date"),
        *((kind, left(*shown), "history_date") for kind, shown in LEAVING.items()),
    ]
    first, *others = (
        rows.order_by()
        .annotate(subject=Value(kind, CharField()))
        .values("subject")
        .annotate(at=Max(name))
        .values_list("subject", "at")
        for kind, rows, name in kinds
    )
    times = {}
    for kind, at in first.union(*others, all=True):
        times[kind] = max(filter(None, (at, times.get(kind))), default=None)
    return times


def left(model, column, shown):
    """The records with which rows that were shown were taken back, archived or deleted."""
    history = model.history
    before = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    before = before.order_by("-history_id").values(column)[:1]
    gone = history.filter(~Q(**{column: shown}) | Q(history_type="-"))
    return gone.annotate(was=Subquery(before)).filter(was=shown)


def newest(dataset, times):
    """When something in the dataset was last changed, or None; `times` are those of `changed`."""
    return max(filter(None, map(times.get, dataset.changes)), default=None)
