"""What a map shows: numbered spots and areas, and the list beside it with the same numbers."""

from dataclasses import dataclass, field
from itertools import islice
from threading import Lock

from districts.models import District
from districts.outline import drawn, outline

NEAR = 32  # SVG units: closer spots would cover each other and are too close for a finger
AREAS = 100  # outlines on one map; more would neither be told apart nor be light
DRAWN, LOCK = {}, Lock()  # (pk, changed_at) → what drawn() made of it
KEPT = 5000  # of them, of 2 kB at most each
NAMES = 3  # of what shares a spot, named beside the pointer


@dataclass
class Spot:
    """A number on the drawing, and the rows that lie there or too close to it to be told apart."""

    number: int
    x: float
    y: float
    rows: list = field(default_factory=list)

    @property
    def title(self):
        names = [str(row.thing) for row in self.rows]
        more = len(names) - NAMES
        if more > 1:
            return f"{', '.join(names[:NAMES])} und {more} weitere"
        return ", ".join(names)

    @property
    def anchor(self):
        """Where it leads: to the page of what is there, or to the list where there is more."""
        only = self.rows[0].thing if len(self.rows) == 1 else None
        return only.get_absolute_url() if only else f"#nummer-{self.number}"


@dataclass
class Row:
    """A place or an offer in the list beside the map."""

    thing: object
    lat: float | None = None
    lon: float | None = None
    area: dict | None = None
    spot: Spot | None = None

    @property
    def point(self):
        """SVG coordinates, or None where it can't be drawn."""
        if self.area:
            return self.area["at"]
        return None if self.lat is None else outline().point(self.lat, self.lon)

    @property
    def lat_lon(self):
        return outline().lat_lon(*self.area["at"]) if self.area else (self.lat, self.lon)

    @property
    def path(self):
        return self.area["path"]

    @property
    def is_first(self):
        return self.spot.rows[0] is self

    @property
    def is_known(self):
        """Somebody said where it is, though it may lie beyond the drawing."""
        return self.lat is not None


@dataclass
class Map:
    rows: list

    def __post_init__(self):
        self.outline = outline()
        self.spots = spots_of(self.rows)

    @property
    def areas(self):
        return [row for row in self.rows if row.area]

    @property
    def numbered(self):
        """The rows that stand on the map, those of one spot together."""
        return [row for spot in self.spots for row in spot.rows]

    @property
    def others(self):
        return [row for row in self.rows if not row.spot]

    @property
    def has_shared(self):
        return any(len(spot.rows) > 1 for spot in self.spots)


def map_of_places(places):
    """All places of a list, in its order; the town itself is the outline and has no number."""
    areas = areas_of(places)
    rows = [row_of(place, areas.get(place.pk)) for place in places]
    return Map(rows)


def map_of_offers(offers):
    return Map([row_of(offer) for offer in offers])


def row_of(thing, area=None):
    """A pin on the town itself would be read as its centre."""
    if getattr(thing, "is_town", False):
        return Row(thing)
    if thing.latitude is None or thing.longitude is None:
        return Row(thing, area=area)
    return Row(thing, float(thing.latitude), float(thing.longitude), area)


def spots_of(rows):
    """Numbers from 1, in the order of the rows; what lies close together shares one."""
    spots = []
    for row in rows:
        if not (point := row.point):
            continue
        near = min(spots, key=lambda spot: gap(spot, point), default=None)
        if near is None or gap(near, point) > NEAR**2:
            near = Spot(len(spots) + 1, *point)
            spots.append(near)
        near.rows.append(row)
        row.spot = near
    return spots


def gap(spot, point):
    """The distance squared."""
    return (spot.x - point[0]) ** 2 + (spot.y - point[1]) ** 2


def areas_of(places):
    """{pk: drawn outline} of places, of the upper levels first where there are too many."""
    places = sorted((p for p in places if not p.is_town), key=lambda p: (p.level, p.lft))
    keys = {place.pk: (place.pk, place.changed_at) for place in places}
    if sum(DRAWN.get(key) is not None for key in keys.values()) < AREAS:
        draw({pk: key for pk, key in keys.items() if key not in DRAWN})
    areas = ((pk, DRAWN.get(key)) for pk, key in keys.items())
    return dict(islice(((pk, area) for pk, area in areas if area), AREAS))


def draw(missing):
    """Simplifying an outline takes longer than all else on the page, so drawings are kept.

    Under the time of the row's last change, and None where the place has none. What is beyond
    one map's number stays missing; it has a page of its own.
    """
    if not missing:
        return
    stored = District.objects.filter(pk__in=missing, outline__isnull=False)
    stored = stored.order_by("level", "lft").values_list("pk", "outline")[:AREAS]
    made = {pk: drawn(outline) for pk, outline in stored.iterator(chunk_size=10)}
    if len(made) < AREAS:
        made = dict.fromkeys(missing) | made
    with LOCK:
        DRAWN.update((missing[pk], area) for pk, area in made.items())
        while len(DRAWN) > KEPT:
            del DRAWN[next(iter(DRAWN))]
