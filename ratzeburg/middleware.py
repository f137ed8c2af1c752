from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from django.utils.cache import add_never_cache_headers, has_vary_header
from django.views.defaults import bad_request, page_not_found

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
# An upload, which anybody may have made, runs nothing at all, not even what is the portal's own.
UPLOAD_POLICY = f"{POLICY}; sandbox"
# What a page could ask for; only names that Chromium knows, it complains about any other.
FEATURES = (
    "accelerometer autoplay camera clipboard-read clipboard-write compute-pressure "
    "display-capture encrypted-media fullscreen gamepad geolocation gyroscope hid "
    "identity-credentials-get idle-detection keyboard-map local-fonts magnetometer microphone "
    "midi otp-credentials payment picture-in-picture publickey-credentials-create "
    "publickey-credentials-get screen-wake-lock serial storage-access sync-xhr usb "
    "window-management xr-spatial-tracking"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES.split()),
    # Django sets these three too, but not where it refuses a host before it redirects to TLS.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def with_street_map(policy):
    """The one exception that allows more: the street map lets in the images of its one host."""
    return policy.replace("data:", f"data: {settings.STREET_MAP_HOST}")


def security_headers(get_response):
    """The same headers on every answer: pages, errors, redirects, downloads, static files."""

    def middleware(request):
        response = get_response(request)
        if getattr(request, "shows_street_map", False):
            response.setdefault("Content-Security-Policy", with_street_map(POLICY))
        if getattr(response, "holds_upload", False):
            response.setdefault("Content-Security-Policy", UPLOAD_POLICY)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if settings.DEBUG and response.status_code == 500:
            # Django's own page about a fault has its styles and its script inside.
            del response["Content-Security-Policy"]
        return response

    return middleware


def client_address(get_response):
    """Behind proxies of the town the visitor's address is what the outermost of them noted."""

    def middleware(request):
        noted = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-settings.PROXIES :]
        if len(noted) == settings.PROXIES and noted[0].strip():
            request.META["REMOTE_ADDR"] = noted[0].strip()
        return get_response(request)

    return middleware


def private_is_not_stored(get_response):
    """An answer that depends on who asks stays in no cache, not even in the browser's."""

    def middleware(request):
        response = get_response(request)
        if has_vary_header(response, "Cookie"):
            add_never_cache_headers(response)
        return response

    return middleware


class GermanErrors:
    """With DEBUG on, people try the portal too: what they ask wrongly gets its own pages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.DEBUG and response.status_code == 404:
            return page_not_found(request, Http404())
        return response

    def process_exception(self, request, exception):
        # Django's page about it would read the parameters again, and fail again.
        if settings.DEBUG and isinstance(exception, SuspiciousOperation):
            return bad_request(request, exception)
        return None
