"""What can be used where, for whom and run by whom, and figures about the places."""

from decimal import Decimal

from districts.models import (
    District,
    Indicator,
    Measurement,
    Offer,
    Organisation,
    TargetGroup,
)
from goals.models.content import Publication
from ratzeburg.load.chance import DAY, ago, dice, one_in, some
from ratzeburg.load.words import GROUPS, prose, theme

OFFERS_OF_ONE = 8  # organisation
YEARS = 3


def target_groups():
    for number, group in enumerate(GROUPS, 1):
        name, slug = f"Lasttest {group}", f"lasttest-zielgruppe-{number}"
        yield TargetGroup(name=name, slug=slug, position=number)


def organisations(size):
    chance = dice("organisations")
    for number in range(1, _organisations(size) + 1):
        yield Organisation(
            name=f"Lasttest Träger {number}",
            slug=f"lasttest-traeger-{number}",
            text=prose(chance, 80, 200),
            website=f"https://example.org/lasttest/traeger/{number}",
            publication=Publication.PUBLISHED,
        )


def _organisations(size):
    return size.offers // OFFERS_OF_ONE


def offers(size):
    """One in ten has no place, one in ten no organisation."""
    chance = dice("offers")
    for number in range(1, size.offers + 1):
        yield Offer(
            name=f"Lasttest Angebot {number}: {theme(chance)}",
            slug=f"lasttest-angebot-{number}",
            kind=chance.choice(Offer.Kind.values),
            status=chance.choices(Offer.Status.values, (17, 1, 1, 1))[0],
            text=prose(chance, 100, 400),
            organisation_id=(
                None if one_in(chance, 10) else chance.randint(1, _organisations(size))
            ),
            district_id=None if one_in(chance, 10) else chance.randint(1, size.places),
            times_text="Lasttest: wöchentlich am Nachmittag" if one_in(chance, 2) else "",
            is_free=chance.choice((True, False, None)),
            access=chance.choice(Offer.Access.values),
            website=f"https://example.org/lasttest/angebot/{number}",
            verified_on=None if one_in(chance, 10) else ago(chance.randrange(500)),
            publication=Publication.PUBLISHED,
        )


def goal_links(size, objectives):
    chance, link = dice("goals of offers"), Offer.goals.through
    for number in range(1, size.offers + 1):
        for goal in some(chance, objectives, (1, 3, 1)):
            yield link(offer_id=number, goal_id=goal)


def group_links(size):
    chance, link = dice("target groups of offers"), Offer.target_groups.through
    groups = range(1, len(GROUPS) + 1)
    for number in range(1, size.offers + 1):
        for group in some(chance, groups, (1, 2, 1)):
            yield link(offer_id=number, targetgroup_id=group)


def indicators(size):
    chance = dice("indicators")
    directions = Indicator.Direction.values
    for number in range(1, size.indicators + 1):
        yield Indicator(
            name=f"Lasttest Kennzahl {number}",
            slug=f"lasttest-kennzahl-{number}",
            unit=chance.choice(("Personen", "Plätze", "Prozent")),
            text=prose(chance, 60, 150),
            direction=directions[number % len(directions)],
            target=Decimal(chance.randint(100, 900)) if one_in(chance, 2) else None,
            publication=Publication.PUBLISHED,
        )


def indicator_links(size, objectives):
    """Each indicator speaks of one Handlungsziel."""
    chance, link = dice("goals of indicators"), Indicator.goals.through
    for number in range(1, size.indicators + 1):
        yield link(indicator_id=number, goal_id=chance.choice(objectives))


def measurements(size, places):
    """Once a year in the town and in each Stadtteil."""
    chance = dice("measurements")
    measured = [place.pk for place in places if place.kind != District.Kind.QUARTER]
    for indicator in range(1, size.indicators + 1):
        for place in measured:
            for year in range(DAY.year - YEARS, DAY.year):
                yield Measurement(
                    indicator_id=indicator,
                    district_id=place,
                    measured_on=DAY.replace(year=year),
                    value=Decimal(chance.randint(0, 10_000)) / 10,
                )
