"""What organisations do, and where: offers here, and what other apps have added."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from districts.models import District, Offer
from districts.models.organisation import ACTIVITIES, Activity

ACTIVITIES.append(
    Activity(
        lambda: Offer.objects.public().current(),
        ("organisation", "partners"),
        "district",
        "Angebot",
        "Angebote",
    )
)


@dataclass
class Doings:
    """What one organisation does."""

    things: list[tuple[int, str]] = field(default_factory=list)  # (count, word)
    places: list[District] = field(default_factory=list)


def doings(organisations, places):
    """{organisation's number: Doings}, one query for each kind of thing.

    `places` are all public ones in tree order; others are not named.
    """
    wanted = {organisation.pk for organisation in organisations}
    known = {place.pk: place for place in places}
    found, where = defaultdict(Doings), defaultdict(set)
    for activity in ACTIVITIES:
        things = defaultdict(set)
        fields = ("pk", activity.place, *activity.actors)
        for thing, place, *actors in activity.of(wanted).values_list(*fields):
            for actor in wanted.intersection(actors):
                things[actor].add(thing)
                where[actor].add(place)
        for actor, own in things.items():
            word = activity.one if len(own) == 1 else activity.many
            found[actor].things.append((len(own), word))
    for actor, pks in where.items():
        found[actor].places = [place for pk, place in known.items() if pk in pks]
    return found


def places_of(organisation):
    """The public places where an organisation does something, in tree order."""
    condition = Q()
    for activity in ACTIVITIES:
        condition |= Q(pk__in=activity.of([organisation]).values(activity.place))
    return District.objects.public().filter(condition).in_tree_order()
