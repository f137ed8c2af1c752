"""What keeps machines from filling the forms, without account, cookie or anybody else's help.

Nothing here judges what people write, and whoever is stopped reads why and keeps all the text.
"""

import secrets
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer

AT_LEAST = 3  # seconds between opening a form and sending it
AT_MOST = 24 * 60 * 60  # seconds; whoever comes later sends once more
TRAP = "betreff"  # a field that people don't see

FOREIGN = (
    "Das Formular kam nicht von dieser Seite. Bitte prüfen Sie Ihre Angaben und senden Sie sie "
    "von hier noch einmal ab."
)
FILLED_TRAP = (
    "Ein verstecktes Feld war ausgefüllt, vielleicht von Ihrem Browser. Es ist jetzt wieder leer; "
    "bitte senden Sie das Formular noch einmal ab."
)
TOO_FAST = (
    "Das ging sehr schnell. Bitte prüfen Sie Ihre Angaben und senden Sie sie in einigen Sekunden "
    "noch einmal ab."
)
TOO_LATE = (
    "Diese Seite stand lange offen. Ihre Angaben sind noch da; bitte senden Sie sie noch einmal ab."
)


def new_token(about, opened_at=None, shown=None):
    """Says, signed, that a form about something was opened at a time (seconds, default now), and
    which values stood beside it."""
    opened_at = time.time() if opened_at is None else opened_at
    content = {"once": secrets.token_urlsafe(12), "at": opened_at, "shown": shown or {}}
    return _signer(about).sign_object(content, compress=True)


def shown_with(token, about):
    """{name: value} of what stood beside the form of a token that is good."""
    return _signer(about).unsign_object(token).get("shown", {})


def fault_of(token, about):
    """Why a token is not good, or ""; and whether the form may send the same one again."""
    try:
        age = time.time() - _signer(about).unsign_object(token)["at"]
    except (BadSignature, ValueError, KeyError, TypeError):
        return TOO_LATE, False
    if age > AT_MOST:
        return TOO_LATE, False
    return (TOO_FAST, True) if age < AT_LEAST else ("", True)


def is_foreign(request):
    """A page of somebody else's sent it: browsers say so in headers of their own."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    try:
        sent = urlsplit(origin)
    except ValueError:
        return True
    own = (request.scheme, request.get_host())
    return (sent.scheme, sent.netloc) != own and origin not in settings.CSRF_TRUSTED_ORIGINS


def _signer(about):
    return Signer(salt=f"{__name__}:{about}")
