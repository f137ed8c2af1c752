"""Open data: tables of what is public, the same in CSV and JSON, each as its schema says."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from decimal import Decimal

import jsonschema
import pytest

from districts.models import Offer, OfferDate, Organisation
from goals.models import Goal
from goals.models.content import Publication
from measures.models import Measure, ProgressReport
from ratzeburg.open_data import files
from ratzeburg.open_data.datasets import DATASETS
from ratzeburg.open_data.licences import LICENCES
from tests.crawl import as_text, texts
from tests.factories import (
    make_assessment,
    make_coverage,
    make_goal,
    make_indicator,
    make_measure,
    make_measurement,
    make_offer,
    make_offer_date,
    make_organisation,
    make_place,
    make_quarter,
    make_report,
    make_staff,
    make_target_group,
    make_town,
)
from tests.production import python
from tests.test_drafts import NUMBER, World

pytestmark = pytest.mark.django_db

FILES = [(name, format) for name, dataset in DATASETS.items() for format in dataset.formats]
HOST = "http://localhost:8000"


def content(client, name, format):
    response = client.get(f"/daten/{name}.{format}")
    assert response.status_code == 200
    return b"".join(response)


def document(client, name, format="json"):
    return json.loads(content(client, name, format))


def rows(client, name):
    return document(client, name)["rows"]


def cells(client, name):
    """The rows of the CSV as {title: text}."""
    text = content(client, name, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture
def town():
    """Something in each table, with all that it may hold."""
    goal = make_goal("1.1.1", reach=Goal.Reach.BOTH, easy_text="Alle reden mit.")
    place = make_place("Vorstadt", latitude=Decimal("53.695"), longitude=Decimal("10.78"))
    make_quarter("Barkenkamp", place)
    group, partner = make_target_group(), make_organisation()
    source = {"source_url": "https://example.org/a?b=1&c=2", "source_date": "2024-03"}
    measure = make_measure(
        goals=[goal],
        districts=[place],
        partners=[partner],
        target_groups=[group],
        planned_start="2024-03",
        cost_once=Decimal("1200.50"),
        cost_per_year=Decimal("100"),
        **source,
    )
    make_report(measure, on="2025-01-02", percent=40, text="Die Geräte stehen.")
    make_assessment(make_coverage(goal, place), on="2025-02-01", status="erreicht")
    offer = make_offer(
        goals=[goal],
        district=place,
        partners=[partner],
        target_groups=[group],
        is_free=True,
        confirmed_on="2025-01-01",
        **source,
    )
    make_offer_date(
        offer,
        starts_at=datetime(2026, 6, 1, 12, tzinfo=UTC),
        rule="FREQ=WEEKLY;BYDAY=MO",
        exceptions=["2026-06-08"],
    )
    indicator = make_indicator(goals=[goal], target=Decimal("-1.5"), baseline=Decimal("100"))
    make_measurement(indicator, place, value=Decimal("1933"), **source)


@pytest.mark.usefixtures("town")
def test_the_json_is_as_its_schema_says(client):
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    for name in DATASETS:
        response = client.get(f"/daten/{name}.schema.json")
        schema = response.json()
        found = document(client, name)

        assert response["Content-Type"] == "application/schema+json"
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema, format_checker=checker).validate(found)
        assert found["rows"]
        assert found["$schema"] == schema["$id"] == f"{HOST}/daten/{name}.schema.json"
        # A row that lacks a field, or has one too many, is none.
        for wrong in ({**found["rows"][0], "geheim": 1}, {}):
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate(found | {"rows": [wrong]}, schema)


@pytest.mark.usefixtures("town")
def test_csv_and_json_say_the_same(client):
    """Read as the description for CSV on the Web tells, and by nothing else."""
    for name in DATASETS:
        about = client.get(f"/daten/{name}.csv-metadata.json").json()
        columns = {column["name"]: column for column in about["tableSchema"]["columns"]}
        found = [
            {title: meant(columns[title], text) for title, text in row.items()}
            for row in cells(client, name)
        ]
        assert about["url"] == f"{name}.csv"
        assert about["dialect"] == {"encoding": "utf-8", "delimiter": ";", "header": True}
        assert found == rows(client, name)


def meant(column, text):
    """The value of a CSV's cell, as its description has it."""
    if "separator" in column:
        return text.split(column["separator"]) if text else []
    if text == "":
        return None
    match column["datatype"]:
        case "integer":
            return int(text)
        case {"base": "decimal", "format": {"decimalChar": mark}}:
            return float(text.replace(mark, "."))
        case {"base": "boolean", "format": words}:
            return {word: not number for number, word in enumerate(words.split("|"))}[text]
    return text


