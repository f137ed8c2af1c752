"""What of an offer does not fit together, so that somebody should look at it.

Each function narrows a queryset of offers for a day.
"""

from django.db.models import Exists, OuterRef, Q

from districts.models import Offer, OfferDate


def ended_with_dates(offers, day):
    """Ended, but a date is still to come, or one that recurs has no end."""
    endless = ~Q(rule="") & ~Q(rule__contains="UNTIL") & ~Q(rule__contains="COUNT")
    coming = OfferDate.objects.filter(Q(starts_at__date__gt=day) | endless, offer=OuterRef("pk"))
    return offers.filter(Exists(coming), status=Offer.Status.ENDED)


def in_hidden_place(offers, day):
    return offers.published().exclude(pk__in=Offer.objects.public().values("pk"))


CONTRADICTIONS = {
    "beendet-mit-terminen": ("beendet, aber es stehen noch Termine an", ended_with_dates),
    "ort-verborgen": ("veröffentlicht, aber der Ort ist es nicht", in_hidden_place),
}
