"""The outline of a place: a valid area that lies in the municipality.

One rule for form, upload and shell; what does not follow it is not stored.
"""

import json
import math
import re
from functools import cache

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.fields import InvalidJSONInput

from districts.models.geojson import in_words, polygons_of, read_json

TOWN = settings.BASE_DIR / "fixtures" / "gemeindegrenze-ratzeburg.geojson"
METRES_PER_DEGREE = 111_320  # of latitude
# The border at hand is made for maps of 1:250,000; the land registry's own may differ that much.
TOLERANCE = 250  # metres
INVALID = {
    "Self-intersection": "Der Umriss schneidet sich selbst",
    "Ring Self-intersection": "Der Umriss berührt sich selbst",
    "Hole lies outside shell": "Eine Aussparung liegt außerhalb der Fläche",
    "Holes are nested": "Eine Aussparung liegt in einer anderen",
    "Nested shells": "Eine Teilfläche liegt in einer anderen",
    "Interior is disconnected": "Eine Aussparung teilt die Fläche",
    "Duplicate Rings": "Ein Ring steht zweimal da",
    "Too few points in geometry component": "Ein Ring hat keine drei verschiedenen Punkte",
}


def an_outline(value):
    """Validator: ValidationError where this is no outline of a place in the municipality."""
    polygons = polygons_of(value)
    # The library takes as long to import as the rest of the portal.
    from shapely.errors import GEOSException

    try:
        shape = shape_of(polygons)
        refuse_invalid(shape)
        refuse_outside(shape)
    except GEOSException as error:
        raise ValidationError(
            "Mit diesem Umriss lässt sich nicht rechnen. Bitte im Kartenprogramm die Geometrie "
            "reparieren lassen."
        ) from error


def refuse_invalid(shape):
    from shapely.validation import explain_validity

    reason = explain_validity(shape)
    if reason == "Valid Geometry":
        return
    what, _, where = reason.partition("[")
    where = re.findall(r"[-\d.e]+", where)
    message = INVALID.get(what, "Der Umriss ist keine gültige Fläche")
    if len(where) >= 2:
        message += f", bei {in_words(*map(float, where[:2]))}"
    raise ValidationError(f"{message}. Bitte im Kartenprogramm die Geometrie reparieren lassen.")


def refuse_outside(shape):
    metres = metres_outside(shape)
    if metres <= TOLERANCE:
        return
    from shapely import intersects

    if intersects(in_metres(shape), town()):
        message = f"Der Umriss ragt {distance(metres)} über die Stadtgrenze hinaus"
    else:
        message = f"Der Umriss liegt außerhalb von Ratzeburg, bis zu {distance(metres)} entfernt"
    raise ValidationError(
        f"{message}. Erlaubt sind {TOLERANCE} m, denn so grob ist die Grenze, die das Portal kennt."
    )


def refuse_point_outside(lon, lat):
    from shapely.geometry import Point

    if (metres := metres_outside(Point(lon, lat))) > TOLERANCE:
        raise ValidationError(
            f"Der Punkt {in_words(lon, lat)} liegt {distance(metres)} außerhalb von Ratzeburg."
        )


def distance(metres):
    """Rounded down: "1.250 m" is not more than it is."""
    return f"{math.floor(metres / 10) * 10:,} m".replace(",", ".")


def metres_outside(shape):
    """How far the farthest part of a shape lies outside of the municipality; 0 inside."""
    import shapely

    outside = shapely.difference(in_metres(shape), town())
    if outside.is_empty:
        return 0
    corners = shapely.points(shapely.get_coordinates(outside))
    return float(shapely.distance(corners, town()).max())


def shape_of(polygons):
    """The shapely MultiPolygon of rings, in degrees."""
    from shapely.geometry import MultiPolygon, Polygon

    return MultiPolygon([Polygon(rings[0], rings[1:]) for rings in polygons])


def in_metres(shape):
    """East and north of 0°/0°, true to scale at the town's latitude: right to a few per mille."""
    from shapely import transform

    east = math.cos(math.radians(town_latitude())) * METRES_PER_DEGREE
    return transform(shape, lambda positions: positions * (east, METRES_PER_DEGREE))


@cache
def town_polygons():
    """The municipality, as the federal agency draws it."""
    return polygons_of(json.loads(TOWN.read_bytes())["geometry"])


@cache
def town_rings():
    return tuple(tuple(ring) for rings in town_polygons() for ring in rings)


@cache
def town_latitude():
    lats = [lat for ring in town_rings() for _, lat in ring]
    return (min(lats) + max(lats)) / 2


@cache
def town():
    """The municipality as a shapely MultiPolygon in metres."""
    import shapely

    shape = in_metres(shape_of(town_polygons()))
    shapely.prepare(shape)
    return shape


def outline_of(value):
    """The bare geometry of what people paste: a geometry, a Feature, or a collection of one."""
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        features = value.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise ValidationError(
                "Hier ist Platz für einen Umriss. Mehrere auf einmal nimmt „Umrisse hochladen“."
            )
        value = features[0]
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    return bare(value)


def bare(geometry):
    """Type and coordinates alone, to the centimetre and without heights."""
    polygons = [[list(map(list, ring)) for ring in rings] for rings in polygons_of(geometry)]
    if geometry["type"] == "Polygon":
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


class OutlineFormField(forms.JSONField):
    def to_python(self, value):
        if self.disabled or not isinstance(value, str):
            return value
        return outline_of(read_json(value)) if value.strip() not in ("", "null") else None

    def bound_data(self, data, initial):
        """What was sent is shown again as it was sent, whatever it is."""
        return initial if self.disabled else InvalidJSONInput(data or "null")


class OutlineField(models.JSONField):
    """An area in the municipality; to the database it is JSON like any other."""

    default_validators = [an_outline]

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(
            **{
                "form_class": OutlineFormField,
                "help_text": "Polygon oder MultiPolygon in WGS 84 (Länge, Breite).",
                **kwargs,
            }
        )
