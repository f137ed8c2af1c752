import pytest

from tests.factories import make_department, make_member


def pytest_collection_modifyitems(items):
    """Browser tests come last: once Playwright's loop runs, the thread has lost its database."""
    items.sort(key=lambda item: bool(item.get_closest_marker("browser")))


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hashing a password as slowly as in operation would take most of the tests' time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def department():
    return make_department()


@pytest.fixture
def editor(client, department):
    """Someone of the Redaktion, who may record but not correct."""
    client.force_login(make_member("Redaktion", departments=[department]))
    return client


@pytest.fixture
def office(client):
    """Someone of the Verwaltung."""
    client.force_login(make_member("Verwaltung"))
    return client
