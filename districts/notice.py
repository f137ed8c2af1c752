"""The sheet for a notice board: what is on offer in a place, by where it is, and the way here."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import mark_safe

MOST = 100  # offers on a sheet; who has more chooses among them


@dataclass
class Sheet:
    groups: list  # [(place, its offers), …]: the place itself, what lies in it, what is around it
    left_out: int  # offers beyond the MOST
    is_unconfirmed: bool  # none of them has been confirmed by the town
    page: str  # where the place stands in the portal
    code: str  # the same as a QR code


def sheet(place, offers, page):
    """Of the offers found for a place."""
    found = list(offers.local_first(place)[: MOST + 1])
    left_out = offers.count() - MOST if len(found) > MOST else 0
    shown = found[:MOST]
    groups = [(where, list(there)) for where, there in groupby(shown, lambda offer: offer.district)]
    is_unconfirmed = bool(shown) and not any(offer.confirmed_on for offer in shown)
    return Sheet(groups, left_out, is_unconfirmed, page, code(page))


def code(address):
    """A QR code as inline SVG, black on white whatever the colours of the page are."""
    # Here, because every start of the portal would wait for it.
    import segno

    picture = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff", svgclass="notice__code"
    )
    return mark_safe(picture)  # noqa: S308 - lines drawn by the library, no text in it
