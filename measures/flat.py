"""The status report as one flat table (CSV), which German Excel opens by a double click."""

import csv
import io

from goals.exchange.cells import cell_text, german, marked
from measures.columns import measure_columns

AIMS = ("Stichtag", "Leitziel", "Mittlerziel", "Handlungsziel")


def write(report, file):
    """Writes a line for each measure at each of its Handlungsziele, and one for each gap."""
    columns = measure_columns(report)
    titles = [column.title for column in columns]
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    lines = csv.writer(text, delimiter=";")
    lines.writerow([*AIMS, *titles])
    day = german(report.day)
    for leading, middle, goal, measure in report.lines():
        aims = [
            f"{leading.label} {leading.name}",
            f"{middle.label} {middle.name}",
            f"{goal.code} {goal.text}",
        ]
        values = (
            [column.value(measure) for column in columns]
            if measure
            else ["", goal.rollup.nothing] + [""] * (len(columns) - 2)
        )
        lines.writerow([day, *map(_cell, aims + values)])
    text.detach()  # the file stays open


def _cell(value):
    if isinstance(value, str):
        return marked(cell_text(value))
    return german(value)
