"""A status report as JSON and back; `static/statusbericht-1.schema.json` describes the form."""

import json
from collections import Counter
from dataclasses import asdict, fields
from datetime import date, datetime
from decimal import Decimal

from measures.report import (
    CELLS,
    Cell,
    Change,
    Figure,
    GoalLine,
    MeasureLine,
    Overdue,
    PlaceLine,
    Report,
)
from measures.rollup import Rollup

SCHEMA = 1
SCHEMA_FILE = f"statusbericht-{SCHEMA}.schema.json"
PLAIN = ("title", "foreword", "is_narrowed", "is_internal", "total", "later")
NONE = "ohne"  # the key of what has no report, where JSON wants a text


class UnknownSchemaError(ValueError):
    """The file was written by a newer version of this program, or is no report."""


def as_json(report):
    """The report as bytes: the same report always gives the same."""
    measures = {line.id: line for *_, line in report.lines() if line}
    content = {
        "$schema": SCHEMA_FILE,
        "schema": SCHEMA,
        "day": report.day,
        "made_at": report.made_at,
        "compared_on": report.compared_on,
        **{name: getattr(report, name) for name in PLAIN},
        "chosen": [{"label": label, "word": word} for label, word in report.chosen],
        "goals": [_goal(goal) for goal in report.goals],
        "places": [asdict(place) for place in report.places],
        "coverage": {
            goal.code: {
                place.slug: cell.value
                for place, cell in zip(report.places, report.cells(goal), strict=True)
            }
            for goal in report.objectives()
        },
        "measures": [asdict(measures[number]) for number in sorted(measures)],
        "overdue": [asdict(row) for row in report.overdue],
        "changes": [asdict(row) for row in report.compare()],
        "figures": [asdict(row) for row in report.figures],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_as_text)
    return text.encode()


def from_json(content):
    """The Report that these bytes were made from."""
    kept = json.loads(content)
    if kept.get("schema") != SCHEMA:
        raise UnknownSchemaError(
            f"Dieser Bericht hat die Fassung {kept.get('schema')!r}; dieses Programm liest die "
            f"Fassung {SCHEMA}. Bitte das Portal auf den neuesten Stand bringen."
        )
    measures = {row["id"]: _read(MeasureLine, row) for row in kept["measures"]}
    places = [_read(PlaceLine, row) for row in kept["places"]]
    changes = [_read(Change, row) for row in kept["changes"]]
    return Report(
        day=date.fromisoformat(kept["day"]),
        made_at=datetime.fromisoformat(kept["made_at"]),
        compared_on=kept["compared_on"] and date.fromisoformat(kept["compared_on"]),
        **{name: kept[name] for name in PLAIN},
        chosen=[(row["label"], row["word"]) for row in kept["chosen"]],
        goals=[_goal_line(row) for row in kept["goals"]],
        places=places,
        matrix={
            code: bytes(CELLS.index(Cell(row[place.slug])) for place in places)
            for code, row in kept["coverage"].items()
        },
        overdue=[_read(Overdue, row) for row in kept["overdue"]],
        figures=[_read(Figure, row) for row in kept["figures"]],
        read=lambda wanted: [measures[number] for number in wanted],
        compare=lambda: changes,
    )


def _goal(goal):
    rollup = {field.name: getattr(goal.rollup, field.name) for field in fields(Rollup)}
    for name in ("phases", "schedules"):
        counts = sorted((key or NONE, count) for key, count in rollup[name].items())
        rollup[name] = dict(counts)
    row = {field.name: getattr(goal, field.name) for field in fields(goal)}
    return row | {"rollup": rollup | {"total": goal.rollup.total, "mean": goal.rollup.mean}}


def _goal_line(row):
    rollup = {name: value for name, value in row["rollup"].items() if name not in ("total", "mean")}
    for name in ("phases", "schedules"):
        counts = {None if key == NONE else key: count for key, count in rollup[name].items()}
        rollup[name] = Counter(counts)
    return GoalLine(**row | {"rollup": Rollup(**rollup)})


def _read(kind, row):
    """A dataclass from its JSON: dates and decimals are texts there."""
    readers = {date: date.fromisoformat, date | None: date.fromisoformat}
    readers |= {Decimal: Decimal, Decimal | None: Decimal}
    return kind(
        **{
            field.name: readers[field.type](row[field.name])
            if field.type in readers and row[field.name] is not None
            else row[field.name]
            for field in fields(kind)
        }
    )


def _as_text(value):
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"no text for {type(value)}")
