"""All settings, and the only place that reads the environment (README.md lists it)."""

import re
from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from ratzeburg.open_data.licences import LICENCES

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def required(name):
    """The variable's value; outside DEBUG nothing runs without it."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment; see README.md.")
    return value


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-debug") if DEBUG else required("SECRET_KEY")
# The machine itself may always ask, as its watch over healthz does.
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[]), "localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "ratzeburg.apps.StaffPages",  # Django's admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "ratzeburg.apps.PortalStaticFiles",
    "django.forms",  # the form renderer below finds Django's own templates through it
    "mptt",
    "django_filters",
    "simple_history",
    "import_export",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "goals",
    "districts",
    "measures",
    "ratzeburg",  # last: its groups need the permissions of all others
]

MIDDLEWARE = [
    # The outermost two, so that static files, redirects and refusals have their headers too.
    "ratzeburg.middleware.security_headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ratzeburg.middleware.client_address",
    "django.middleware.security.SecurityMiddleware",
    "ratzeburg.middleware.GermanErrors",
    "ratzeburg.middleware.private_is_not_stored",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",  # which second factor proved the session
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",  # who changed it
    "axes.middleware.AxesMiddleware",  # the sign-in's answer to who is locked out
]

ROOT_URLCONF = "ratzeburg.urls"
WSGI_APPLICATION = "ratzeburg.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if not DATABASES["default"].get("ENGINE", "").endswith(("sqlite3", "postgresql")):
    raise ImproperlyConfigured(
        "DATABASE_URL must be an address like postgres://user:password@host/name "
        "or sqlite:////path/file; see README.md."
    )
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Taking the write lock at the start is what makes writers wait instead of failing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        **DATABASES["default"].get("OPTIONS", {}),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        # Compiling a query took PostgreSQL 850 ms, running it 1 ms.
        "options": "-c jit=off",
        "connect_timeout": 10,  # seconds; the default waits for minutes, and healthz with it
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: refuses who is locked out
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_RESET_TIMEOUT = 3600
# Ten wrong passwords for a name from an address; more on this in signin/lockout.py.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Trying on while locked out does not make it longer: nobody can keep others out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HANDLER = "ratzeburg.signin.lockout.Lockout"
AXES_USERNAME_CALLABLE = "ratzeburg.signin.lockout.name_of"
AXES_CLIENT_IP_CALLABLE = "ratzeburg.signin.lockout.address_of"
AXES_WHITELIST_CALLABLE = "ratzeburg.signin.lockout.is_without_password"
AXES_LOCKOUT_CALLABLE = "ratzeburg.signin.lockout.answer"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "next", "csrfmiddlewaretoken"]
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

SECOND_FACTOR = env.bool("SECOND_FACTOR", default=not DEBUG)
OTP_TOTP_ISSUER = "Demografische Stadtplanung Ratzeburg"

# Single sign-on: only where the town names its identity provider.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
SINGLE_SIGN_ON = "ratzeburg.signin.single_sign_on.Backend"
OIDC_SECOND_FACTOR = env.bool("OIDC_SECOND_FACTOR", default=False)
if OIDC_ISSUER:
    if not (DEBUG or OIDC_ISSUER.startswith("https://")):
        raise ImproperlyConfigured("OIDC_ISSUER must begin with https://; see README.md.")
    AUTHENTICATION_BACKENDS.append(SINGLE_SIGN_ON)
    OIDC_RP_CLIENT_ID = required("OIDC_CLIENT_ID")
    OIDC_RP_CLIENT_SECRET = required("OIDC_CLIENT_SECRET")
    OIDC_RP_SCOPES = env.str("OIDC_SCOPES", default="openid profile email")
    OIDC_USERNAME_CLAIM = env.str("OIDC_USERNAME_CLAIM", default="preferred_username")
    OIDC_GROUPS_CLAIM = env.str("OIDC_GROUPS_CLAIM", default="groups")
    # group there → role here
    OIDC_GROUPS = env.dict("OIDC_GROUPS", default={})
    OIDC_RP_SIGN_ALGO = "RS256"
    OIDC_USE_PKCE = True
    OIDC_TIMEOUT = 10  # seconds
    OIDC_AUTHENTICATION_CALLBACK_URL = "single-sign-on-back"

LOGIN_URL = "login"
LOGOUT_REDIRECT_URL = "start"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]  # words that Django's own German lacks
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("handbuch", BASE_DIR / "docs" / "handbuch" / "bilder"),
    ("kern", BASE_DIR / "node_modules" / "@kern-ux" / "native" / "dist"),
    ("leaflet", BASE_DIR / "node_modules" / "leaflet" / "dist"),
    ("fira-sans", BASE_DIR / "node_modules" / "@fontsource" / "fira-sans" / "files"),
]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # the portal's files are for its own pages
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / "media")()
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Staff's import and export are rights of their own.
IMPORT_EXPORT_IMPORT_PERMISSION_CODE, IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "import", "export"
# The database as it was before each import, and uploads that wait to be confirmed.
SNAPSHOT_DIR = env.path("SNAPSHOT_DIR", default=BASE_DIR / "snapshots")()

# EMAIL_HOST, EMAIL_PORT and what else Django has for it, from one address.
globals().update(
    env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25")
)
EMAIL_TIMEOUT = 10  # seconds; a silent mail server would hold up whoever waits for it
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")
# For links in mails that no request asked for; without it such mails are not sent.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000" if DEBUG else "").rstrip("/")

# Headers that are the same on every machine stand in middleware.py.
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# A day's work, and not beyond the closing of the browser.
SESSION_COOKIE_AGE = 36_000
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# The default would put messages to staff into a cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Behind a proxy that speaks TLS and sets X-Forwarded-Proto: everything but DEBUG, unless told.
TLS = env.bool("TLS", default=not DEBUG)
# Of the addresses in X-Forwarded-For, these last ones were written by proxies of the town.
PROXIES = env.int("PROXIES", default=int(TLS))
if TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the machine itself, without TLS
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# Django's own logging is silent about errors where DEBUG is off. 4xx are not the portal's faults.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "ratzeburg.logs.Discreet",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": []},
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},  # each wrong password is a warning to it
        "gunicorn.http": {"level": "ERROR"},  # each answer to HEAD is one to it
        "mozilla_django_oidc": {"level": "ERROR"},
    },
}

# The largest document that staff may upload.
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_MB", default=20) * 1024 * 1024

# The map with streets asks the federal agency BKG, which learns the visitor's address by that. It
# does so only after a click; still the town decides, and says so on its page on data protection.
STREET_MAP = env.bool("STREET_MAP", default=DEBUG)
STREET_MAP_TILES = env.str(
    "STREET_MAP_TILES",
    default="https://sgx.geodatenzentrum.de/wmts_basemapde/tile/1.0.0/"
    "de_basemapde_web_raster_farbe/default/GLOBAL_WEBMERCATOR/{z}/{y}/{x}.png",
)
# The one host whose images a page with the street map may show: it goes into the policy.
STREET_MAP_HOST = "/".join(STREET_MAP_TILES.split("/")[:3])
if not re.fullmatch(r"https://[a-z0-9.-]+(:\d+)?", STREET_MAP_HOST):
    raise ImproperlyConfigured(
        "STREET_MAP_TILES must be an address like https://host/{z}/{y}/{x}.png; see README.md."
    )

# An offer that nobody verified for longer is shown as "Angaben älter als 12 Monate".
OFFER_OUTDATED_AFTER_DAYS = 365

# What people send in without an account: so much from one address, and kept so long (purge).
SUGGESTIONS_PER_HOUR = 10
SUGGESTIONS_KEPT_DAYS = 183  # six months, as the forms promise

# Under which licence others may use the open data: only the town can say. A name from LICENCES.
OPEN_DATA_LICENCE = env.str("OPEN_DATA_LICENCE", default="")
if OPEN_DATA_LICENCE not in ("", *LICENCES):
    raise ImproperlyConfigured(
        f"OPEN_DATA_LICENCE must be one of {', '.join(LICENCES)}; see README.md."
    )
# The name under which GovData knows the town; it is given out there.
OPEN_DATA_CONTRIBUTOR = env.str("OPEN_DATA_CONTRIBUTOR", default="")
if OPEN_DATA_CONTRIBUTOR and not OPEN_DATA_CONTRIBUTOR.isalnum():
    raise ImproperlyConfigured(
        "OPEN_DATA_CONTRIBUTOR must be a name from GovData's list; see README.md."
    )
