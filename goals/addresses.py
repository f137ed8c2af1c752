"""Addresses with the host's name, for what is read outside of the portal: on paper, by machines."""

from django.conf import settings


def absolute(path, request):
    """The full address of a page: under the town's own name for the portal where it is set."""
    if settings.SITE_URL and not settings.DEBUG:  # who tries it out finds it where it runs
        return f"{settings.SITE_URL}{path}"
    return request.build_absolute_uri(path)
