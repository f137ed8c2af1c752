"""Both trees in tree order, and which Handlungsziel is to be reached where."""

from collections import Counter
from itertools import cycle

from districts.models import Assessment, Coverage, District
from districts.models.coverage import REACH_OF_KIND
from goals.models import Goal
from ratzeburg.load.chance import ago, dice
from ratzeburg.load.words import prose

LEADING = 3  # Leitziele
ONE_DISTRICT_IN = 8  # places
ONE_WITHOUT_DISTRICT_IN = 5  # Quartiere
ONE_ASSESSED_IN = 12  # coverages
# In the order of the town's document.
REACHES = [Goal.Reach.TOWN] * 26
REACHES[0] = REACHES[2] = Goal.Reach.BOTH
REACHES[9] = REACHES[12] = REACHES[25] = Goal.Reach.DISTRICTS
REACHES[10] = Goal.Reach.QUARTERS


def pyramid(size):
    """[Goal, …]"""
    return _in_tree(list(_goals(size)))


def _goals(size):
    chance, reaches = dice("goals"), cycle(REACHES)
    objectives = iter(_shares(size.objectives, size.middles))
    for leading, middles in enumerate(_shares(size.middles, LEADING), 1):
        title = f"Lasttest Handlungsschwerpunkt {leading}"
        yield _goal(chance, f"{leading}", title=title)
        for middle in range(1, middles + 1):
            yield _goal(chance, f"{leading}.{middle}")
            for objective in range(1, next(objectives) + 1):
                yield _goal(chance, f"{leading}.{middle}.{objective}", reach=next(reaches))


def _goal(chance, code, **values):
    goal = Goal(code=code, level=code.count("."), **values)
    goal.text = prose(chance, 60, 150, f"Lasttest {goal.label}")
    return goal


def _shares(count, parts):
    """[part, …] of a count, as even as can be."""
    return [count * part // parts - count * (part - 1) // parts for part in range(1, parts + 1)]


def map_of(size):
    """[District, …]: the town, the Stadtteile with their Quartiere, then the other Quartiere."""
    return _in_tree(list(_places(size)))


def _places(size):
    kinds, chance = District.Kind, dice("places")
    districts = size.places // ONE_DISTRICT_IN
    quarters = size.places - 1 - districts
    alone = quarters // ONE_WITHOUT_DISTRICT_IN
    numbers = iter(range(1, quarters + 1))
    yield _place(chance, kinds.TOWN, 0, "Stadt")
    for district, inside in enumerate(_shares(quarters - alone, districts), 1):
        yield _place(chance, kinds.DISTRICT, 1, f"Stadtteil {district}")
        for _ in range(inside):
            yield _place(chance, kinds.QUARTER, 2, f"Quartier {next(numbers)}")
    for number in numbers:
        yield _place(chance, kinds.QUARTER, 1, f"Quartier {number}")


def _place(chance, kind, level, name):
    slug = f"lasttest-{name.lower().replace(' ', '-')}"
    text = prose(chance, 100, 300)
    return District(kind=kind, level=level, name=f"Lasttest {name}", slug=slug, text=text)


def _in_tree(nodes):
    """Fills the tree's columns of nodes that know their level and stand in tree order."""
    above, below, tree, first = [], Counter(), 0, 0
    for number, node in enumerate(nodes, 1):
        del above[node.level :]
        if not above:
            tree, first = tree + 1, number
        node.pk, node.tree_id = number, tree
        node.parent_id = above[-1].pk if above else None
        below[node.parent_id] += 1
        node.position = below[node.parent_id]
        # Before it, each node was opened and all but those above it were closed.
        node.lft = 2 * (number - first) - node.level + 1
        above.append(node)
        for upper in above:  # as if nothing came after this node
            upper.rght = node.lft + 1 + node.level - upper.level
    return nodes


def coverages(goals, places):
    """What Coverage.objects.follow_reach() makes of these nodes."""
    for goal in goals:
        for place in places:
            if goal.reach in REACH_OF_KIND[place.kind]:
                yield Coverage(goal_id=goal.pk, district_id=place.pk, by_reach=True)


def assessments(count):
    """Of one in some of so many coverages; all five judgements occur."""
    chance, statuses = dice("assessments"), cycle(Assessment.Status)
    for coverage in range(1, count + 1, ONE_ASSESSED_IN):
        yield Assessment(
            coverage_id=coverage,
            status=next(statuses),
            assessed_on=ago(chance.randrange(700)),
            text=prose(chance, 80, 200),
        )
