"""Staff find the handbook where the task is done; nobody else finds it."""

import re

import pytest
from django.urls import reverse

from ratzeburg.handbook import FOLDER, START, TASKS, pages

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_every_page_opens_and_its_links_and_pictures_lead_somewhere(office):
    start = office.get("/admin/handbuch/").text
    for page in pages():
        assert f'<a href="/admin/handbuch/{page.name}/">{page.title}</a>' in start
        text = office.get(f"/admin/handbuch/{page.name}/").text
        assert f"<h1>{page.title}</h1>" in text
        for link in re.findall(r'href="(/admin/handbuch/[a-z-]+/)"', text):
            assert office.get(link).status_code == 200
        for picture in re.findall(r'src="/static/handbuch/(.+?)"', text):
            assert (FOLDER / "bilder" / picture).is_file()


def test_every_page_is_linked_where_its_task_is_done():
    linked = {*TASKS.values(), "tabelle-einlesen"}
    assert linked == {page.name for page in pages()}
    for address in TASKS:
        needs_row = address.endswith(("_change", "_outline"))
        assert reverse(f"admin:{address}", args=[1] if needs_row else [])


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/admin/", "freigeben"),
        ("/admin/measures/progressreport/add/", "sachstand-erfassen"),
        ("/admin/measures/measure/", "massnahme-anlegen"),
        ("/admin/measures/measure/import/", "tabelle-einlesen"),
        ("/admin/districts/offer/", "angebot-pruefen"),
    ],
)
def test_the_link_leads_to_the_page_about_the_task(office, path, page):
    assert f'<a href="/admin/handbuch/{page}/">Hilfe: ' in office.get(path).text


def test_where_no_page_fits_the_link_leads_to_all(office):
    assert '<a href="/admin/handbuch/">Handbuch</a>' in office.get("/admin/goals/goal/").text


@pytest.mark.parametrize("name", ["gibt-es-nicht", START, "..", "bilder"])
def test_what_is_no_page_is_not_found(office, name):
    assert office.get(f"/admin/handbuch/{name}/").status_code == 404
