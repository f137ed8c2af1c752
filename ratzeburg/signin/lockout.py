"""Who tries passwords is locked out for a while; names and addresses are kept as fingerprints."""

from ipaddress import IPv6Address

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.db.models import Sum
from django.utils.crypto import salted_hmac

from goals.network import network_of

# Of one address on all names together; colleagues in one building share an address.
TRIES_OF_AN_ADDRESS = 50


class Lockout(AxesDatabaseHandler):
    """Counts by name and address together, and also whoever tries one password on many names."""

    def is_locked(self, request, credentials=None):
        if super().is_locked(request, credentials):
            return True
        tries = AccessAttempt.objects.filter(
            ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
        ).aggregate(number=Sum("failures_since_start"))
        return (tries["number"] or 0) >= TRIES_OF_AN_ADDRESS


def fingerprint(text):
    """Tells tries apart, 32 bytes; without the secret key nobody finds out what it is of."""
    return salted_hmac(__name__, text, algorithm="sha256").digest()


def address_of(request):
    """The visitor's network in the form of an address, because that is what the column takes."""
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    return str(IPv6Address(fingerprint(network)[:16]))


def name_of(request, credentials=None):
    name = (credentials or {}).get("username")
    return name and fingerprint(name).hex()


def is_without_password(request, credentials=None):
    """Single sign-on: the provider counts the tries."""
    return name_of(request, credentials) is None


def answer(request, response, credentials):
    """The sign-in page, which says it (forms.py)."""
    response.status_code = 429
    return response