@pytest.mark.usefixtures("town")
def test_values_keep_their_kind(client):
    [measure] = rows(client, "massnahmen")
    assert {name: measure[name] for name in (
        "massnahme", "ziele", "orte", "beteiligte", "zielgruppen", "beginn_geplant", "phase",
        "fortschritt", "sachstand_vom", "kosten_einmalig", "kosten_jaehrlich", "bestaetigt",
        "bestaetigt_am", "quelle", "seite",
    )} == {
        "massnahme": "spielplatz",
        "ziele": ["1.1.1"],
        "orte": ["vorstadt"],
        "beteiligte": ["Verein für alle"],
        "zielgruppen": ["Familien"],
        "beginn_geplant": "2024-03",
        "phase": "in-umsetzung",
        "fortschritt": 40,
        "sachstand_vom": "2025-01-02",
        "kosten_einmalig": 1200.5,
        "kosten_jaehrlich": 100,
        "bestaetigt": False,
        "bestaetigt_am": None,
        "quelle": "https://example.org/a?b=1&c=2",
        "seite": f"{HOST}/massnahmen/spielplatz/",
    }  # fmt: skip
    [date] = rows(client, "termine")
    assert date["beginn"] == "2026-06-01T14:00:00+02:00"
    assert date["ausnahmen"] == ["2026-06-08"]
    [figure] = cells(client, "kennzahlen")
    assert (figure["wert"], figure["zielwert"], figure["ausgangswert"]) == ("1933", "-1,5", "100")
    assert figure["bestaetigt"] == "nein"


@pytest.mark.usefixtures("town")
def test_the_coverage_says_what_is_known_at_each_place(client):
    found = {
        (row["ziel"], row["ort"]): (row["stand"], row["einschaetzung"], row["eingeschaetzt_am"])
        for row in rows(client, "abdeckung")
    }
    assert found == {
        ("1.1.1", "vorstadt"): ("erreicht", "erreicht", "2025-02-01"),
        ("1.1.1", "barkenkamp"): ("in-umsetzung", None, None),
    }


@pytest.mark.usefixtures("town")
def test_places_are_on_the_map_as_far_as_known(client):
    response = client.get("/daten/orte.geojson")
    found = document(client, "orte", "geojson")

    assert response["Content-Type"] == "application/geo+json"
    assert found["type"] == "FeatureCollection"
    assert [
        (feature["type"], feature["geometry"], feature["properties"])
        for feature in found["features"]
    ] == [
        (
            "Feature",
            {"type": "Point", "coordinates": [10.78, 53.695]} if row["ort"] == "vorstadt" else None,
            row,
        )
        for row in rows(client, "orte")
    ]


def test_an_outline_goes_before_a_point(client):
    ring = [[10.75, 53.70], [10.77, 53.70], [10.76, 53.71], [10.75, 53.70]]
    outline = {"type": "Polygon", "coordinates": [ring]}
    make_town(latitude=Decimal("53.7"), longitude=Decimal("10.7"), outline=outline)
    [town] = document(client, "orte", "geojson")["features"]
    assert town["geometry"] == outline


@pytest.mark.once
def test_spreadsheets_of_this_country_open_the_csv(client):
    make_measure("Umlaute äöü", cost_once=Decimal("0.50"))
    response = client.get("/daten/massnahmen.csv")
    raw = b"".join(response)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="ratzeburg-massnahmen.csv"'
    assert raw.startswith(b"\xef\xbb\xbfmassnahme;kennung;titel;")
    assert b"\r\n" in raw
    assert "umlaute-aou;;Umlaute äöü;".encode() in raw
    assert b";0,5;" in raw


