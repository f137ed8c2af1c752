"""How long the status report takes to become a workbook, and how much memory.

The floor is XlsxWriter alone: as many sheets, rows and cells, with texts, numbers and dates in
the same places and of the same lengths, but all of them at hand before the clock starts. They are
rows of the report drawn by chance and written over and over, so that they compress like real ones;
no database, no sums, no heights of rows, no colours. Floor and report take turns, and each export
has a process of its own, whose memory before and at most is told by Linux.

The stock way is a ModelResource of django-import-export with the same columns. It gives one table
of measures and is too slow to wait for all of them. So it is compared with a report that has
little else than measures, by the time for a row; ours has one for each Handlungsziel they serve.

Run: python bench/export_report.py large (10,000 measures) or huge (100,000)
"""

import random
import subprocess
import sys
from collections import namedtuple
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

import xlsxwriter
from base import FOLDER, at_least, at_most, end, new_database, say, seconds
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ManyToManyWidget

from districts.models import District
from goals.models import Goal
from measures.models import Measure
from measures.report import Cell
from measures.reporting import report_for
from measures.sheets import book
from measures.workbook import write
from ratzeburg.load.chance import DAY

ROUNDS = {"large": 3, "huge": 1}
TIMES_THE_FLOOR, TIMES_FASTER, MEGABYTES = 1.5, 10, 64
BEFORE = date(2025, 12, 31)  # the report is compared with this day
SAMPLE = 300  # rows of a sheet
STOCK_ROWS = 500
FILE = Path(FOLDER.name) / "report.xlsx"

# A sheet that is written over and over; rows: [[(column, value), …], …]
Constants = namedtuple("Constants", "name count rows")


def main(size):
    new_database(size)
    measures = Measure.objects.count()
    sheets = constants()
    cells = sum(len(row) * sheet.count / len(sheet.rows) for sheet in sheets for row in sheet.rows)
    say(f"{measures} measures, {sum(sheet.count for sheet in sheets)} rows, {cells:.0f} cells")
    floors, exports = [], []
    for _ in range(ROUNDS[size]):
        floors.append(seconds(partial(write_constants, sheets)))
        exports.append(exported())
    floor, ours = median(floors), median(took for took, _ in exports)
    say(f"{floor:.1f} s for constant cells, {ours:.1f} s for the report")
    at_most(TIMES_THE_FLOOR, ours / floor, "report, by constant cells:    ")
    at_most(MEGABYTES, max(needed for _, needed in exports), "report, MB over the start:    ")
    if size == "large":  # the stock way takes as long for a row of any number
        compare_with_stock()


def compare_with_stock():
    rows = sum(len(goal.measures) for goal in the_report().objectives())
    pairs = [(seconds(export_stock), seconds(export_measures)) for _ in range(ROUNDS["large"])]
    stocks, exports = zip(*pairs, strict=True)
    stock, ours = 1000 * median(stocks) / STOCK_ROWS, 1000 * median(exports) / rows
    say(f"{stock:.2f} ms a row the stock way, {ours:.2f} ours")
    at_least(TIMES_FASTER, stock / ours, "stock resource, by our rows:  ")


def the_report():
    return report_for(DAY, compared_on=BEFORE)


def export():
    write(the_report(), FILE)


def export_measures():
    """Without coverage, changes and what is overdue."""
    report = the_report()
    matrix = dict.fromkeys(report.matrix, b"")
    write(replace(report, places=[], matrix=matrix, overdue=[], compared_on=None), FILE)


def constants():
    """[Constants, …] of the report's sheets."""
    return [_constants(sheet) for sheet in book(the_report()).sheets]


def _constants(sheet):
    chance, rows, count = random.Random(sheet.name), [], 0  # noqa: S311  (repeatable)
    for count, (_, values) in enumerate(sheet.rows, 1):
        place = count - 1 if count <= SAMPLE else chance.randrange(count)
        if place < SAMPLE:
            rows[place : place + 1] = [list(_filled(values))]
    return Constants(sheet.name, count, rows)


def _filled(values):
    """(column, value) of the cells that are not empty."""
    for column, value in enumerate(values):
        if value not in (None, ""):
            yield column, value.label if isinstance(value, Cell) else value


def write_constants(sheets):
    with xlsxwriter.Workbook(FILE, {"constant_memory": True}) as out:
        text = out.add_format({"text_wrap": True})
        number = out.add_format({"num_format": "#,##0"})
        day = out.add_format({"num_format": "dd.mm.yyyy"})
        for name, count, rows in sheets:
            sheet = out.add_worksheet(name)
            for row in range(count):
                for column, value in rows[row % len(rows)]:
                    if type(value) is str:
                        sheet.write_string(row, column, value, text)
                    elif type(value) is date:
                        sheet.write_datetime(row, column, value, day)
                    else:
                        sheet.write_number(row, column, value, number)


def exported():
    """(seconds, megabytes over the start) of an export in a process of its own."""
    words = [sys.executable, __file__, "export"]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  (ours)
    return [float(word) for word in done.stdout.split()]


def say_exported():
    Goal.objects.count()  # opens the database
    before = _megabytes("VmRSS")
    took = seconds(export)
    say(f"{took} {_megabytes('VmHWM') - before}")


def _megabytes(name):
    """Of this process, as Linux knows it: VmRSS is what it has, VmHWM the most it ever had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


class OfReport(Field):
    """A column of the newest report, which is looked for once in each row."""

    def get_value(self, measure):
        if not hasattr(measure, "newest"):
            measure.newest = measure.reports.published().up_to(DAY).first()
        value = getattr(measure.newest, self.attribute, "")
        return value() if callable(value) else value


class OfResolution(Field):
    def get_value(self, measure):
        return measure.resolutions.filter(resolved_on__lte=DAY).first()


class Stock(ModelResource):
    goals = Field("goals", "Handlungsziele", ManyToManyWidget(Goal, ", ", "code"))
    department = Field("department__name", "Fachbereich")
    places = Field("districts", "Stadtteile", ManyToManyWidget(District, ", ", "name"))
    phase = OfReport("get_phase_display", "Phase")
    schedule = OfReport("get_schedule_display", "Termintreue")
    schedule_reason = OfReport("schedule_reason", "Begründung der Termintreue")
    percent = OfReport("percent", "Fortschritt")
    reported_on = OfReport("reported_on", "Sachstand vom")
    text = OfReport("text", "Sachstand")
    obstacles = OfReport("obstacles", "Hemmnisse")
    next_step = OfReport("next_step", "nächster Schritt")
    next_step_on = OfReport("next_step_on", "nächster Schritt bis")
    start = Field("start", "Zeitraum von")
    end = Field("end", "Zeitraum bis")
    resolution = OfResolution(column_name="Beschluss")

    class Meta:
        model = Measure
        fields = (
            "goals", "identifier", "title", "department", "places", "phase", "schedule",
            "schedule_reason", "percent", "reported_on", "text", "obstacles", "next_step",
            "next_step_on", "start", "end", "cost_once", "cost_per_year", "funding", "resolution",
            "source_url", "source_date", "confirmed_on",
        )  # fmt: skip


def export_stock():
    table = Stock().export(Measure.objects.order_by("pk")[:STOCK_ROWS])
    FILE.write_bytes(table.export("xlsx"))


if __name__ == "__main__":
    if sys.argv[1:] == ["export"]:
        say_exported()
    elif sys.argv[1:2] and sys.argv[1] in ROUNDS:
        main(sys.argv[1])
        end()
    else:
        sys.exit(__doc__)
