"""What is known about a place or a goal: first rows of several kinds of content in one query."""

from django.db.models import BooleanField, CharField, DateField, F, Value

from districts.models import Document, Indicator, Organisation
from goals.models import Example

SHOWN = 10  # rows of a kind; one more is read, to know whether there are more
HEADINGS = {Document: "title", Example: "title", Indicator: "name", Organisation: "name"}
COLUMNS = (
    "what",
    "pk",
    "heading",
    "slug",
    "kind",
    "dated",
    "text",
    "url",
    "file",
    "municipality",
    "source_url",
    "source_date",
    "confirmed_on",
    "is_own",
)
NOT_TEXT = {"confirmed_on": Value(None, DateField()), "is_own": Value(False, BooleanField())}


def about_place(place):
    """{model: [row, …]}: documents, those of the place itself first, and who is active there."""
    documents = Document.objects.published().in_(place).own_first(place)
    return read(documents, Organisation.objects.published().active_in(place))


def about_goal(goal):
    """{model: [row, …]}: documents, examples and indicators of a goal and of those below it."""
    kinds = (Document, Example, Indicator)
    return read(*(model.objects.published().under(goal) for model in kinds))


def read(*querysets):
    """The first rows of each, in their order, with no more than a line about them needs."""
    first, *others = (part(rows) for rows in querysets)
    found = {rows.model: [] for rows in querysets}
    models = {model._meta.model_name: model for model in found}
    for values in first.union(*others, all=True):
        row = dict(zip(COLUMNS, values, strict=True))
        model = models[row["what"]]
        found[model].append(made(model, row))
    for model, rows in found.items():
        rows.sort(key=lambda row, heading=HEADINGS[model]: getattr(row, heading))
    if Document in found:
        found[Document].sort(key=lambda row: (row.is_own, row.dated), reverse=True)
    return found


def part(queryset):
    """The first rows of a kind as they go into the union: blank where it lacks a column."""
    model = queryset.model
    rows = model.objects.filter(pk__in=queryset.values("pk")[: SHOWN + 1]).order_by()
    own = {field.name for field in model._meta.concrete_fields} | {"pk"}
    if "is_own" in queryset.query.annotations:
        rows, own = rows.annotate(is_own=queryset.query.annotations["is_own"]), own | {"is_own"}
    blank = {
        name: NOT_TEXT.get(name, Value("", CharField())) for name in COLUMNS if name not in own
    }
    given = {
        "what": Value(model._meta.model_name, CharField()),
        "heading": F(HEADINGS[model]),
    }
    return rows.annotate(**blank | given).values_list(*COLUMNS)


def made(model, row):
    """A row of the union as an instance."""
    own = {field.name for field in model._meta.concrete_fields} | {"pk"}
    values = {name: value for name, value in row.items() if name in own}
    instance = model(**values, **{HEADINGS[model]: row["heading"]})
    instance.is_own = row["is_own"]
    return instance