def test_no_text_becomes_a_formula(client):
    for number, sign in enumerate("=+-@\t＝＋－＠"):
        make_measure(f"{sign}1+1", slug=f"m{number}", summary="'=1", cost_once=Decimal("1"))
    found = cells(client, "massnahmen")

    assert {row["titel"][:1] for row in found} == {"'"}
    assert {row["kurzfassung"] for row in found} == {"''=1"}
    assert {row["kosten_einmalig"] for row in found} == {"1"}
    # For programs nothing is changed.
    assert "=1+1" in {row["titel"] for row in rows(client, "massnahmen")}


def test_a_name_with_the_mark_of_lists_stays_one_name(client):
    make_measure(partners=[make_organisation("A|B", slug="a"), make_organisation("C", slug="c")])
    [row] = cells(client, "massnahmen")
    assert row["beteiligte"] == "A/B|C"
    assert rows(client, "massnahmen")[0]["beteiligte"] == ["A|B", "C"]


def test_signs_that_no_table_can_hold_break_nothing(client):
    text = 'a;b\n"c"\r\n\x0b,\u2028</script>'
    make_measure(text, slug="m")
    assert rows(client, "massnahmen")[0]["titel"] == text
    assert cells(client, "massnahmen")[0]["titel"] == 'a;b\n"c"\n,\u2028</script>'


def test_nothing_hidden_is_in_any_file(client):
    world = World()
    before = {file: content(client, *file).decode() for file in FILES}
    world.hide()
    after = {file: content(client, *file).decode() for file in FILES}

    assert after == before
    everything = "".join(after.values())
    assert [word for _, word in world.hidden if word in everything] == []
    assert f'"1.1.{NUMBER}"' not in everything


def test_the_same_things_are_there_once_they_are_published(client):
    """Shows that the test above would have found them."""
    world = World()
    world.hide()
    for model in (Measure, ProgressReport, Offer, Organisation):
        model.objects.update(publication=Publication.PUBLISHED)
    found = "".join(content(client, name, "json").decode() for name in DATASETS)
    kinds = {type(thing) for thing, word in world.hidden if word in found}
    assert {Measure, ProgressReport, Offer, Organisation} <= kinds


def test_internal_notes_and_ways_to_people_stay_on_their_pages(client):
    user = make_staff("erika.mustermann")
    hidden = {"contact": "zimmer7", "budget_item": "haushalt7", "note": "anmerkung7"}
    make_report(make_measure(**hidden), author=user)
    hidden = {"phone": "04541 777", "email": "erika@example.org", "note": "anmerkung7"}
    make_offer(**hidden, organisation=make_organisation(phone="04541 777"))
    make_place(contact="zimmer7")
    found = "".join(content(client, name, format).decode() for name, format in FILES)
    assert re.findall("mustermann|zimmer7|haushalt7|anmerkung7|04541|erika@", found) == []


@pytest.mark.once
@pytest.mark.parametrize("name", DATASETS)
def test_fields_have_names_that_programs_can_use(name):
    columns = DATASETS[name].columns
    assert len({column.name for column in columns}) == len(columns)
    assert [column.name for column in columns if not re.fullmatch("[a-z_]+", column.name)] == []


def test_measures_tell_their_texts_under_their_names(client):
    values = texts(Measure, "wort")
    values |= {name: f"{name}-wort" for name in ("summary", "description", "funding")}
    make_measure(values.pop("title"), **values)
    [row] = rows(client, "massnahmen")
    assert (row["kurzfassung"], row["beschreibung"], row["finanzierung"]) == (
        "summary-wort",
        "description-wort",
        "funding-wort",
    )


def test_long_tables_come_in_parts_and_whole(client, monkeypatch):
    goals = [make_goal(f"1.1.{number}", reach=Goal.Reach.BOTH) for number in range(1, 6)]
    places = [make_place(f"Ort {number}") for number in range(5)]
    indicator = make_indicator()
    for number, place in enumerate(places):
        make_report(make_measure(f"Maßnahme {number}", goals=goals, districts=places))
        offer = make_offer(f"Angebot {number}", goals=goals)
        make_offer_date(offer, starts_at=datetime(2026, 1, 1 + number, tzinfo=UTC))
        make_measurement(indicator, place)
    whole = {file: content(client, *file) for file in FILES}
    monkeypatch.setattr(files, "BATCH", 2)

    for (name, format), expected in whole.items():
        parts = list(client.get(f"/daten/{name}.{format}"))
        assert len(parts) > 3
        assert b"".join(parts) == expected
        count = {"ziele": 7, "orte": 6, "abdeckung": 25}.get(name, 5)
        if format == "csv":
            assert len(cells(client, name)) == count
        else:
            members = document(client, name, format)
            assert len(members["rows" if format == "json" else "features"]) == count


