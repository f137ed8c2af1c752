"""When what is public was last changed, kind by kind, in one query."""

from django.db.models import CharField, Max, Value

from districts.models import (
    Assessment,
    Coverage,
    District,
    Indicator,
    Measurement,
    Offer,
    OfferDate,
)
from goals.models import Goal
from measures.models import Measure, ProgressReport


def changed():
    """{kind: time or None}"""
    assessments = Assessment.objects.filter(coverage__in=Coverage.objects.public())
    values = Measurement.objects.public()
    kinds = {
        "ziele": (Goal.objects.public(), "changed_at"),
        "orte": (District.objects.public(), "changed_at"),
        "massnahmen": (Measure.objects.public(), "changed_at"),
        "sachstaende": (ProgressReport.objects.public().up_to(), "created_at"),
        "angebote": (Offer.objects.public(), "changed_at"),
        "termine": (OfferDate.objects.public(), "changed_at"),
        "kennzahlen": (Indicator.objects.published(), "changed_at"),
        # These two know only by their history when they were written.
        "messwerte": (Measurement.history.filter(id__in=values.values("pk")), "history_date"),
        "einschaetzungen": (
            Assessment.history.filter(id__in=assessments.values("pk")),
            "history_date",
        ),
    }
    first, *others = (
        rows.order_by()
        .annotate(subject=Value(kind, CharField()))
        .values("subject")
        .annotate(at=Max(name))
        .values_list("subject", "at")
        for kind, (rows, name) in kinds.items()
    )
    return dict(first.union(*others, all=True))


def newest(dataset, times):
    """When something in the dataset was last changed, or None; `times` are those of `changed`."""
    return max(filter(None, map(times.get, dataset.changes)), default=None)
