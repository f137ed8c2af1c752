"""Walks through everything that a citizen can reach, and reads it as text."""

import io
import re
import zipfile
from html.parser import HTMLParser
from itertools import count
from urllib.parse import urlencode, urljoin, urlsplit

from django.db import models

from goals.models.content import PartialDateField, SearchField

ELSEWHERE = ("/static/", "/admin/")
FORMAL = ("code", "rule")  # not every word is one


class Links(HTMLParser):
    """The addresses that a page leads to: its links, and its GET forms with each single choice.

    Of the report's files only those of the whole town, and no PDF: they say what the page says,
    and take long to make. Of the calendar only this month: there are hundreds for each filter.
    And the streets only of all places and all offers: of a choice they show what the map does.
    """

    def __init__(self, address):
        super().__init__()
        self.address, self.found, self.select = address, [], None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "a" and "href" in attrs:
            self.found.append(attrs["href"])
        elif tag == "select":
            self.select = attrs["name"]
        elif tag == "option" and attrs.get("value"):
            self.found.append("?" + urlencode({self.select: attrs["value"]}))

    @property
    def own(self):
        for link in self.found:
            url = urlsplit(urljoin(self.address, link))
            is_ours = not url.netloc and url.scheme in ("", "http")
            is_slow = "format=pdf" in url.query or "&format=" in url.query
            is_far = re.search("(^|&)(monat|tag)=|&ansicht=karte&karte=", url.query)
            if is_ours and not url.path.startswith(ELSEWHERE) and not is_slow and not is_far:
                yield url._replace(fragment="").geturl()


def crawl(client, *more):
    """{address: text} of all public pages and downloads, found from the start page and `more`."""
    found, waiting = {}, ["/", *more]
    while waiting:
        address = waiting.pop()
        if address not in found:
            response = client.get(address)
            assert response.status_code == 200, address
            found[address] = as_text(response)
            if response["Content-Type"].startswith("text/html"):
                links = Links(address)
                links.feed(response.text)
                waiting.extend(links.own)
    return found


def as_text(response):
    """What an answer says, a workbook unpacked; without what is new in each answer."""
    content = b"".join(response) if response.streaming else response.content
    if re.match(r"application/([a-z]+\+)?(json|xml)\b", response["Content-Type"]):
        return re.sub('(?<="made_at":)"[^"]*"', '""', content.decode())
    if response["Content-Type"].startswith("text/"):
        once = r'(name="(?:csrfmiddleware)?token" value=)"[^"]*"'
        return re.sub(once, r'\1""', content.decode())
    if response["Content-Type"] == "application/pdf":
        return content.decode("latin-1")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        # These say when the file was made.
        names = sorted(set(parts.namelist()) - {"docProps/core.xml", "meta.xml"})
        text = "\n".join(parts.read(name).decode() for name in names)
        return re.sub(r"\d\d:\d\d Uhr", "", text)  # of the cover


def texts(model, word):
    """{field: value} with the word in every text that people enter, in the field's own form."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.choices or field.primary_key or isinstance(field, PartialDateField | SearchField):
            continue
        if isinstance(field, models.EmailField):
            values[field.name] = f"{word}@example.org"
        elif isinstance(field, models.URLField):
            values[field.name] = f"https://{word}.example.org/"
        elif isinstance(field, models.CharField | models.TextField) and field.name not in FORMAL:
            values[field.name] = word
    return values


def words(stem):
    """Words that nothing else contains: stem001, stem002, …"""
    return (f"{stem}{number:03}" for number in count(1))
