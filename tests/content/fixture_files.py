"""The fixtures as they stand in their files, read without the code that loads them."""

import json
import re

from django.conf import settings

RESEARCHED_ON = "2026-11-24"
# Its address carries a person's name, so the site stands in its place; the offer's note says so.
SITE_ONLY = {"cafe-miteinander": "https://herzogtum-direkt.de/"}
DISTRICTS = {"Insel": "insel", "Vorstadt": "vorstadt", "St. Georgsberg": "st-georgsberg"}
SAME_AS_MEASURE = {
    "demokratie-cafe": "demokratie-cafe",
    "inklusionsbeirat": "inklusionsbeirat",
    "lauf-der-vielfalt": "lauf-der-vielfalt",
    "mentor": "mentor-lesehelfer",
    "offener-treff": "seniorentreff-gleis21",
    "repair-cafe": "repair-cafe",
    "stadtbuecherei": "buecherei-dritter-ort",
    "stammtisch": "stammtisch-engagiert",
    "tanztee": "tanztee",
}


def rows(model):
    return [
        row["fields"]
        for path in sorted(settings.BASE_DIR.glob("fixtures/*.json"))
        for row in json.loads(path.read_text())
        if row["model"] == model
    ]


def by_slug(model):
    return {row["slug"]: row for row in rows(model)}


def key(natural):
    return natural and natural[0]


def keys(naturals):
    return {key(natural) for natural in naturals}


def numbers(*values):
    return set(re.findall(r"\d+", json.dumps(values, ensure_ascii=False)))


def own_words(row):
    """What an entry says itself: nothing of its source, no codes of goals, nothing computed."""
    searched = {"search", "search_heading"}
    computed = searched | {"changed_at", "lft", "rght", "tree_id", "level", "position"}
    others = computed | {"source_url", "source_date", "goals"}
    return [value for field, value in row.items() if field not in others]
