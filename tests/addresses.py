"""Every address of the portal, as the resolver knows them."""

from django.urls import get_resolver


def addresses():
    """(route, name) of every pattern; the admin's names begin with "admin:"."""
    yield from _walk(get_resolver().url_patterns)


def _walk(patterns, prefix="", namespace=""):
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _walk(pattern.url_patterns, route, namespace + inner)
        else:
            yield route, f"{namespace}{pattern.name}" if pattern.name else ""
