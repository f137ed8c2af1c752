from tests.content.fixture_files import by_slug, key, numbers, own_words, rows


def test_every_place_of_the_research(research):
    kinds = {"stadtteil": "stadtteil", "quartier": "stadtquartier", "ortsteil": "stadtquartier"}
    place = by_slug("districts.district")
    place.pop("ratzeburg")
    assert {
        slug: (
            row["name"],
            row["kind"],
            key(row["parent"]),
            row["aliases"],
            row["source_url"],
            row["source_date"],
            row["latitude"],
        )
        for slug, row in place.items()
    } == {
        entry["id"]: (
            entry["name"],
            kinds[entry["level"]],
            entry["parent"] or "ratzeburg",
            ", ".join(entry["aliases"]),
            entry["source_url"],
            entry["source_date"],
            entry["coordinates"],
        )
        for entry in research["districts"]
    }


def test_the_town(research):
    city, town = research["meta"]["city"], by_slug("districts.district")["ratzeburg"]
    assert (town["name"], town["kind"], town["parent"]) == (city["name"], "stadt", None)
    # Its sources name two points a kilometre apart, so it has none.
    assert (town["latitude"], town["longitude"]) == (None, None)
    assert town["source_url"] == city["population_source"]
    assert numbers(own_words(town)) - numbers(city) == set()


def test_uncertain_places_say_so(research):
    said = {
        row["slug"] for row in rows("districts.district") if "nicht amtlich belegt" in row["text"]
    }
    assert said == {d["id"] for d in research["districts"] if d["confidence"] == "mittel"}


def test_figures(research):
    city = research["meta"]["city"]
    people = (
        "einwohnerinnen-und-einwohner",
        "ratzeburg",
        city["population_date"],
        city["population"],
        city["population_source"],
    )
    voters = {
        (
            "abstimmungsberechtigte",
            entry["id"],
            "2021-08-22",
            entry["eligible_voters_2021"],
            entry["source_url"],
        )
        for entry in research["districts"]
        if entry["eligible_voters_2021"]
    }
    measured = rows("districts.measurement")
    assert {
        (
            key(row["indicator"]),
            key(row["district"]),
            row["measured_on"],
            float(row["value"]),
            row["source_url"],
        )
        for row in measured
    } == {people, *voters}
    assert numbers([row["note"] for row in measured]) - numbers(research["districts"]) == set()
