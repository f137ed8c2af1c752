"""Between the right password and the sign-in stands a code from an app on the member's phone.

The session of someone who has only passed the password belongs to nobody: it says who is waiting.
"""

import time

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import BACKEND_SESSION_KEY, get_user_model, login
from django.db import transaction
from django.shortcuts import redirect, resolve_url
from django.utils.crypto import constant_time_compare
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

WAITING = "waits_for_second_factor"
SECONDS = 600  # that a right password waits for its code
EMERGENCY_CODES = 10


def is_wanted(user, backend):
    """Staff need it, others only if they have set it up; single sign-on has its own."""
    is_signed_on = backend == settings.SINGLE_SIGN_ON and not settings.OIDC_SECOND_FACTOR
    if not settings.SECOND_FACTOR or is_signed_on:
        return False
    return user.is_staff or has_app(user)


def is_missing(request):
    """Somebody is signed in without the second factor that is wanted."""
    backend = request.session.get(BACKEND_SESSION_KEY)
    return is_wanted(request.user, backend) and not is_proven(request.user)


def is_proven(user):
    return getattr(user, "otp_device", None) is not None


def has_app(user):
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def sign_in(request, user, wanted=""):
    """After the password, or the provider's word: on to `wanted`, or to the second factor first."""
    if not is_wanted(user, user.backend):
        login(request, user)
        return redirect(wanted or home(request))
    request.session.flush()  # what was planted there before is gone
    request.session[WAITING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "backend": user.backend,
        "until": time.time() + SECONDS,
        "wanted": wanted,
    }
    return redirect("second-factor" if has_app(user) else "second-factor-setup")


def waiting(request):
    """Whose password was right a moment ago, and has not been changed since."""
    noted = request.session.get(WAITING)
    if not noted or noted["until"] < time.time():
        return None
    user = get_user_model().objects.filter(pk=noted["user"], is_active=True).first()
    if not user or not constant_time_compare(user.get_session_auth_hash(), noted["hash"]):
        return None
    user.backend = noted["backend"]
    return user


def finish(request, user, device):
    """Sign in whoever was waiting, or note the new app of whoever is signed in; where to go on."""
    wanted = request.session.pop(WAITING, {}).get("wanted")
    user.otp_device = device  # noted in the session by django-otp
    if not hasattr(user, "backend"):
        user.backend = request.session[BACKEND_SESSION_KEY]
    login(request, user)
    return wanted or home(request)


def adopt(user, app):
    """Make this the user's only app; gives new codes for emergencies, shown this once."""
    with transaction.atomic():
        forget(user, app)
        app.confirmed = True
        app.save()
        codes = StaticDevice.objects.create(user=user, name="Notfallcodes").token_set
        new = (StaticToken.random_token() for _ in range(EMERGENCY_CODES))
        return [codes.create(token=code).token for code in new]


def forget(user, but=None):
    """The next sign-in sets it up anew; sessions that it proved are worth nothing from now on."""
    TOTPDevice.objects.filter(user=user).exclude(pk=but and but.pk).delete()
    StaticDevice.objects.filter(user=user).delete()


def home(request):
    return resolve_url("admin:index" if admin.site.has_permission(request) else "status-report")
