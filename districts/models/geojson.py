"""GeoJSON as people send it: read within limits, and every fault told in words.

Positions are (longitude, latitude) in degrees of WGS 84, as RFC 7946 has them.
"""

import json
import math
import re

from django.core.exceptions import ValidationError

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 20  # a MultiPolygon in a FeatureCollection takes eight
MAX_POINTS = 20_000
MAX_RINGS = 500  # comparing each with each, the library would need seconds for thousands
DECIMALS = 7  # of a degree: a centimetre
STRING = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
EXPORT = "Bitte als WGS 84 (EPSG:4326) exportieren; QGIS nennt das „GeoJSON, RFC 7946“."
ORDER = "GeoJSON nennt zuerst die Länge (hier etwa 10,77), dann die Breite (etwa 53,70)."


def read_json(content):
    """What a file (bytes) or a form field (text) says; ValidationError if it is no plain JSON."""
    text = as_text(content)
    if is_deeper_than(text, MAX_DEPTH):
        raise ValidationError(
            f"Mehr als {MAX_DEPTH} Ebenen ineinander braucht keine Karte. Bitte die Datei neu "
            "aus dem Kartenprogramm ausgeben."
        )
    try:
        return json.loads(text, object_pairs_hook=without_twins, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        raise ValidationError(
            f"Das ist kein JSON: Ab Zeile {error.lineno}, Spalte {error.colno} lässt es sich nicht "
            "lesen. Bitte die Datei neu aus dem Kartenprogramm ausgeben."
        ) from error
    except ValueError as error:  # Python reads no integer of more than 4,300 digits
        raise ValidationError("Eine Zahl hat mehr Stellen, als eine Karte braucht.") from error


def as_text(content):
    if len(content) > MAX_BYTES:
        raise ValidationError(
            "Das sind mehr als 2 MB. Bitte im Kartenprogramm vereinfachen oder Stadtteil für "
            "Stadtteil hochladen."
        )
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
    except UnicodeDecodeError as error:
        raise ValidationError("Die Datei ist kein Text in UTF-8, also kein GeoJSON.") from error
    if not text.strip():
        raise ValidationError("Hier steht nichts.")
    return text


def is_deeper_than(text, limit):
    depth = 0
    for mark in re.findall(r"[\[\]{}]", STRING.sub("", text)):
        depth += 1 if mark in "[{" else -1
        if depth > limit:
            return True
    return False


def without_twins(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in found if names.count(name) > 1)
        raise ValidationError(f"„{said(twin)}“ steht in einem Objekt zweimal; was gilt?")
    return found


def refuse_constant(word):
    raise ValidationError(f"„{word}“ ist keine Zahl, die auf einer Karte liegt.")


def polygons_of(geometry):
    """[[ring, …], …] of a Polygon or MultiPolygon, outer rings first; each a list of (lon, lat)."""
    kind, parts = kind_of(geometry), geometry_parts(geometry)
    if kind == "Polygon":
        parts = [parts]
    elif kind != "MultiPolygon":
        raise ValidationError(
            f"„{said(kind)}“ ist keine Fläche. Ein Umriss ist ein „Polygon“ oder „MultiPolygon“."
        )
    refuse_too_many([ring for rings in listed(parts) for ring in listed(rings)])
    return [[closed([position_of(value) for value in ring]) for ring in rings] for rings in parts]


def refuse_too_many(rings):
    if len(rings) > MAX_RINGS or sum(len(listed(ring)) for ring in rings) > MAX_POINTS:
        raise ValidationError(
            "Ein Umriss hat höchstens 20.000 Punkte in 500 Ringen. Bitte im Kartenprogramm "
            "vereinfachen."
        )


def point_of(geometry):
    """(lon, lat) of a Point."""
    if (kind := kind_of(geometry)) != "Point":
        raise ValidationError(f"„{said(kind)}“ ist kein Punkt.")
    return position_of(geometry_parts(geometry))


def kind_of(geometry):
    if not isinstance(geometry, dict) or not isinstance(geometry.get("type"), str):
        raise ValidationError("Hier fehlt die Geometrie: ein Objekt mit „type“ und „coordinates“.")
    return geometry["type"]


def geometry_parts(geometry):
    if "coordinates" not in geometry:
        raise ValidationError(f"Bei „{said(geometry['type'])}“ fehlt „coordinates“.")
    return geometry["coordinates"]


def listed(value):
    if not isinstance(value, list) or not value:
        raise ValidationError(
            "Unter „coordinates“ fehlen Punkte oder sie sind anders verschachtelt, als der Typ "
            "verlangt. Ein Polygon ist eine Liste von Ringen, ein Ring eine Liste von Punkten."
        )
    return value


def closed(ring):
    if len(ring) < 4:
        raise ValidationError("Ein Ring braucht mindestens vier Punkte, der letzte ist der erste.")
    if ring[0] != ring[-1]:
        raise ValidationError(
            f"Ein Ring ist nicht geschlossen: Er beginnt bei {in_words(*ring[0])} und endet bei "
            f"{in_words(*ring[-1])}. Der letzte Punkt muss der erste sein."
        )
    return ring


def position_of(value):
    """(lon, lat) of a position; a height behind them is let go."""
    if not (isinstance(value, list) and 2 <= len(value) <= 3 and all(map(is_number, value))):
        raise ValidationError(
            f"„{said(value)}“ ist kein Punkt. Ein Punkt besteht aus zwei Zahlen: Länge und Breite."
        )
    lon, lat = value[:2]
    check_degrees(lon, lat)
    return round(lon, DECIMALS), round(lat, DECIMALS)


def check_degrees(lon, lat, order=ORDER):
    """Refuse what is nowhere on earth or the wrong way round; `order` says what is wanted."""
    if abs(lon) > 180 or abs(lat) > 90:
        raise ValidationError(
            f"{in_words(lon, lat)} sind keine Grad, wohl eher Meter (UTM, Gauß-Krüger). {EXPORT}"
            if 10_000 < abs(lon) < 1e8 and 10_000 < abs(lat) < 1e8
            else f"{in_words(lon, lat)} liegt nicht auf der Erde. {order}"
        )
    if 47 <= lon <= 56 and 5 <= lat <= 16:  # Germany, seen the wrong way round
        raise ValidationError(f"{in_words(lon, lat)}: Länge und Breite sind vertauscht. {order}")


def is_number(value):
    """A boolean is a number to Python, and 1e999 is infinite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e300 and math.isfinite(value)


def in_words(lon, lat):
    return f"({number(lon)} / {number(lat)})"


def number(value):
    return f"{value:.5f}".rstrip("0").rstrip(".").replace(".", ",") if abs(value) < 1e9 else "…"


def said(value):
    """What somebody wrote, short enough to be quoted."""
    text = value if isinstance(value, str) else str(value)[:200]
    text = " ".join("".join(char if char.isprintable() else " " for char in text[:200]).split())
    return text if len(text) <= 60 else f"{text[:60]}…"
