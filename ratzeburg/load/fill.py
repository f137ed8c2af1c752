"""Puts synthetic content into an empty database: the same rows in each run and on any database.

Rows come from generators and go in by batches, so that memory does not grow with their number.
They have no history, as if they had been there before it was kept.
"""

from datetime import UTC, datetime, time
from itertools import islice

from django.db import connection

from ratzeburg.backup.tables import finish_filling
from ratzeburg.load import measures, offers, trees
from ratzeburg.load.chance import DAY

BATCH = 2_000
MOMENT = datetime.combine(DAY, time(12), UTC)


def fill(size):
    """All of it, within the caller's transaction."""
    goals, places = trees.pyramid(size), trees.map_of(size)
    objectives = [goal.pk for goal in goals if goal.is_objective]
    _store(goals)
    _store(places)
    _store(trees.assessments(_store(trees.coverages(goals, places))))
    _fill_offers(size, objectives, places)
    _fill_measures(size, objectives)
    finish_filling()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what it would do by itself a minute later


def _fill_offers(size, objectives, places):
    _store(offers.target_groups())
    _store(offers.organisations(size))
    _store(offers.offers(size))
    _store(offers.goal_links(size, objectives))
    _store(offers.group_links(size))
    _store(offers.indicators(size))
    _store(offers.indicator_links(size, objectives))
    _store(offers.measurements(size, places))


def _fill_measures(size, objectives):
    _store(measures.departments(size))
    _store(measures.measures(size))
    _store(measures.goal_links(size, objectives))
    _store(measures.place_links(size))
    _store(measures.reports(size))
    _store(measures.milestones(size))
    _store(measures.resolutions(size))


def _store(rows):
    """Inserts rows of one model, numbered from 1; returns how many."""
    rows, stored, model = iter(rows), 0, None
    while batch := list(islice(rows, BATCH)):
        model = type(batch[0])
        for number, row in enumerate(batch, stored + 1):
            row.pk = number
        model._base_manager.bulk_create(batch)
        stored += len(batch)
    _stop_the_clock(model)
    return stored


def _stop_the_clock(model):
    """Moments that are written by themselves become the same ones in each run."""
    names = ("auto_now", "auto_now_add")
    written = [
        field.name
        for field in model._meta.fields
        if any(getattr(field, name, False) for name in names)
    ]
    if written:
        model._base_manager.update(**dict.fromkeys(written, MOMENT))
