"""Measures with all that is reported about them; a measure is known by its number, 1 to n."""

from decimal import Decimal
from itertools import cycle

from goals.models.content import Publication
from measures.models import (
    Department,
    Measure,
    Milestone,
    Phase,
    ProgressReport,
    Resolution,
    Schedule,
)
from measures.models.report import NEEDS_REASON
from ratzeburg.load.chance import ago, dice, one_in, some
from ratzeburg.load.words import prose, theme

TOWN = 1  # the number of the whole town
# How many reports ten measures after one another have: five on average, one has none.
REPORTS = (5, 0, 10, 3, 7, 2, 8, 1, 9, 5)
# What measures go through; one with few reports is still at the beginning.
WAYS = (
    (Phase.PROPOSED, Phase.PLANNING, Phase.UNDERWAY, Phase.UNDERWAY, Phase.COMPLETED),
    (Phase.NOT_STARTED, Phase.PLANNING, Phase.UNDERWAY, Phase.ONGOING, Phase.ONGOING),
    (Phase.PLANNING, Phase.UNDERWAY, Phase.UNDERWAY, Phase.UNDERWAY, Phase.UNDERWAY),
    (Phase.PROPOSED, Phase.NOT_STARTED, Phase.PLANNING, Phase.ON_HOLD, Phase.ON_HOLD),
    (Phase.PROPOSED, Phase.PLANNING, Phase.DROPPED, Phase.DROPPED, Phase.DROPPED),
)
SCHEDULES = (Schedule.ON_TRACK, Schedule.NOT_RATED, Schedule.DELAYED, Schedule.CRITICAL)
BODIES = ("Lasttest Stadtvertretung", "Lasttest Hauptausschuss", "Lasttest Sozialausschuss")
MONTHS = tuple(f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13))


def departments(size):
    for number in range(1, size.departments + 1):
        yield Department(
            name=f"Lasttest Fachbereich {number}",
            slug=f"lasttest-fachbereich-{number}",
            report_every_months=3 if number % 4 == 0 else 6,
        )


def measures(size):
    chance = dice("measures")
    for number in range(1, size.measures + 1):
        start, end = sorted(chance.sample(MONTHS, 2))
        is_sourced = one_in(chance, 3)
        yield Measure(
            identifier=f"LT-{number}",
            title=f"Lasttest Maßnahme {number}: {theme(chance)}",
            slug=f"lasttest-massnahme-{number}",
            summary=prose(chance, 60, 140),
            description=prose(chance, 120, 300),
            department_id=None if one_in(chance, 20) else chance.randint(1, size.departments),
            planned_start=start,
            planned_end=end if chance.random() < 0.7 else end[:4],
            actual_start=f"{start}-15" if chance.random() < 0.5 else "",
            priority=chance.choice(("", *Measure.Priority.values)),
            cost_once=_euro(chance) if chance.random() < 0.4 else None,
            cost_per_year=_euro(chance) if chance.random() < 0.2 else None,
            funding="Lasttest: Haushalt und Fördermittel" if one_in(chance, 4) else "",
            source_url=f"https://example.org/lasttest/{number}" if is_sourced else "",
            source_date=chance.choice(MONTHS) if is_sourced else "",
            confirmed_on=ago(chance.randrange(300)) if one_in(chance, 2) else None,
            publication=Publication.PUBLISHED,
        )


def _euro(chance):
    return Decimal(chance.randint(2, 5_000)) * 50


def goal_links(size, objectives):
    """One to three Handlungsziele each; about one Handlungsziel in 13 is left without a measure."""
    served = [pk for number, pk in enumerate(objectives) if number % 13 != 6]
    chance, link = dice("goal links"), Measure.goals.through
    for number in range(1, size.measures + 1):
        for goal in some(chance, served, (0, 4, 4, 2)):
            yield link(measure_id=number, goal_id=goal)


def place_links(size):
    """A fifth of the measures is for the whole town, the others lie in up to three places."""
    chance, link = dice("place links"), Measure.districts.through
    places = range(TOWN + 1, size.places + 1)
    for number in range(1, size.measures + 1):
        found = [TOWN] if one_in(chance, 5) else some(chance, places, (1, 5, 2, 1))
        for place in found:
            yield link(measure_id=number, district_id=place)


def reports(size):
    chance = dice("reports")
    for number, count in zip(range(1, size.measures + 1), cycle(REPORTS), strict=False):
        way = chance.choice(WAYS)
        newest, gap = chance.randrange(400), chance.randint(40, 120)
        for step in range(count):
            day = newest + gap * (count - 1 - step)
            # The seventh report is the first to say how it ends.
            yield _report(chance, number, way[min(2 * step // 3, 4)], 10 * (step + 1), day)


def _report(chance, measure, phase, percent, days):
    schedule = chance.choices(SCHEDULES, (5, 2, 2, 1))[0]
    has_next = one_in(chance, 3)
    return ProgressReport(
        measure_id=measure,
        reported_on=ago(days),
        phase=phase,
        schedule=schedule,
        schedule_reason=prose(chance, 60, 140) if schedule in NEEDS_REASON else "",
        percent=None if one_in(chance, 4) else 100 if phase == Phase.COMPLETED else percent,
        text=prose(chance, 80, 250),
        obstacles=prose(chance, 60, 160) if one_in(chance, 5) else "",
        next_step=prose(chance, 50, 120) if has_next else "",
        next_step_on=ago(chance.randrange(days + 1)) if has_next else None,
        source_url=f"https://example.org/lasttest/{measure}" if one_in(chance, 4) else "",
    )


def milestones(size):
    """One to three of about half the measures."""
    chance = dice("milestones")
    for number in range(1, size.measures + 1):
        for step in range(chance.choices(range(4), (6, 2, 2, 2))[0]):
            due = chance.randrange(1, 700)
            is_reached = chance.random() < 0.7
            yield Milestone(
                measure_id=number,
                title=f"Lasttest Meilenstein {step + 1}: {theme(chance)}",
                due_on=ago(due),
                reached_on=ago(chance.randrange(due)) if is_reached else None,
            )


def resolutions(size):
    """Of about a quarter of the measures."""
    chance = dice("resolutions")
    for number in range(1, size.measures + 1):
        if one_in(chance, 4):
            yield Resolution(
                measure_id=number,
                body=chance.choice(BODIES),
                resolved_on=ago(chance.randrange(900)),
                paper=f"LT/{number}",
            )
