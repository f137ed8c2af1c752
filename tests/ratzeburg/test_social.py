"""What pages tell search engines and those who pass on a link."""

from html.parser import HTMLParser

import pytest

from tests.factories import make_goal, make_place

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class Head(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found, self.canonical = {}, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "meta" and (name := attrs.get("property") or attrs.get("name")):
            assert name not in self.found
            self.found[name] = attrs["content"]
        elif tag == "link" and attrs["rel"] == "canonical":
            self.canonical.append(attrs["href"])


def head(client, address, **extra):
    return Head(client.get(address, **extra).text)


def test_a_page_says_what_it_is_and_where(client):
    make_goal("1", title='Wohnen & "Leben"', text="Alle <gut> & 'gern'.")
    found = head(client, "/ziele/1/?utm_source=brief")

    address = "http://localhost:8000/ziele/1/"
    assert found.canonical == [address]
    assert {name: text for name, text in found.found.items() if name.startswith("og:")} == {
        "og:type": "website",
        "og:site_name": "Demografische Stadtplanung Ratzeburg",
        "og:locale": "de_DE",
        "og:title": "Leitziel 1",
        "og:description": "Alle <gut> & 'gern'.",
        "og:url": address,
    }
    assert found.found["description"] == "Alle <gut> & 'gern'."


def test_a_title_with_any_signs_stays_one_attribute(client):
    make_place('A" onload="x & <b>', slug="a")
    assert head(client, "/stadtteile/a/").found["og:title"] == 'A" onload="x & <b>'


def test_the_name_of_the_portal_is_the_towns_to_choose(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "www.example.org"]
    settings.SITE_URL = "https://portal.example.org"
    found = head(client, "/ziele/", headers={"host": "www.example.org"})
    assert found.canonical == ["https://portal.example.org/ziele/"]
    settings.SITE_URL = ""
    found = head(client, "/ziele/", headers={"host": "www.example.org"})
    assert found.canonical == ["http://www.example.org/ziele/"]


@pytest.mark.parametrize(
    "address", ["/gibt-es-nicht/", "/massnahmen/?" + "a=1&" * 1001, "/anmelden/passwort/x/y/"]
)
def test_a_page_that_is_not_there_or_secret_names_no_address(client, address):
    found = head(client, address)
    assert found.canonical == []
    assert [name for name in found.found if name.startswith("og:")] == []
