"""The pages of the law and the one in Leichte Sprache: shown, kept, and safe whatever is typed."""

import re
from html import unescape
from importlib import import_module
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client

from ratzeburg.markup import as_html
from ratzeburg.models import InfoPage
from ratzeburg.pages import FOLDER, SHIPPED, keep_pages, shipped
from tests.dump import everything
from tests.factories import make_goal, make_member, make_offer, make_place
from tests.forms import filled, texts
from tests.test_text_of_others import Parts

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADDRESSES = [f"/{slug}/" for slug in InfoPage.Slug.values]
LEGAL = ADDRESSES[:3]


def page(slug="impressum"):
    return InfoPage.objects.get(slug=slug)


class Desk:
    """Someone at the form of a page."""

    def __init__(self, role="Verwaltung", slug="impressum"):
        self.row = page(slug)
        self.base = f"/admin/ratzeburg/infopage/{self.row.pk}/"
        self.client = Client()
        self.client.force_login(make_member(role))
        self.form = self.client.get(f"{self.base}change/")

    def save(self, **changes):
        data = filled(self.form, "infopage_form", **changes)
        self.form = self.client.post(f"{self.base}change/", data)
        return self.form.status_code


class TestShown:
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_a_new_installation_has_them(self, client, address):
        response = client.get(address)
        assert response.status_code == 200
        assert shipped(address.strip("/"))["title"] in response.text
        assert dict(response.cookies) == {}
        assert response.get("Vary", "") == ""

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_a_row_that_is_lost_is_no_loss(self, client, address):
        before = client.get(address).text
        InfoPage.objects.all().delete()
        assert client.get(address).text == before

    def test_every_page_leads_to_them(self, client):
        footer = client.get("/ziele/").text.partition("<footer")[2]
        assert [a for a in ADDRESSES if f'href="{a}"' not in footer] == []

    def test_the_texts_are_the_programmes(self):
        assert {path.stem for path in FOLDER.glob("*.md")} == {*InfoPage.Slug.values}
        assert list(InfoPage.objects.values("slug", "title", "text")) == [
            {"slug": slug, **shipped(slug)} for slug in InfoPage.Slug.values
        ]

    @pytest.mark.parametrize("address", LEGAL)
    def test_gaps_are_marked_and_said(self, client, address):
        gaps = page(address.strip("/")).gaps
        response = client.get(address)
        marked = re.findall(r'<mark class="gap">\[Hier trägt die Stadt ein: (.+?)\]', response.text)
        assert marked == gaps
        assert gaps != []
        assert "Entwurf, noch nicht vollständig" in texts(response)

    def test_the_shipped_texts_know_no_numbers_of_people(self):
        """No telephone, no e-mail, no postal address: these only the town knows."""
        for slug in InfoPage.Slug.values:
            text = shipped(slug)["text"]
            found = re.findall(r"\S+@\S+|\b0\d{3,}|\b\d{5}\b|\w+straße \d+|\bTelefon: ?\d", text)
            assert (slug, found) == (slug, [])

    @pytest.mark.parametrize("slug", InfoPage.Slug.values)
    def test_headings_of_the_shipped_texts_skip_no_level(self, client, slug):
        levels = [int(n) for n in re.findall(r"<h([1-6])", client.get(f"/{slug}/").text)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []

    def test_a_text_nobody_wrote_has_no_day(self, client):
        assert "Zuletzt geändert am" not in client.get("/impressum/").text


class TestKept:
    def test_the_town_fills_a_gap(self, client):
        desk = Desk()
        assert "Das trägt die Stadt noch ein" in texts(desk.form)
        assert "Name und Anschrift" in texts(desk.form)
        assert desk.save(text="## Anbieter\n\nStadt **Ratzeburg**", title="Über uns") == 302
        response = client.get("/impressum/")
        assert "<h1>Über uns</h1>" in response.text
        assert "<h2>Anbieter</h2>" in response.text
        assert "<p>Stadt <strong>Ratzeburg</strong></p>" in response.text
        assert "Entwurf, von der Stadt noch nicht geprüft" in texts(response)
        assert "Zuletzt geändert am" in texts(response)

    def test_checked_until_the_text_changes(self, client):
        desk = Desk(slug="leichte-sprache")
        assert "Entwurf, noch nicht geprüft" in texts(client.get("/leichte-sprache/"))
        assert desk.save(checked_on="01.03.2025") == 302
        assert "Leichte Sprache: geprüft am 1. März 2025" in texts(client.get("/leichte-sprache/"))
        desk = Desk("Administration", "leichte-sprache")
        assert desk.save(text="Das ist neu.") == 302
        assert page("leichte-sprache").checked_on is None
        assert "Entwurf, noch nicht geprüft" in texts(client.get("/leichte-sprache/"))

    def test_a_day_to_come_is_no_check(self):
        assert Desk().save(checked_on="01.03.2999") == 200
        assert page().checked_on is None

    def test_the_history_tells_who(self):
        desk = Desk()
        desk.save(title="Über uns")
        told = texts(desk.client.get(f"{desk.base}history/"))
        assert SHIPPED in told
        assert "verwaltung" in told
        [first, second] = page().history.order_by("history_id")
        assert (first.title, second.title) == ("Impressum", "Über uns")

    def test_two_at_once_lose_nothing(self):
        first, second = Desk(), Desk("Administration")
        assert first.save(text="Erste") == 302
        assert second.save(text="Zweite") == 200
        assert "Erste" in second.form.text
        assert "Zweite" in second.form.text
        assert page().text == "Erste"

    def test_nothing_is_added_and_nothing_deleted(self):
        desk = Desk("Administration")
        assert desk.client.get("/admin/ratzeburg/infopage/add/").status_code == 403
        assert desk.client.post(f"{desk.base}delete/", {"post": "yes"}).status_code == 403
        assert InfoPage.objects.count() == 4

    @pytest.mark.parametrize("role", ["Redaktion", "Rat"])
    def test_others_may_not(self, role):
        client = Client()
        client.force_login(make_member(role))
        for method in (client.get, client.post):
            answer = method(f"/admin/ratzeburg/infopage/{page().pk}/change/")
            assert answer.status_code in (302, 403)
        assert page().text == shipped("impressum")["text"]

    def test_the_list_says_what_is_open(self):
        desk = Desk()
        listed = texts(desk.client.get("/admin/ratzeburg/infopage/"))
        assert f"Impressum {len(page().gaps)} " in listed
        assert "Leichte Sprache keine " in listed


class TestFollowsTheProgramme:
    def test_a_text_that_nobody_edited(self):
        InfoPage.objects.filter(slug="datenschutz").update(text="Vom vorigen Programm")
        keep_pages("default")
        assert page("datenschutz").text == shipped("datenschutz")["text"]
        assert [r.history_type for r in page("datenschutz").history.all()] == ["~", "+"]
        keep_pages("default")
        assert page("datenschutz").history.count() == 2

    def test_not_one_that_the_town_edited(self):
        Desk(slug="datenschutz").save(text="Unser Text")
        keep_pages("default")
        assert page("datenschutz").text == "Unser Text"

    def test_rights_reach_groups_that_were_set_up_before(self):
        for group in Group.objects.all():
            group.permissions.clear()
        migration = import_module("ratzeburg.migrations.0003_pages")
        migration.grant(apps, connection.schema_editor())
        rights = Group.objects.order_by("name", "permissions__codename")
        assert list(rights.values_list("name", "permissions__codename")) == [
            ("Administration", "change_infopage"),
            ("Administration", "view_infopage"),
            ("Rat", None),
            ("Redaktion", None),
            ("Verwaltung", "change_infopage"),
            ("Verwaltung", "view_infopage"),
        ]

    def test_a_backup_brings_them_back(self, client, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path / "media"
        Desk().save(text="Unser Text", title="Über uns")
        before, file = everything(), tmp_path / "portal.zip"
        call_command("backup", file, verbosity=0)
        InfoPage.objects.update(text="Weg")
        InfoPage.objects.filter(slug="datenschutz").delete()
        call_command("restore", file, no_input=True, verbosity=0)
        assert everything() == before
        assert "Unser Text" in client.get("/impressum/").text


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script in a paragraph": "Text <script>alert(1)</script> Text",
    "handler": '<p onclick="x()">a</p><img src=x onerror=alert(1)>',
    "style": '<p style="position:fixed">a</p><style>*{display:none}</style>',
    "iframe": '<iframe src="https://example.org/"></iframe>',
    "object": '<object data="x"></object><embed src="x"><svg onload="x()"><a href="x">y</a></svg>',
    "form": '<form action="https://example.org/"><input name="a"><button>b</button></form>',
    "comment": "<!-- <script>alert(1)</script> -->",
    "comment left open": "<!-- <script>alert(1)</script>",
    "javascript": "[a](javascript:alert(1)) <javascript:alert(1)>",
    "javascript, hidden": "[a](&#106;avascript:alert(1)) [b](jAvA\tscript:x) [c]( javascript:x)",
    "javascript, parted": '<a href="java&#9;script:x">a</a><a href="&#1; java&#10;script:x">b</a>',
    "javascript in HTML": '<a href="javascript:x()">a</a><a href="&#x6A;avascript:x()">b</a>',
    "data": "[a](data:text/html,<script>x</script>) ![b](data:image/svg+xml,x)",
    "picture": "![a](https://example.org/a.png)",
    "attributes": '<a href="/" target="_blank" class="x" id="inhalt" onfocus="x()">a</a>',
    "broken": '<a href="/"><b><i></a></p></div></main></body>',
    "in the gap": '[Hier trägt die Stadt ein: <script>x</script>"><img src=x>]',
    "in a reference": '[a][1]\n\n[1]: javascript:alert(1) "t"',
    "in code": "`<script>x</script>`\n\n    <script>x</script>",
    "meta": '<meta http-equiv="refresh" content="0;url=https://example.org/"><base href="//x/">',
    "math": "<math><mtext><table><mglyph><style><img src=x onerror=x()></style>",
}
ALLOWED = {"href", "rel", "class", "start"}


class TestHarmless:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_nothing_runs_and_nothing_is_laid_over(self, client, name):
        html = as_html(HOSTILE[name])
        parts = Parts(html)
        assert parts.attributes <= ALLOWED
        assert {"script", "img", "iframe", "style", "form", "svg", "meta"} & parts.tags == set()
        schemes = [urlsplit(unescape(link)).scheme for link in re.findall(r'href="(.*?)"', html)]
        assert {*schemes} <= {"", "https"}

    def test_the_page_is_whole_around_it(self, client):
        InfoPage.objects.filter(slug="impressum").update(text="\n\n".join(HOSTILE.values()))
        html = client.get("/impressum/").text
        ours = Parts(client.get("/datenschutz/").text)
        assert Parts(html).tags - ours.tags <= {"code", "time"}
        for tag in ("main", "body", "footer", "h1"):
            assert html.count(f"</{tag}>") == 1

    @pytest.mark.parametrize(
        ("text", "html"),
        [
            ("[a](https://b.de/)", '<p><a rel="external noopener" href="https://b.de/">a</a></p>'),
            ("[a](//b.de/)", '<p><a rel="external noopener" href="//b.de/">a</a></p>'),
            ("[a](/ziele/)", '<p><a href="/ziele/">a</a></p>'),
            ("[a](mailto:a@b.de)", '<p><a href="mailto:a@b.de">a</a></p>'),
            ("Eins\r\nZwei", "<p>Eins<br>\nZwei</p>"),
            ("Das:\n- eins\n- zwei", "<p>Das:</p>\n<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>"),
            ("# A", "<h2>A</h2>"),
            ("## A\n\n#### B\n\n### C", "<h2>A</h2>\n<h3>B</h3>\n<h3>C</h3>"),
            ("### A\n\n## B\n\n### C", "<h2>A</h2>\n<h2>B</h2>\n<h3>C</h3>"),
            ("#\n\n" * 3, "<h2></h2>\n<h2></h2>\n<h2></h2>"),
            (
                "[Hier trägt die Stadt ein: Name\nund Ort]",
                '<p><mark class="gap">[Hier trägt die Stadt ein: Name<br>\nund Ort]</mark></p>',
            ),
            ("1 < 2 & <3", "<p>1 &lt; 2 &amp; &lt;3</p>"),
        ],
    )
    def test_what_people_type(self, text, html):
        assert as_html(text) == html

    def test_a_long_text_takes_no_time(self):
        for text in ("[" * 20_000, "*a " * 10_000, "> " * 2_000 + "x", "- " * 2_000 + "x"):
            assert Parts(as_html(text)).attributes == set()


class TestEasyLanguage:
    def test_lists_what_has_a_text_and_is_public(self, client):
        make_goal("1", title="Eins", easy_text="Ein Ziel.\nNoch ein Satz.")
        make_goal("1.1", easy_text="Ein kleines Ziel.")
        make_goal("2", easy_text="Geheim.", is_published=False)
        make_goal("2.1", easy_text="Auch geheim.")
        make_place("Vorstadt", easy_text="Ein Ort.")
        hidden = make_place("Geheimort", easy_text="Geheim.", is_published=False)
        make_place("Insel")
        make_offer("Treff", easy_text="Ein Treff.")
        make_offer("Entwurf", easy_text="Geheim.", publication="entwurf")
        make_offer("Am geheimen Ort", easy_text="Geheim.", district=hidden)
        make_offer("Ohne")
        main = client.get("/leichte-sprache/").text.partition("gibt es in Leichter Sprache")[2]
        assert re.findall(r'href="(/[^"]+\?[^"]+)">([^<]+)<', main) == [
            ("/ziele/1/?sprache=leicht", "Ein Ziel."),
            ("/ziele/1.1/?sprache=leicht", "Ein kleines Ziel."),
            ("/stadtteile/vorstadt/?sprache=leicht", "Vorstadt"),
            ("/angebote/treff/?sprache=leicht", "Treff"),
        ]

    def test_many_offers_come_in_pages(self, client):
        for number in range(30):
            make_offer(f"Angebot {number:02}", easy_text="Ein Satz.")
        for query, shown in (("", 25), ("?page=2", 5), ("?page=-1", 25), ("?page=%00", 25)):
            response = client.get(f"/leichte-sprache/{query}")
            assert (query, response.text.count("/angebote/angebot-")) == (query, shown)

    def test_without_any(self, client):
        assert "Es gibt noch keinen Text" in texts(client.get("/leichte-sprache/"))
