"""The street map: drawn by the visitor's browser from tiles of somebody else, if asked for.

What is sent to whom stands beside the link to it; only the answer to that link loads the script,
and only that answer's policy lets the tiles in (ratzeburg/middleware.py).
"""

from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.utils import timezone

from districts.outline import rings_in

ASKED = {"karte": "strassen"}


def street_map_of(town_map, context):
    """What templates/districts/_street_map.html needs; None where the town has it switched off."""
    request = context.get("request")
    if not settings.STREET_MAP or request is None:
        return None
    is_open = is_asked(request)
    if is_open:
        request.shows_street_map = True
    known = known_parameters(context, request)
    return {
        "is_open": is_open,
        "link": f"?{urlencode(known | ASKED)}",
        "way_back": f"?{urlencode(known)}",
        "year": timezone.localdate().year,
        "data": data_of(town_map) if is_open else None,
    }


def is_asked(request):
    return settings.STREET_MAP and request.GET.get("karte") == ASKED["karte"]


def query_of_pages(context):
    """What the links to other pages of a list keep: they show it the same way."""
    request = context.get("request")
    if request is None:
        return ""
    known = known_parameters(context, request)
    known.pop("page", None)
    return urlencode(known | ASKED if is_asked(request) else known)


def known_parameters(context, request):
    """The parameters of this page that go on with the visitor; unknown ones do not."""
    known = dict(parse_qsl(context.get("query") or ""))
    if context.get("view") == "karte":
        known["ansicht"] = "karte"
    page = context.get("page_obj")
    if page and page.number > 1:
        known["page"] = str(page.number)
    if request.GET.get("sprache") == "leicht":
        known["sprache"] = "leicht"
    return known


def data_of(town_map):
    """For static/map.js, as latitude and longitude: the pins, the areas and what to show first."""
    town = town_map.outline
    borders = [[(lat, lon) for lon, lat in ring] for ring in town.rings]
    rows = town_map.numbered
    areas = [
        [[town.lat_lon(*corner) for corner in ring] for ring in rings_in(row.path)]
        for row in rows
        if row.area
    ]
    pins = [
        {
            "number": row.spot.number,
            "name": str(row.thing),
            "link": row.thing.get_absolute_url(),
            "at": row.lat_lon,
        }
        for row in rows
    ]
    shown = [at for area in areas for ring in area for at in ring] + [pin["at"] for pin in pins]
    return {
        "tiles": settings.STREET_MAP_TILES,
        "borders": borders,
        "areas": areas,
        "pins": pins,
        "shown": corners(shown or [at for ring in borders for at in ring]),
        "town": corners(at for ring in borders for at in ring),
    }


def corners(points):
    lats, lons = zip(*points, strict=True)
    return [(min(lats), min(lons)), (max(lats), max(lons))]
