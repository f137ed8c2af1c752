"""The figures of a goal, counted a second time the long way from the rows alone."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districts.models import Assessment, Coverage, District
from goals.models import Goal
from goals.models.content import Publication
from measures.models import Measure, Phase, ProgressReport
from tests.factories import (
    make_assessment,
    make_goal,
    make_measure,
    make_place,
    make_quarter,
    make_report,
)
from tests.measures.test_rollup import DAY, DROPPED, progress


def lineage(node, by_pk):
    while node:
        yield node
        node = by_pk.get(node.parent_id)


def all_published(node, by_pk):
    return all(above.is_published for above in lineage(node, by_pk))


def brute_force(day):
    """{code: (counts per phase, mean, without percent, applies, covered)} of the public goals."""
    goals, places = Goal._base_manager.in_bulk(), District._base_manager.in_bulk()
    measures = {
        measure: newest_of(measure, day)
        for measure in Measure.objects.prefetch_related("goals", "districts")
        if measure.publication == Publication.PUBLISHED
    }
    found = {}
    for goal in goals.values():
        if not all_published(goal, goals):
            continue
        below = [g for g in goals.values() if goal in lineage(g, goals) and all_published(g, goals)]
        serving = [m for m in measures if set(m.goals.all()) & set(below)]
        moving = [
            measures[m] for m in serving if measures[m][0] not in (Phase.ON_HOLD, Phase.DROPPED)
        ]
        percents = [percent for _, percent in moving if percent is not None]
        applying = [
            (coverage.goal, coverage.district)
            for coverage in Coverage.objects.select_related("goal", "district")
            if coverage.goal in below
            and all_published(coverage.district, places)
            and not is_dropped(coverage, day)
        ]
        found[goal.code] = (
            Counter(measures[m][0] for m in serving),
            int(Fraction(sum(percents), len(percents)) + Fraction(1, 2)) if percents else None,
            len(moving) - len(percents),
            len(applying),
            sum(is_covered(where, what, measures, places) for what, where in applying),
        )
    return found


def newest_of(measure, day):
    """(phase, percent) at the day."""
    reports = sorted(
        (r for r in ProgressReport.objects.filter(measure=measure)
         if r.publication == Publication.PUBLISHED and r.reported_on <= day),
        key=lambda report: (report.reported_on, report.pk),
    )  # fmt: skip
    if not reports:
        return None, None
    if reports[-1].phase == Phase.COMPLETED:
        return Phase.COMPLETED.value, 100
    stated = [report.percent for report in reports if report.percent is not None]
    return reports[-1].phase, stated[-1] if stated else None


def is_dropped(coverage, day):
    known = [
        (a.assessed_on, a.pk, a.status) for a in coverage.assessments.all() if a.assessed_on <= day
    ]
    return bool(known) and max(known)[2] == DROPPED


def is_covered(place, goal, measures, places):
    return any(
        goal in measure.goals.all()
        and any(
            all_published(other, places)
            and (place in lineage(other, places) or other in lineage(place, places))
            for other in measure.districts.all()
        )
        for measure in measures
    )


def build(dice):
    """A small town with goals, places, measures and reports of all kinds, some of them hidden."""
    shown = dict.fromkeys(range(4), True) | {4: False}
    for code in ("1", "1.1", "1.1.1", "1.1.2", "1.2", "1.2.1", "2", "2.1", "2.1.1"):
        if code.count(".") == 0 or dice.random() < 0.8:
            parent = Goal.objects.filter(code=code.rpartition(".")[0]).first()
            if parent or "." not in code:
                reach = dice.choice(Goal.Reach.values) if code.count(".") == 2 else ""
                make_goal(code, parent=parent, reach=reach, is_published=shown[dice.randrange(5)])
    for name in ("A", "B"):
        stadtteil = make_place(name, is_published=shown[dice.randrange(5)])
        for number in range(dice.randrange(3)):
            make_quarter(f"{name}{number}", stadtteil, is_published=shown[dice.randrange(5)])
    goals, places = list(Goal.objects.objectives()), list(District.objects.all())
    days = [DAY + timedelta(days=offset) for offset in (-2, -1, 0, 1)]
    for coverage in Coverage.objects.all():
        for _ in range(dice.randrange(3)):
            status = dice.choice([DROPPED, Assessment.Status.OPEN])
            make_assessment(coverage, dice.choice(days), status, text="Darum.")
    publications = [Publication.PUBLISHED] * 3 + [Publication.DRAFT]
    for number in range(dice.randrange(7)):
        measure = make_measure(
            f"M {number}",
            [goal for goal in goals if dice.random() < 0.5],
            [place for place in places if dice.random() < 0.3],
            publication=dice.choice(publications),
        )
        for _ in range(dice.randrange(4)):
            make_report(
                measure,
                dice.choice(days),
                dice.choice(list(Phase)),
                percent=dice.choice([None, 0, 33, 50, 100]),
                publication=dice.choice(publications),
            )


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(dice=st.randoms(use_true_random=False))
def test_the_folded_figures_equal_those_counted_the_long_way(db, dice):
    with transaction.atomic():
        build(dice)
        everything = progress(DAY)
        folded = {}
        for goal in everything.goals:
            rollup = everything.of(goal)
            folded[goal.code] = (
                rollup.phases, rollup.mean, rollup.without_percent, rollup.applies, rollup.covered
            )  # fmt: skip
        assert folded == brute_force(DAY)
        transaction.set_rollback(True)
