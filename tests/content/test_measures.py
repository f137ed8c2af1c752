import re
from datetime import date

from tests.content.fixture_files import DISTRICTS, RESEARCHED_ON, by_slug, keys, rows

# What became of these is known from later than the day of their source.
KNOWN_LATER = {"stadtlabor-koerber", "engagement-umfrage"}
PHASE_OF_STATE = {
    "laufend": "laufend",
    "wiederkehrend": "laufend",
    "gestartet": "laufend",
    "Stand 2013": "laufend",
    "angekündigt": "in-planung",
    "begonnen": "in-umsetzung",
    "beschlossen, in Umsetzung": "in-umsetzung",
    "übergeben": "in-umsetzung",
    "Fertigstellung": "in-umsetzung",
    "beschlossen 2014": "abgeschlossen",
    "veröffentlicht": "abgeschlossen",
    "abgeschlossen": "abgeschlossen",
    "durchgeführt": "abgeschlossen",
    "vorgestellt": "abgeschlossen",
    "realisiert": "abgeschlossen",
    "Umfrage abgeschlossen": "abgeschlossen",
    "Ergebnisse": "abgeschlossen",
}


def full_date(text):
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None


def test_every_measure_of_the_research(research):
    assert {
        slug: (row["title"], keys(row["goals"]), row["source_url"], row["source_date"])
        for slug, row in by_slug("measures.measure").items()
    } == {
        entry["id"]: (
            entry["title"],
            set(entry["handlungsziele"]),
            entry["source_url"],
            entry["source_date"],
        )
        for entry in research["measures"]
    }
    assert {row["goals_note"] for row in rows("measures.measure")} == {
        "Zuordnung der Ziele nicht amtlich"
    }


def test_places_of_measures(research):
    def places(text):
        if text == "stadtweit":
            return {"ratzeburg"}
        return {
            slug for name, slug in DISTRICTS.items() if name in text or text == "alle Stadtteile"
        }

    assert {slug: keys(row["districts"]) for slug, row in by_slug("measures.measure").items()} == {
        entry["id"]: places(entry["district"]) for entry in research["measures"]
    }


def test_periods_of_measures(research):
    def period(entry):
        """What a source only announces is planned, and so is an end that is still to come."""
        start, end = entry["start"] or "", entry["end"] or ""
        state = entry["publicly_known_state"]
        if state.startswith("angekündigt"):
            return start, end, "", ""
        if state.endswith("geplant") or end > RESEARCHED_ON:
            return "", end, start, ""
        return "", "", start, end

    fields = ("planned_start", "planned_end", "actual_start", "actual_end")
    assert {
        slug: tuple(row[field] for field in fields)
        for slug, row in by_slug("measures.measure").items()
    } == {entry["id"]: period(entry) for entry in research["measures"]}


def test_one_report_per_measure_with_the_known_phase(research, reports):
    def phase(state):
        return next(p for words, p in PHASE_OF_STATE.items() if state.startswith(words))

    assert {slug: [report["phase"] for report in own] for slug, own in reports.items()} == {
        entry["id"]: [phase(entry["publicly_known_state"])] for entry in research["measures"]
    }


def test_reports_are_dated_by_their_source(research, reports):
    def day(entry):
        if entry["id"] in KNOWN_LATER or not full_date(entry["source_date"]):
            return RESEARCHED_ON
        return entry["source_date"]

    assert {slug: own[0]["reported_on"] for slug, own in reports.items()} == {
        entry["id"]: day(entry) for entry in research["measures"]
    }
    assert {slug: own[0]["source_url"] for slug, own in reports.items()} == {
        entry["id"]: entry["source_url"] for entry in research["measures"]
    }


def test_a_report_without_the_day_of_its_source_says_so(reports):
    prefix = "Stand der Recherche vom 24.11.2026; "
    assert {slug for slug, own in reports.items() if own[0]["text"].startswith(prefix)} == {
        slug for slug, own in reports.items() if own[0]["reported_on"] == RESEARCHED_ON
    }


def test_no_report_knows_the_future(reports):
    early = {
        slug: year
        for slug, own in reports.items()
        for year in re.findall(r"\b20\d\d\b", own[0]["text"])
        if year > own[0]["reported_on"][:4]
    }
    assert early == {}


def test_days_are_real():
    days = {row["reported_on"] for row in rows("measures.progressreport")}
    days |= {row["measured_on"] for row in rows("districts.measurement")}
    assert max(date.fromisoformat(day) for day in days) == date.fromisoformat(RESEARCHED_ON)


def test_summaries_are_short_sentences():
    long = [
        row["slug"]
        for row in rows("measures.measure")
        if not 20 <= len(row["summary"]) <= 300 or not row["summary"].endswith(".")
    ]
    assert long == []
