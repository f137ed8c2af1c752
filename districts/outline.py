"""The town's outline as an SVG path, and where a place lies on it."""

import json
import math
from dataclasses import dataclass
from functools import cache

from django.conf import settings

FILE = settings.BASE_DIR / "fixtures" / "gemeindegrenze-ratzeburg.geojson"
WIDTH = 360  # of the drawing, in SVG units; text of 14 units stays readable on a phone
MARGIN = 8
KM_PER_DEGREE = 111.32  # of latitude


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
        return "".join(
            "M" + "L".join(f"{x:g} {y:g}" for x, y in map(self._xy, ring[:-1])) + "Z"
            for ring in self.rings
        )

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
        x, y = self._xy((float(lon), float(lat)))
        return (x, y) if 0 <= x <= self.width and 0 <= y <= self.height else None

    def _xy(self, position):
        lon, lat = position[:2]
        x = MARGIN + (lon - self.west) * self.shrink * self.scale
        y = MARGIN + (self.north - lat) * self.scale
        return round(x, 1), round(y, 1)


@cache
def outline():
    geometry = json.loads(FILE.read_text())["geometry"]
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    rings = tuple(ring for polygon in polygons for ring in polygon)
    lons, lats = zip(*((p[0], p[1]) for ring in rings for p in ring), strict=True)
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * shrink)
    height = math.ceil((north - south) * scale + 2 * MARGIN)
    return Outline(rings, west, north, shrink, scale, height)


def pins(places):
    """The places for templates/_map.html: numbered where their position is known."""
    found = []
    number = 0
    for place in places:
        # The town itself is the outline; a pin on it would be read as its centre.
        known = not place.is_town and None not in (place.latitude, place.longitude)
        point = outline().point(place.latitude, place.longitude) if known else None
        number += point is not None
        x, y = point or (None, None)
        found.append({"place": place, "number": point and number, "x": x, "y": y})
    return found
