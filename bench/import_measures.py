"""How long a table of measures takes to come in, beside django-import-export's own resource.

Both read the same 2,000 rows with goals and places into a database of the same content and write
the history; only ours checks codes, rules, rights and what others changed.

Run: python bench/import_measures.py
"""

import csv
import io
import sys
from functools import partial
from statistics import median

import tablib
from base import at_most, end, new_database, say, seconds
from django.db import transaction
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import DecimalWidget, ForeignKeyWidget, ManyToManyWidget

from districts.models import District
from goals.exchange.header import sheet_of
from goals.models import Goal
from goals.tables import read_tables
from measures.models import Department, Measure
from measures.resources import MeasureResource
from tests.factories import make_department, make_goal, make_place, make_staff

ROWS, MILLISECONDS = 2_000, 1.5  # a row
OBJECTIVES, PLACES, ROUNDS = 20, 10, 3


def main():
    new_database()
    user, header, rows = content()
    slow = milliseconds(1, stock, user, header, rows)
    say(f"{slow:.2f} ms a new row the stock way")
    new = milliseconds(ROUNDS, ours, user, header, rows)
    say(f"{new:.2f} ms a new row ours, 1/{slow / new:.0f} of it")
    at_most(MILLISECONDS, new, "import, ms a new row:    ")
    ours(user, header, rows)
    changed = [[*row[:3], f"{row[3]} Neu.", *row[4:]] for row in rows]
    known = milliseconds(ROUNDS, ours, user, header, changed)
    at_most(MILLISECONDS, known, "import, ms a changed row:")


def milliseconds(rounds, take, user, header, rows):
    """Median for a row; what was taken in is taken back each time."""
    once = partial(taken_back, take, user, header, rows)
    return 1000 * median(seconds(once) for _ in range(rounds)) / len(rows)


def taken_back(take, user, header, rows):
    with transaction.atomic():
        take(user, header, rows)
        check(len(rows))
        transaction.set_rollback(True)


def content():
    """Someone who may import, and the table."""
    goals = [make_goal(f"1.1.{number}") for number in range(1, OBJECTIVES + 1)]
    places = [make_place(f"Ort {number}") for number in range(1, PLACES + 1)]
    department = make_department()
    header = (
        "Adresse der Seite", "Kennung", "Titel", "Kurzfassung", "Beschreibung", "Handlungsziele",
        "Orte", "Fachbereich", "geplanter Beginn", "Priorität", "Kosten einmalig (Euro)",
        "Veröffentlichung",
    )  # fmt: skip
    rows = [
        [
            f"massnahme-{number}", f"M-{number}", f"Maßnahme {number}", "In Kürze.", "Text. " * 40,
            ", ".join(goals[(number + step) % OBJECTIVES].code for step in range(3)),
            ", ".join(places[(number + step) % PLACES].slug for step in range(2)),
            department.slug, "2025", "hoch", "1234,50", "veröffentlicht",
        ]
        for number in range(ROWS)
    ]  # fmt: skip
    return make_staff(), header, rows


def ours(user, header, rows):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerows([header, *rows])
    sheet = sheet_of(read_tables(io.BytesIO(file.getvalue().encode()), "bench.csv"))
    MeasureResource(user=user).import_data(sheet, file_name="bench.csv")


class Stock(ModelResource):
    goals = Field("goals", "goals", ManyToManyWidget(Goal, ", ", "code"))
    districts = Field("districts", "districts", ManyToManyWidget(District, ", ", "slug"))
    department = Field("department", "department", ForeignKeyWidget(Department, "slug"))
    cost_once = Field("cost_once", "cost_once", DecimalWidget())

    class Meta:
        model = Measure
        fields = (
            "slug", "identifier", "title", "summary", "description", "goals", "districts",
            "department", "planned_start", "priority", "cost_once", "publication",
        )  # fmt: skip
        import_id_fields = ("slug",)


def stock(user, header, rows):
    words = {"veröffentlicht": "veroeffentlicht", "1234,50": "1234.50"}
    dataset = tablib.Dataset(
        *[[words.get(cell, cell) for cell in row] for row in rows], headers=Stock.Meta.fields
    )
    Stock().import_data(dataset, raise_errors=True)


def check(count):
    """Both have stored all of it."""
    links = Measure.goals.through.objects.count(), Measure.districts.through.objects.count()
    if (Measure.objects.count(), *links) != (count, 3 * count, 2 * count):
        sys.exit("Not everything was stored.")
    if Measure.history.count() < count:
        sys.exit("There is no history.")


if __name__ == "__main__":
    main()
    end()
