"""What machines try at the forms, and what people are told who are taken for one."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from districts.models import DaySecret, Sending, Suggestion
from districts.suggestions import guard
from tests.dump import everything
from tests.factories import make_offer
from tests.suggesting import (
    OFFER,
    errors_in,
    opened,
    receipt_of,
    report_offer,
    suggest_offer,
    token_of,
)

pytestmark = pytest.mark.django_db

ABOUT = "neues-angebot:"


def refused(page, fault, status=200):
    """Not taken, with the reason, and with all that was written."""
    assert (page.status_code, errors_in(page)) == (status, [fault])
    assert not Suggestion.objects.exists()
    assert OFFER["text"] in page.text
    return page


def test_the_trap_is_neither_seen_nor_announced(client):
    page = client.get("/angebote/melden/").text
    field = re.search(rf'<div class="form__trap">.*?name="{guard.TRAP}"[^>]*>', page)[0]
    assert 'tabindex="-1"' in field
    assert "style=" not in page


def test_a_filled_trap_is_said_and_emptied(client):
    page = refused(suggest_offer(client, OFFER | {guard.TRAP: "http://spam"}), guard.FILLED_TRAP)
    assert "http://spam" not in page.text
    receipt_of(suggest_offer(client, token=token_of(page)))


def test_too_fast_may_send_the_same_form_in_a_moment(client):
    token = opened(ABOUT, seconds_ago=1)
    page = refused(suggest_offer(client, token=token), guard.TOO_FAST)
    assert token_of(page) == token


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "geheim:geheim",
        "\x00",
        "eyJhdCI6MH0:abc",
        "x" * 10_000,
        opened("barriere:"),
        opened(ABOUT, seconds_ago=guard.AT_MOST + 1),
        opened(ABOUT)[:-1],
    ],
)
def test_without_a_good_token_one_sends_once_more(client, token):
    page = refused(suggest_offer(client, token=token), guard.TOO_LATE)
    fresh = token_of(page)
    assert fresh != token
    refused(suggest_offer(client, token=fresh), guard.TOO_FAST)


def test_the_token_of_one_offer_is_none_of_another(client):
    make_offer(), make_offer("Anderes")
    page = report_offer(
        client, "anderes", {"text": "x"}, token=opened("korrektur:spielenachmittag")
    )
    assert errors_in(page) == [guard.TOO_LATE]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://example.org"},
        {"origin": "null"},
        {"origin": "http://testserver.example.org"},
        {"origin": "https://testserver"},
        {"origin": "http://[::1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
    ],
)
def test_pages_of_others_send_nothing(client, headers):
    refused(suggest_offer(client, headers=headers), guard.FOREIGN, 403)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://testserver"},
        {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
)
def test_own_pages_do(client, headers):
    receipt_of(suggest_offer(client, headers=headers))


def test_a_browser_without_cookies_passes_djangos_own_check():
    receipt_of(suggest_offer(Client(enforce_csrf_checks=True)))


class TestLimit:
    @pytest.fixture(autouse=True)
    def twice(self, settings):
        settings.SUGGESTIONS_PER_HOUR = 2

    def fill(self, client, **extra):
        for name in ("Eins", "Zwei"):
            receipt_of(suggest_offer(client, OFFER | {"subject": name}, **extra))

    def is_full(self, client, **extra):
        return suggest_offer(client, OFFER | {"subject": "Drei"}, **extra).status_code == 429

    def test_too_much_from_one_address(self, client):
        self.fill(client)
        page = suggest_offer(client, OFFER | {"subject": "Drei"})
        assert page.status_code == 429
        assert 0 < int(page["Retry-After"]) <= 3600
        oldest = Sending.objects.order_by("sent_at").first().sent_at
        when = timezone.localtime(oldest) + timedelta(hours=1)
        assert f"ab {when:%H:%M} Uhr" in errors_in(page)[0]
        assert "Drei" in page.text
        assert Suggestion.objects.count() == 2
        assert not self.is_full(client, REMOTE_ADDR="192.0.2.7")

    def test_after_an_hour_one_may_again(self, client):
        self.fill(client)
        assert self.is_full(client)
        Sending.objects.update(sent_at=timezone.now() - timedelta(minutes=61))
        assert not self.is_full(client)
        assert Sending.objects.count() == 1  # what is older than an hour is gone

    def test_the_receipt_of_a_form_sent_twice_counts_once(self, client):
        token = opened(ABOUT)
        for _ in range(4):
            receipt_of(suggest_offer(client, token=token))
        assert Sending.objects.count() == 1

    def test_a_home_has_one_long_address(self, client):
        self.fill(client, REMOTE_ADDR="2001:db8:1:2::1")
        assert self.is_full(client, REMOTE_ADDR="2001:db8:1:2:ffff::2")
        assert not self.is_full(client, REMOTE_ADDR="2001:db8:1:3::1")

    def test_what_a_visitor_claims_to_be_does_not_count(self, client, settings):
        settings.PROXIES = 1
        for number in range(2):
            noted = f"203.0.113.{number}, 198.51.100.1"
            receipt_of(
                suggest_offer(
                    client, OFFER | {"subject": str(number)}, headers={"x-forwarded-for": noted}
                )
            )
        assert self.is_full(client, headers={"x-forwarded-for": "203.0.113.9, 198.51.100.1"})
        assert not self.is_full(client, headers={"x-forwarded-for": "198.51.100.2"})

    def test_tomorrow_the_same_address_has_another_mark(self, client):
        self.fill(client)
        marks = set(Sending.objects.values_list("fingerprint", flat=True))
        DaySecret.objects.all().delete()
        assert not self.is_full(client)
        assert not marks & set(
            Sending.objects.order_by("-pk").values_list("fingerprint", flat=True)[:1]
        )

    def test_secrets_of_past_days_are_gone_with_the_next_sending(self, client):
        DaySecret.objects.create(day="2025-01-01", secret="alt")
        receipt_of(suggest_offer(client))
        assert [row.day for row in DaySecret.objects.all()] == [timezone.localdate()]


def test_the_address_is_nowhere(client):
    receipt_of(suggest_offer(client, REMOTE_ADDR="192.0.2.77"))
    suggest_offer(client, token="", REMOTE_ADDR="192.0.2.77")
    text = repr(everything())
    assert "Spieletreff" in text
    assert "192.0.2.77" not in text
