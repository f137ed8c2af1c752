"""How often a password mail may be asked for."""

from datetime import timedelta

from django.utils import timezone

from ratzeburg.models import Mailing
from ratzeburg.signin.lockout import address_of, fingerprint

WITHIN = timedelta(hours=1)
TO_ONE_MAILBOX, FROM_ONE_ADDRESS = 3, 20


def is_too_often(request, email):
    """Notes that this visitor asks for a mail to this mailbox; true if that was once too much."""
    Mailing.objects.filter(asked_at__lt=timezone.now() - WITHIN).delete()
    limits = {f"to {email.casefold()}": TO_ONE_MAILBOX, address_of(request): FROM_ONE_ADDRESS}
    # Whoever is refused by one limit still uses up the other.
    excess = {_once_more(fingerprint(what).hex()) - most for what, most in limits.items()}
    return max(excess) > 0


def _once_more(mark):
    Mailing.objects.create(fingerprint=mark)
    return Mailing.objects.filter(fingerprint=mark).count()
