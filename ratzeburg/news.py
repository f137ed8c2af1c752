"""What is new in public, for the feeds: what came out, how far it is, what ended or was reached.

When something came out stands in its history, because the day on which it was first written down
says nothing about it, nor does the day of its last correction.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from districts.models import Assessment, Coverage, District, Offer
from goals.models import Goal
from goals.models.content import Publication
from measures.columns import UNCONFIRMED
from measures.models import Measure, ProgressReport, Schedule, StatusReport

MOST = 50  # entries of a feed
LONGEST = 1_000  # characters of a text that an entry repeats


@dataclass(frozen=True)
class News:
    key: str  # what it is about, as "massnahme/12": the same for ever
    at: datetime
    title: str
    text: str  # paragraphs with an empty line between
    path: str  # of the page that says more


@dataclass
class Scope:
    """What a feed tells of; all of it public."""

    measures: QuerySet
    offers: QuerySet
    coverages: QuerySet
    status_reports: QuerySet

    @classmethod
    def of_all(cls):
        return cls(
            Measure.objects.public(),
            Offer.objects.public(),
            Coverage.objects.public(),
            StatusReport.objects.visible(is_internal=False),
        )

    @classmethod
    def of_place(cls, place):
        """What counts in the place: done in it, inside it or around it."""
        near = District.objects.public().touching(place)
        return cls(
            Measure.objects.public().in_(place),
            Offer.objects.public().in_(place),
            Coverage.objects.public().filter(district__in=near),
            StatusReport.objects.none(),
        )

    @classmethod
    def of_goal(cls, goal):
        below = Goal.objects.public().under(goal)
        return cls(
            Measure.objects.public().under(goal),
            Offer.objects.public().for_goals(below),
            Coverage.objects.public().filter(goal__in=below),
            StatusReport.objects.none(),
        )

    def news(self):
        """[News, …], newest first."""
        found = [
            *_of_measures(self.measures),
            *_of_reports(self.measures),
            *_of_offers(self.offers),
            *_of_assessments(self.coverages),
            *_of_status_reports(self.status_reports),
        ]
        return sorted(found, key=lambda news: (news.at, news.key), reverse=True)[:MOST]


def _of_measures(measures):
    for row, record in _with_records(measures, _came_out(measures)):
        text = _text(row.summary or row.description, _mark(row))
        yield News(
            f"massnahme/{row.pk}",
            record.history_date,
            f"Neue Maßnahme: {row.title}",
            text,
            row.get_absolute_url(),
        )


def _of_reports(measures):
    public = Exists(measures.filter(pk=OuterRef("measure")).order_by())
    reports = ProgressReport.objects.published().up_to().filter(public)
    rows = reports.select_related("measure")
    for row, record in _with_records(rows, _came_out(reports)):
        stated = "" if row.percent is None else f", {row.percent} Prozent"
        schedule = ""
        if row.schedule != Schedule.NOT_RATED:
            schedule = f"Termintreue: {row.get_schedule_display()}. {row.schedule_reason}".strip()
        yield News(
            f"sachstand/{row.pk}",
            record.history_date,
            f"{row.measure.title}: {row.get_phase_display()}",
            _text(f"Sachstand vom {_day(row.reported_on)}{stated}.", row.text, schedule),
            row.measure.get_absolute_url(),
        )


def _of_offers(offers):
    changed = Q(was_public=Publication.PUBLISHED) & ~Q(was_state=F("status"))
    for row, record in _with_records(offers, _records(offers).filter(NEW | changed)):
        is_new = record.was_public != Publication.PUBLISHED
        if not is_new and record.status != row.status:
            continue  # it has changed again since
        state = "wieder geöffnet" if row.status == Offer.Status.ACTIVE else row.get_status_display()
        yield News(
            f"angebot/{row.pk}" if is_new else f"angebot/{row.pk}/{record.history_id}",
            record.history_date,
            f"Neues Angebot: {row.name}" if is_new else f"{row.name}: {state}",
            _text(row.text, _mark(row)),
            row.get_absolute_url(),
        )


def _of_assessments(coverages):
    written = Assessment.history.filter(id=OuterRef("pk")).order_by("history_date", "history_id")
    rows = (
        Assessment.objects.filter(coverage__in=coverages, assessed_on__lte=timezone.localdate())
        # Staff often write down what was judged long before.
        .annotate(at=Subquery(written.values("history_date")[:1]))
        .filter(at__isnull=False)
        .select_related("coverage__goal", "coverage__district")
        .order_by("-at", "-pk")[:MOST]
    )
    for row in rows:
        goal, place = row.coverage.goal, row.coverage.district
        yield News(
            f"einschaetzung/{row.pk}",
            row.at,
            f"{goal.label} in {place.name}: {row.get_status_display()}",
            _text(f"Einschätzung vom {_day(row.assessed_on)}.", goal.text, row.text),
            reverse("coverage-cell", args=[goal.code, place.slug]),
        )


def _of_status_reports(rows):
    for row in rows.order_by("-made_at", "-pk")[:MOST]:
        yield News(
            f"statusbericht/{row.pk}",
            row.made_at,
            f"{row.title}, Stichtag {_day(row.day)}",
            _text(row.foreword),
            row.get_absolute_url(),
        )


# A record with which a row came out, and not for the second time in a row.
NEW = Q(was_public=None) | ~Q(was_public=Publication.PUBLISHED)


def _records(rows):
    """Published records of these rows, newest first, with what the one before each said."""
    history = rows.model.history
    before = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    before = before.order_by("-history_id")
    # Whether a row is public is asked of the newest records only, until there are enough.
    is_public = Exists(rows.filter(pk=OuterRef("id")).order_by())
    records = history.filter(is_public, publication=Publication.PUBLISHED).annotate(
        was_public=Subquery(before.values("publication")[:1])
    )
    if rows.model is Offer:
        records = records.annotate(was_state=Subquery(before.values("status")[:1]))
    return records.order_by("-history_date", "-history_id")


def _came_out(rows):
    return _records(rows).filter(NEW)


def _with_records(rows, records):
    """(row, record) for the newest records of what is public today; a row's latest of each kind."""
    newest = {(record.id, record.was_public): record for record in reversed(list(records[:MOST]))}
    found = rows.in_bulk([pk for pk, _ in newest])
    return [(found[pk], record) for (pk, _), record in newest.items() if pk in found]


def _text(*parts):
    return "\n\n".join(Truncator(part).chars(LONGEST) for part in parts if part)


def _mark(row):
    """What has to be said with content from a public source."""
    return "" if row.confirmed_on else f"{UNCONFIRMED[0].upper()}{UNCONFIRMED[1:]}."


def _day(day):
    return date_format(day, "j. F Y")
