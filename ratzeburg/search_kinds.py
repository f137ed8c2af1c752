"""The kinds of things that are searched, and what is shown of each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.utils import formats

from districts.models import District, Document, Offer, Organisation
from goals.models import Example, Goal
from goals.templatetags.dates import in_words
from measures.models import Measure, Phase, ProgressReport
from measures.models.report import NO_REPORT


@dataclass(frozen=True, eq=False)
class Kind:
    name: str  # in addresses: ?art=
    label: str
    plural: str
    model: type
    is_public: str  # the QuerySet's word for it
    texts: tuple  # columns that an excerpt is taken from, the best first
    columns: tuple  # the rest of what is shown, and what the address needs
    more: tuple = ()  # (name, expression), …: what stands in other tables
    notes: Callable = lambda row: []  # what stands below a hit

    def title(self, row):
        """Goals that have no short name are called by their wording."""
        return getattr(row, "title", "") or getattr(row, "name", "") or row.text

    def label_of(self, row):
        return row.label if self.model is Goal else self.label

    def public(self):
        return getattr(self.model.objects, self.is_public)()

    def rows(self, pks, width):
        """Of these rows the number and all that is shown, as text, filled up to one width."""
        shown = [F(name) for name in self.texts + self.columns]
        shown += [expression for _, expression in self.more]
        shown += [Value("")] * (width - len(shown))
        rows = self.model._base_manager.filter(pk__in=pks).order_by()
        return rows.values_list(
            Value(KINDS.index(self)), "pk", *(Cast(value, TextField()) for value in shown)
        )

    @property
    def width(self):
        return len(self.texts + self.columns + self.more)

    def row(self, pk, values):
        """An unsaved instance with what `rows` has brought."""
        names = self.texts + self.columns
        row = self.model(pk=pk, **dict(zip(names, values, strict=False)))
        for (name, _), value in zip(self.more, values[len(names) :], strict=False):
            setattr(row, name, value)
        return row


def of_offer(offer):
    status = "" if offer.status == Offer.Status.ACTIVE else offer.get_status_display()
    return [offer.kind_text or offer.get_kind_display(), offer.place, offer.times_text, status]


def of_measure(measure):
    if not measure.phase:
        return [NO_REPORT]
    day = formats.date_format(date.fromisoformat(measure.reported_on), "j. F Y")
    return [Phase(measure.phase).label, f"Sachstand vom {day}"]


def newest(column):
    reports = ProgressReport.objects.published().up_to().filter(measure=OuterRef("pk"))
    return Subquery(reports.values(column)[:1])


# In the order of hits that are equally good.
KINDS = [
    Kind(
        "ort", "Ort", "Orte", District, "public", ("text", "aliases", "easy_text"),
        ("name", "slug", "kind"), notes=lambda place: [place.get_kind_display()],
    ),
    Kind(
        "angebot", "Angebot", "Angebote", Offer, "public",
        ("text", "access_text", "organisation_note", "address", "easy_text"),
        ("name", "slug", "kind", "kind_text", "times_text", "status"),
        (("place", F("district__name")),), notes=of_offer,
    ),
    Kind(
        "ziel", "Ziel", "Ziele", Goal, "public", ("text", "overview_text", "easy_text"),
        ("code", "title"),
    ),
    Kind(
        "massnahme", "Maßnahme", "Maßnahmen", Measure, "public", ("summary", "description"),
        ("title", "slug", "identifier"),
        (("phase", newest("phase")), ("reported_on", newest("reported_on"))), notes=of_measure,
    ),
    Kind(
        "akteur", "Akteur", "Akteure", Organisation, "published", ("text", "address"),
        ("name", "slug"),
    ),
    Kind(
        "dokument", "Dokument", "Dokumente", Document, "published", ("text",),
        ("title", "kind", "dated", "url", "file"),
        notes=lambda paper: [paper.get_kind_display(), in_words(paper.dated)],
    ),
    Kind(
        "beispiel", "Praxisbeispiel", "Praxisbeispiele", Example, "published", ("text",),
        ("title", "slug", "municipality"), notes=lambda example: [example.municipality],
    ),
]  # fmt: skip
