"""Reads the texts of measures for a status report, in chunks."""

from collections import namedtuple
from datetime import timedelta
from itertools import islice

from django.db.models import OuterRef, Subquery

from goals.models.content import Publication, has_passed
from measures.models import Measure, Milestone, ProgressReport, Resolution
from measures.models.report import ENDED
from measures.overdue import newest_overdue
from measures.report import CHUNK, MeasureLine, Overdue

WORDS = dict(Publication.choices)
MEASURE = (
    "pk", "slug", "identifier", "title", "publication", "department__name",
    "actual_start", "planned_start", "actual_end", "planned_end", "is_ended",
    "cost_once", "cost_per_year", "funding",
    "resolution_body", "resolution_resolved_on", "resolution_paper",
    "source_url", "source_date", "confirmed_on",
)  # fmt: skip
REPORT = ("schedule_reason", "text", "obstacles", "next_step", "next_step_on")


KEPT = 10_000  # measures; as many are read once, some 25 MB, and are at hand from then on
Name = namedtuple("Name", "id identifier title department")


class Reader:
    """Reads measures by their ids as MeasureLines, in that order."""

    def __init__(self, question, entries):
        self.day = question.day
        self.entries = entries
        self.names = {place.pk: place.name for place in question.places}
        self.order = {place.pk: number for number, place in enumerate(question.places)}
        self.known = {}

    def __call__(self, wanted):
        if len(self.entries) > KEPT:
            return self._chunks(wanted, self._lines)
        if not self.known:
            self.known = {line.id: line for line in self._chunks([*self.entries], self._lines)}
        return [self.known[pk] for pk in wanted]

    def named(self, wanted):
        """Only what measures are called, and by whom they are done; as Names or MeasureLines."""
        is_at_hand = self.known or len(self.entries) <= CHUNK
        return self(wanted) if is_at_hand else self._chunks(wanted, self._named)

    @staticmethod
    def _chunks(wanted, read):
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            found = read(chunk)
            yield from (found[pk] for pk in chunk)

    @staticmethod
    def _named(chunk):
        rows = Measure.objects.filter(pk__in=chunk).order_by()
        names = rows.values_list("pk", "identifier", "title", "department__name")
        return {pk: Name(pk, *others, department or "") for pk, *others, department in names}

    def _lines(self, chunk):
        # Two queries: joined by a list of numbers, SQLite tries them all for each measure.
        wanted = [self.entries[pk].report for pk in chunk if self.entries[pk].report]
        reports = ProgressReport.objects.order_by().filter(pk__in=wanted)
        said = {pk: texts for pk, *texts in reports.values_list("pk", *REPORT)}
        resolved = Resolution.objects.filter(measure=OuterRef("pk"), resolved_on__lte=self.day)
        rows = Measure.objects.filter(pk__in=chunk).annotate(
            is_ended=has_passed("actual_end", self.day + timedelta(days=1)),
            **{
                f"resolution_{name}": Subquery(
                    resolved.order_by("-resolved_on", "-pk").values(name)[:1]
                )
                for name in ("body", "resolved_on", "paper")
            },
        )
        nothing = ("", "", "", "", None)
        return {
            row[0]: self._line(row, said.get(self.entries[row[0]].report, nothing))
            for row in rows.order_by().values_list(*MEASURE)
        }

    def _line(self, row, said):
        (
            pk, slug, identifier, title, publication, department,
            actual_start, planned_start, actual_end, planned_end, is_ended,
            cost_once, cost_per_year, funding,
            body, resolved_on, paper, source_url, source_date, confirmed_on,
        ) = row  # fmt: skip
        reason, text, obstacles, next_step, next_step_on = said
        entry, day = self.entries[pk], self.day.isoformat()
        is_started = bool(actual_start) and actual_start <= day
        resolution = f"{body}, {resolved_on:%d.%m.%Y}" if body else ""
        return MeasureLine(
            id=pk,
            slug=slug,
            identifier=identifier,
            title=title,
            publication=WORDS[publication],
            is_public=publication == Publication.PUBLISHED,
            department=department or "",
            places=[self.names[place] for place in sorted(entry.places, key=self.order.get)],
            phase=entry.state.phase,
            schedule=entry.state.schedule,
            schedule_reason=reason,
            percent=entry.state.percent,
            reported_on=entry.reported_on,
            text=text,
            obstacles=obstacles,
            next_step=next_step,
            next_step_on=next_step_on,
            start=actual_start if is_started else planned_start,
            start_is_planned=not is_started,
            end=actual_end if is_ended else planned_end,
            end_is_planned=not is_ended,
            cost_once=cost_once,
            cost_per_year=cost_per_year,
            funding=funding,
            resolution=f"{resolution}, Vorlage {paper}" if paper else resolution,
            source_url=source_url,
            source_date=source_date,
            confirmed_on=confirmed_on if confirmed_on and confirmed_on <= self.day else None,
        )


class Lateness:
    """[Overdue, …]: measures without a report for too long, then milestones that were missed."""

    def __init__(self, question, counted, named):
        self.question, self.counted, self.named = question, counted, named

    def _found(self):
        """(kind, measure, milestone, since)."""
        day, limits = self.question.day, {}
        for pk, entry in self.counted.items():
            if entry.state.phase in ENDED:
                continue
            if entry.months not in limits:
                limits[entry.months] = newest_overdue(day, entry.months)
            if entry.reported_on is None or entry.reported_on <= limits[entry.months]:
                yield "Sachstand", pk, "", entry.reported_on
        missed = (
            self.question.of_measures(Milestone.objects.filter(due_on__lt=day))
            .exclude(reached_on__lte=day)
            .order_by("due_on", "pk")
            .values_list("measure_id", "title", "due_on")
        )
        for measure, what, due_on in missed.iterator():
            entry = self.counted.get(measure)
            if entry and entry.state.phase not in ENDED:
                yield "Meilenstein", measure, what, due_on

    def __iter__(self):
        rows = self._found()
        while chunk := list(islice(rows, CHUNK)):
            lines = self.named(list(dict.fromkeys(measure for _, measure, *_ in chunk)))
            named = {line.id: line for line in lines}
            for kind, measure, what, since in chunk:
                line = named[measure]
                yield Overdue(
                    kind, measure, line.identifier, line.title, line.department, what, since
                )