def test_an_empty_portal_has_empty_tables(client):
    for name, format in FILES:
        if format == "csv":
            assert cells(client, name) == []
        else:
            found = document(client, name, format)
            assert found["rows" if format == "json" else "features"] == []
            assert found["changed_at"] is None


def test_a_file_says_whose_it_is_and_from_when(client, settings):
    measure = make_measure(goals=[make_goal("1.1.1")])
    found = document(client, "massnahmen")
    report = make_report(measure)

    assert found["publisher"] == "Stadt Ratzeburg"
    assert datetime.fromisoformat(found["changed_at"]) == measure.changed_at.replace(microsecond=0)
    changed = datetime.fromisoformat(document(client, "massnahmen")["changed_at"])
    assert changed == report.history.get().history_date.replace(microsecond=0)
    assert found["licence"] is None
    assert found["rights"] == (
        "Die Stadt hat noch nicht festgelegt, unter welcher Lizenz diese Daten genutzt werden "
        "dürfen. Bis dahin ist keine Lizenz erteilt: Wer sie weiterverwenden möchte, fragt bitte "
        "die Stadt."
    )
    settings.OPEN_DATA_LICENCE = "dl-by-de/2.0"
    granted = document(client, "massnahmen")
    assert granted["licence"] == {
        "name": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        "url": "https://www.govdata.de/dl-de/by-2-0",
    }
    about = client.get("/daten/massnahmen.csv-metadata.json").json()
    assert about["dc:license"] == {"@id": "http://dcat-ap.de/def/licenses/dl-by-de/2.0"}
    assert about["dc:modified"] == granted["changed_at"]


def test_the_page_explains_all_tables_and_leads_to_them(client, settings):
    make_measure()
    page = client.get("/daten/")
    text = as_text(page)

    assert page.status_code == 200
    for name, dataset in DATASETS.items():
        assert dataset.title in text
        for address in (*dataset.formats, "schema.json", "csv-metadata.json"):
            assert f'<a href="/daten/{name}.{address}">' in text
        for column in dataset.columns:
            assert f"<code>{column.name}</code>" in text
    assert "<strong>Lizenz noch nicht festgelegt.</strong>" in text
    settings.OPEN_DATA_LICENCE = "cc-zero"
    text = as_text(client.get("/daten/"))
    assert "Lizenz noch nicht festgelegt" not in text
    assert "Creative Commons CC Zero" in text


def test_every_page_leads_to_the_data(client):
    assert '<a href="/daten/">Offene Daten</a>' in client.get("/").text


@pytest.mark.once
def test_only_known_licences_are_taken():
    done = python("manage.py", "check", DEBUG="on", OPEN_DATA_LICENCE="gemeinfrei")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: OPEN_DATA_LICENCE must be one of "
        f"{', '.join(LICENCES)}; see README.md."
    )
    assert python("manage.py", "check", DEBUG="on", OPEN_DATA_LICENCE="cc-by/4.0").returncode == 0
    done = python("manage.py", "check", DEBUG="on", OPEN_DATA_CONTRIBUTOR="Stadt Ratzeburg")
    assert "OPEN_DATA_CONTRIBUTOR must be a name from GovData's list" in done.stderr


@pytest.mark.once
def test_only_the_head_of_a_file_reads_no_rows(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.head("/daten/massnahmen.csv")
    assert response.status_code == 200
    assert client.post("/daten/massnahmen.csv").status_code == 405


def test_dates_of_hidden_offers_are_not_told(client):
    offer = make_offer(publication=Publication.ARCHIVED)
    make_offer_date(offer, starts_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert OfferDate.objects.count() == 1
    assert rows(client, "termine") == []


@pytest.mark.parametrize("status", ["pausiert", "voruebergehend-geschlossen", "beendet"])
def test_dates_of_what_does_not_run_are_none(client, status):
    offer = make_offer(status=status)
    make_offer_date(offer, starts_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert rows(client, "termine") == []
