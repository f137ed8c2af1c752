import re

from tests.content.fixture_files import (
    DISTRICTS,
    SAME_AS_MEASURE,
    SITE_ONLY,
    by_slug,
    key,
    keys,
    numbers,
    rows,
)


def test_every_offer_of_the_research(research):
    assert {
        slug: (
            row["name"],
            row["kind_text"],
            row["address"],
            row["source_url"],
            row["source_date"],
        )
        for slug, row in by_slug("districts.offer").items()
    } == {
        entry["id"]: (
            entry["name"],
            entry["kind"],
            entry["address"] or "",
            SITE_ONLY.get(entry["id"], entry["source_url"]),
            entry["source_date"],
        )
        for entry in research["offers"]
    }


def test_times_of_offers(research):
    said = {
        slug: numbers(row["times_text"], row["phone"], row["email"])
        for slug, row in by_slug("districts.offer").items()
    }
    assert said == {entry["id"]: numbers(entry["times"]) for entry in research["offers"]}


def test_places_of_offers(research):
    def place(text):
        if text == "stadtweit" or "/" in (text or ""):
            return "ratzeburg"
        return next((slug for name, slug in DISTRICTS.items() if name in (text or "")), None)

    offers = by_slug("districts.offer")
    assert {slug: key(row["district"]) for slug, row in offers.items()} == {
        entry["id"]: place(entry["district"]) for entry in research["offers"]
    }
    plain = {*DISTRICTS, "stadtweit", None}
    assert {slug for slug, row in offers.items() if row["district_note"]} == {
        entry["id"] for entry in research["offers"] if entry["district"] not in plain
    }


def test_providers_of_offers(research):
    offers = by_slug("districts.offer")
    assert {slug for slug, row in offers.items() if row["organisation"] is None} == {
        entry["id"] for entry in research["offers"] if entry["provider"] is None
    }
    joint = re.compile(r" / | und (?!Umland|Menschenrechte)|, Diakonisches")
    assert {slug for slug, row in offers.items() if row["partners"]} == {
        entry["id"] for entry in research["offers"] if joint.search(entry["provider"] or "")
    }


def test_only_what_is_called_barrier_free_is(research):
    offers = by_slug("districts.offer")
    assert {slug: row["access"] for slug, row in offers.items()} == {
        entry["id"]: "ja" if "barrierefrei" in entry["kind"] else "unbekannt"
        for entry in research["offers"]
    }


def test_goals_of_offers_are_those_of_the_same_measure(research):
    goals = {entry["id"]: set(entry["handlungsziele"]) for entry in research["measures"]}
    assert {slug: keys(row["goals"]) for slug, row in by_slug("districts.offer").items()} == {
        entry["id"]: goals.get(SAME_AS_MEASURE.get(entry["id"]), set())
        for entry in research["offers"]
    }


def test_doubts_of_the_research_are_told(research):
    offers = by_slug("districts.offer")
    silent = [e["id"] for e in research["offers"] if e["note"] and not offers[e["id"]]["note"]]
    assert silent == []


def test_sources_of_organisations(research):
    known = {(e["source_url"], e["source_date"]) for e in research["offers"] + research["measures"]}
    known |= {
        (SITE_ONLY[entry["id"]], entry["source_date"])
        for entry in research["offers"]
        if entry["id"] in SITE_ONLY
    }
    stray = {
        row["slug"]
        for row in rows("districts.organisation")
        if (row["source_url"], row["source_date"]) not in known
    }
    assert stray == set()


def test_every_organisation_and_target_group_is_used():
    offers, measures = rows("districts.offer"), rows("measures.measure")
    used = {key(row["organisation"]) for row in offers} - {None}
    used |= {name for row in offers + measures for name in keys(row["partners"])}
    assert used == set(by_slug("districts.organisation"))
    groups = {name for row in offers + measures for name in keys(row["target_groups"])}
    assert groups == set(by_slug("districts.targetgroup"))
