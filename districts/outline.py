"""The drawing of the town: its outline, those of its places, and where a point lies on it."""

import math
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError

from districts.models.geojson import polygons_of
from districts.models.outline import shape_of, town_rings

WIDTH = 360  # of the drawing, in SVG units; text of 14 units stays readable on a phone
MARGIN = 8
KM_PER_DEGREE = 111.32  # of latitude
FINE = 0.3  # SVG units that a line may be off
POINTS = 200  # of one drawn area at most, however many its outline has
MANY = 500  # of one ring: from twice as many on, not each is looked at


@dataclass(frozen=True)
class Outline:
    """A municipality's border: equirectangular, north is up, origin top left."""

    rings: tuple
    west: float
    north: float
    shrink: float  # a degree of longitude is this much of a degree of latitude
    scale: float  # SVG units per degree of latitude
    height: int

    width = WIDTH

    @property
    def view_box(self):
        return f"0 0 {self.width} {self.height}"

    @property
    def path(self):
        return path_of([[self.xy(lon, lat) for lon, lat in ring] for ring in self.rings])

    @property
    def kilometre(self):
        """Length of one kilometre in SVG units, for the scale bar."""
        return round(self.scale / KM_PER_DEGREE, 1)

    @property
    def scale_x(self):
        """Where the scale bar begins: in the corner that the town leaves free."""
        return round(self.width - MARGIN - self.kilometre, 1)

    def point(self, lat, lon):
        """SVG coordinates of a place, or None where it would fall off the drawing."""
        x, y = self.xy(float(lon), float(lat))
        return (x, y) if 0 <= x <= self.width and 0 <= y <= self.height else None

    def xy(self, lon, lat):
        x = MARGIN + (lon - self.west) * self.shrink * self.scale
        y = MARGIN + (self.north - lat) * self.scale
        return round(x, 1), round(y, 1)

    def lat_lon(self, x, y):
        lat = self.north - (y - MARGIN) / self.scale
        lon = self.west + (x - MARGIN) / self.scale / self.shrink
        return round(lat, 5), round(lon, 5)


@cache
def outline():
    rings = town_rings()
    lons, lats = zip(*(position for ring in rings for position in ring), strict=True)
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * shrink)
    height = math.ceil((north - south) * scale + 2 * MARGIN)
    return Outline(rings, west, north, shrink, scale, height)


def path_of(rings):
    """The SVG path of closed rings, which name their first point again as their last."""
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring[:-1]) + "Z" for ring in rings)


def rings_in(path):
    """[[(x, y), …], …] of what path_of() made."""
    return [
        [tuple(map(float, corner.split())) for corner in ring.removeprefix("M").split("L")]
        for ring in path.split("Z")
        if ring
    ]


def drawn(stored):
    """A place's outline as it is drawn: {"path": for SVG, "at": where its number goes}.

    None where there is nothing to be seen, or no outline after all: older rows were not checked.
    """
    # The library takes as long to import as the rest of the portal.
    from shapely.errors import GEOSException

    try:
        shape = coarse(projected(polygons_of(thinned(stored))))
        if shape.is_empty:
            return None
        at = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    except (ValidationError, GEOSException):
        return None
    if not (0 <= at.x <= WIDTH and 0 <= at.y <= outline().height):
        return None
    return {"path": path_of(rings_of(shape)), "at": (round(at.x, 1), round(at.y, 1))}


def thinned(stored):
    """A Polygon or MultiPolygon with every n-th position: what follows takes time for each."""
    if not isinstance(stored, dict) or not isinstance(stored.get("coordinates"), list):
        return stored
    parts = stored["coordinates"]
    if stored.get("type") == "Polygon":
        return stored | {"coordinates": [thin(ring) for ring in parts]}
    return stored | {"coordinates": [[thin(ring) for ring in listed(part)] for part in parts]}


def thin(ring):
    step = len(ring) // MANY if isinstance(ring, list) else 0
    return ring if step < 2 else [*ring[:-1:step], ring[-1]]


def listed(value):
    return value if isinstance(value, list) else []


def projected(polygons):
    """The shape in SVG units, not rounded yet."""
    from shapely import transform

    town = outline()
    east = town.shrink * town.scale

    def to_svg(positions):
        start = (MARGIN - town.west * east, MARGIN + town.north * town.scale)
        return positions * (east, -town.scale) + start

    return transform(shape_of(polygons), to_svg)


def coarse(shape):
    """A shape with as few points as the eye needs, and never more than may be drawn."""
    from shapely import count_coordinates

    fine = FINE
    simple = shape.simplify(fine, preserve_topology=False)
    while count_coordinates(simple) > POINTS:
        fine *= 2
        simple = shape.simplify(fine, preserve_topology=False)
    return simple


def rings_of(shape):
    polygons = getattr(shape, "geoms", [shape])
    rings = [ring for area in polygons for ring in (area.exterior, *area.interiors)]
    return [[(round(x, 1), round(y, 1)) for x, y in ring.coords] for ring in rings]
