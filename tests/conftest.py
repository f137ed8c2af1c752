import pytest


def pytest_collection_modifyitems(items):
    """Browser tests come last: once Playwright's loop runs, the thread has lost its database."""
    items.sort(key=lambda item: bool(item.get_closest_marker("browser")))


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hashing a password as slowly as in operation would take most of the tests' time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
