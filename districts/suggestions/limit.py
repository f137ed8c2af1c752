"""How much may be sent from one address, without keeping the address."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from districts.models import DaySecret, Sending
from goals.network import network_of

WITHIN = timedelta(hours=1)


def one_at_a_time():
    """The secret of the day, whose row is the lock: whoever sends waits for those before."""
    day = timezone.localdate()
    DaySecret.objects.get_or_create(day=day, defaults={"secret": secrets.token_hex(32)})
    return DaySecret.objects.select_for_update(no_key=True).get(day=day).secret


def once_more(request, secret):
    """Note that something is sent; or, where it would be too much, return from when it may be."""
    now = timezone.now()
    mark = fingerprint(request.META.get("REMOTE_ADDR", ""), secret)
    clear(now)
    sent = Sending.objects.filter(fingerprint=mark).order_by("-sent_at")
    earlier = list(sent.values_list("sent_at", flat=True)[: settings.SUGGESTIONS_PER_HOUR])
    if len(earlier) == settings.SUGGESTIONS_PER_HOUR:
        return earlier[-1] + WITHIN
    Sending.objects.create(fingerprint=mark, sent_at=now)
    return None


def outdated(now):
    """What nobody needs any more: sendings of more than an hour ago, secrets of past days."""
    return (
        Sending.objects.filter(sent_at__lt=now - WITHIN),
        DaySecret.objects.filter(day__lt=timezone.localdate(now)),
    )


def clear(now):
    for rows in outdated(now):
        rows.delete()


def fingerprint(address, secret):
    """Tells addresses apart on one day, in one portal.

    It takes the key of the portal and the secret of the day to make one: who has a backup lacks
    the first, and after the day nobody has the second.
    """
    key = f"{settings.SECRET_KEY}:{secret}".encode()
    return hmac.new(key, network_of(address).encode(), hashlib.sha256).hexdigest()
