"""Signing in with the account of the town's own identity provider (OpenID Connect).

Who someone is and which roles they have, the provider says at each sign-in. An account is either
one of the provider's or one with a password, never both: so nobody takes over the other's.
"""

import logging
from functools import lru_cache

import jwt
import requests
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation, ValidationError
from django.shortcuts import render
from django.urls import path
from django.utils.functional import lazy
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import import_from_settings
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from ratzeburg.roles import ROLES
from ratzeburg.signin.second_factor import sign_in

log = logging.getLogger(__name__)

ENDPOINTS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
# What a provider that is out of reach, out of order or an impostor leads to.
REFUSED = (
    SuspiciousOperation,
    ValidationError,
    requests.RequestException,
    jwt.PyJWTError,
    LookupError,
    TypeError,
    ValueError,
)
NAMES = {"first_name": "given_name", "last_name": "family_name", "email": "email"}

# group there → role here
GROUPS = settings.OIDC_GROUPS or {role: role for role in ROLES}
if wrong := set(GROUPS.values()) - set(ROLES):
    raise ImproperlyConfigured(
        f"OIDC_GROUPS names {', '.join(sorted(wrong))}; the roles are {', '.join(ROLES)}. "
        "See README.md."
    )


@lru_cache
def provider():
    """What the provider says of itself; asked once per process."""
    address = f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration"
    response = requests.get(address, timeout=settings.OIDC_TIMEOUT)
    response.raise_for_status()
    return response.json()


# Not before it is needed: Django makes the backend for every question about permissions.
endpoint = lazy(lambda name: provider()[name], str)


class Endpoints:
    @staticmethod
    def get_settings(attr, *args):
        if attr in ENDPOINTS:
            return endpoint(ENDPOINTS[attr])
        return import_from_settings(attr, *args)


class Backend(Endpoints, OIDCAuthenticationBackend):
    def authenticate(self, request, nonce=None, **kwargs):
        # The password form asks all backends; only the way back from the provider has a nonce.
        return super().authenticate(request, nonce=nonce, **kwargs) if nonce else None

    def verify_token(self, token, **kwargs):
        """Signature, nonce and period are the library's; whose and for whom it is are ours."""
        claims = super().verify_token(token, **kwargs)
        audience, client = claims.get("aud"), settings.OIDC_RP_CLIENT_ID
        audience = [audience] if isinstance(audience, str) else audience
        if (
            claims.get("iss") != settings.OIDC_ISSUER
            or client not in audience
            or claims.get("azp", client) != client
            or "exp" not in claims
        ):
            raise SuspiciousOperation("The token is not the provider's for this portal.")
        return claims

    def get_userinfo(self, access_token, id_token, payload):
        """Some providers name the groups in the token, some only here."""
        info = super().get_userinfo(access_token, id_token, payload)
        if info["sub"] != payload["sub"]:
            raise SuspiciousOperation("The token and the information are of two persons.")
        return {**payload, **info}

    def verify_claims(self, claims):
        User._meta.get_field("username").run_validators(self.get_username(claims))
        return True

    def get_username(self, claims):
        name = claims[settings.OIDC_USERNAME_CLAIM]
        if not name or not isinstance(name, str):
            raise SuspiciousOperation("The provider gives no name.")
        return name

    def filter_users_by_claims(self, claims):
        return User.objects.filter(username=self.get_username(claims))

    def create_user(self, claims):
        if not roles_in(claims):
            return None
        user = User(username=self.get_username(claims))
        user.set_unusable_password()
        return self.update_user(user, claims)

    def update_user(self, user, claims):
        if user.is_superuser or user.has_usable_password():
            raise SuspiciousOperation("This name belongs to an account with a password.")
        roles = roles_in(claims)
        user.is_staff = bool(roles - {"Rat"})
        for field, claim in NAMES.items():
            setattr(user, field, text_in(claims, claim, User._meta.get_field(field).max_length))
        user.save()
        user.groups.remove(*Group.objects.filter(name__in=set(ROLES) - roles))
        user.groups.add(*Group.objects.filter(name__in=roles))
        return user if roles else None


def roles_in(claims):
    named = claims.get(settings.OIDC_GROUPS_CLAIM) or []
    named = [named] if isinstance(named, str) else named
    return {role for group, role in GROUPS.items() if group in named}


def text_in(claims, claim, length):
    return str(claims.get(claim) or "").replace("\x00", "")[:length]


def failed(request, error=None):
    if error:
        log.warning("Single sign-on failed: %s", type(error).__qualname__)
    return render(request, "ratzeburg/sign_on_failed.html", status=403)


class SignOn(Endpoints, OIDCAuthenticationRequestView):
    """To the provider."""

    def get(self, request):
        try:
            return super().get(request)
        except REFUSED as error:
            return failed(request, error)


class SignedOn(Endpoints, OIDCAuthenticationCallbackView):
    """Back from the provider."""

    def get(self, request):
        try:
            return super().get(request)
        except REFUSED as error:
            return failed(request, error)

    def login_success(self):
        return sign_in(self.request, self.user, self.request.session.get("oidc_login_next") or "")

    def login_failure(self):
        return failed(self.request)


urlpatterns = [
    path("anmelden/dienst/", SignOn.as_view(), name="single-sign-on"),
    path("anmelden/dienst/zurueck/", SignedOn.as_view(), name="single-sign-on-back"),
]
