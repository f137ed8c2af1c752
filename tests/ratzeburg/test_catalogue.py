"""The catalogue of the open data, checked against what DCAT-AP.de 3.0 demands.

dcat_ap_de.ttl beside this file says that in our own words; no network is needed.
"""

from datetime import UTC, datetime
from pathlib import Path

import pyshacl
import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from ratzeburg.open_data.datasets import DATASETS
from tests.factories import make_indicator, make_measure, make_measurement, make_report
from tests.test_drafts import World

pytestmark = pytest.mark.django_db

ADDRESS = "/daten/katalog.ttl"
CATALOGUE = f"http://localhost:8000{ADDRESS}"
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
SHAPES = Path(__file__).parent / "dcat_ap_de.ttl"


def read(client):
    response = client.get(ADDRESS)
    assert (response.status_code, response["Content-Type"]) == (200, "text/turtle; charset=utf-8")
    return Graph().parse(data=response.text, format="turtle")


def faults(graph):
    """What the profile has against the graph, in its own words; nothing where it conforms."""
    conforms, _, report = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))
    return "" if conforms else report


def of(graph, name):
    """The subject of this dataset or distribution."""
    return URIRef(f"{CATALOGUE}#{name}")


@pytest.mark.parametrize("licence", ["", "dl-zero-de/2.0", "cc-by/4.0"])
@pytest.mark.parametrize("contributor", ["", "schleswigHolstein"])
def test_it_is_as_the_profile_demands(client, settings, licence, contributor):
    settings.OPEN_DATA_LICENCE, settings.OPEN_DATA_CONTRIBUTOR = licence, contributor
    make_report(make_measure())
    make_measurement()
    assert faults(read(client)) == ""


def test_an_empty_portal_has_a_valid_one_too(client):
    assert faults(read(client)) == ""


@pytest.mark.once
@pytest.mark.parametrize(
    "missing",
    [
        (URIRef(CATALOGUE), DCTERMS.title),
        (URIRef(CATALOGUE), DCTERMS.publisher),
        (URIRef(CATALOGUE), DCAT.dataset),
        (URIRef(f"{CATALOGUE}#ziele"), DCTERMS.description),
        (URIRef(f"{CATALOGUE}#ziele"), DCTERMS.publisher),
        (URIRef(f"{CATALOGUE}#ziele-csv"), DCTERMS.license),
        (URIRef(f"{CATALOGUE}#ziele-json"), DCAT.accessURL),
        (URIRef(f"{CATALOGUE}#herausgeber"), FOAF.name),
        (URIRef(f"{CATALOGUE}#kontakt"), URIRef("http://www.w3.org/2006/vcard/ns#hasURL")),
    ],
)
def test_the_check_would_find_what_is_missing(client, missing):
    graph = read(client)
    assert (*missing, None) in graph
    graph.remove((*missing, None))
    assert "Conforms: False" in faults(graph)


def test_it_names_all_tables_and_all_their_files(client):
    graph = read(client)
    files = {
        (str(graph.value(file, DCAT.downloadURL)), str(graph.value(file, DCTERMS.license)))
        for dataset in graph.objects(URIRef(CATALOGUE), DCAT.dataset)
        for file in graph.objects(dataset, DCAT.distribution)
    }
    granted = "http://dcat-ap.de/def/licenses/other-closed"
    assert files == {
        (f"http://localhost:8000/daten/{name}.{format}", granted)
        for name, dataset in DATASETS.items()
        for format in dataset.formats
    }
    for address, _ in files:
        assert client.get(address.removeprefix("http://localhost:8000")).status_code == 200
    for standard in graph.subjects(RDF.type, DCTERMS.Standard):
        path = str(standard).removeprefix("http://localhost:8000")
        assert client.get(path).status_code == 200


def test_it_says_where_what_and_when(client):
    report = make_report(make_measure(), on="2025-03-01")
    make_report(report.measure, on="2025-04-01")
    make_measurement(make_indicator(), on="2024-12-31")
    graph = read(client)
    dataset = of(graph, "sachstaende")

    assert graph.value(dataset, DCTERMS.spatial) == URIRef(
        "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/01053100"
    )
    assert graph.value(dataset, DCTERMS.language) == URIRef(
        "http://publications.europa.eu/resource/authority/language/DEU"
    )
    period = graph.value(dataset, DCTERMS.temporal)
    assert [graph.value(period, day) for day in (DCAT.startDate, DCAT.endDate)] == [
        Literal("2025-03-01", datatype=XSD.date),
        Literal("2025-04-01", datatype=XSD.date),
    ]
    period = graph.value(of(graph, "kennzahlen"), DCTERMS.temporal)
    assert str(graph.value(period, DCAT.endDate)) == "2024-12-31"
    assert graph.value(of(graph, "ziele"), DCTERMS.temporal) is None
    modified = graph.value(of(graph, "massnahmen"), DCTERMS.modified)
    assert datetime.now(UTC) >= modified.toPython() > datetime(2026, 1, 1, tzinfo=UTC)


def test_only_the_town_grants_a_licence_and_only_govdata_a_name(client, settings):
    graph = read(client)
    file = of(graph, "ziele-csv")
    rights = graph.value(graph.value(file, DCTERMS.rights), DCTERMS.description)
    assert str(rights).startswith("Die Stadt hat noch nicht festgelegt")
    assert (None, DCATDE.contributorID, None) not in graph
    assert (None, DCATDE.licenseAttributionByText, None) not in graph

    settings.OPEN_DATA_LICENCE, settings.OPEN_DATA_CONTRIBUTOR = "dl-by-de/2.0", "stadtRatzeburg"
    graph = read(client)
    assert str(graph.value(file, DCTERMS.license)).endswith("/licenses/dl-by-de/2.0")
    assert str(graph.value(file, DCATDE.licenseAttributionByText)) == (
        "Stadt Ratzeburg, Offene Daten der Demografischen Stadtplanung Ratzeburg"
    )
    assert str(graph.value(of(graph, "ziele"), DCATDE.contributorID)) == (
        "http://dcat-ap.de/def/contributors/stadtRatzeburg"
    )


def test_the_same_content_gives_the_same_file(client):
    make_measurement()
    first = client.get(ADDRESS)
    again = client.get(ADDRESS, headers={"if-none-match": first["ETag"]})

    assert client.get(ADDRESS).content == first.content
    assert (again.status_code, again.content) == (304, b"")
    assert [node for node in read(client).all_nodes() if isinstance(node, BNode)] == []


def test_nothing_hidden_changes_it(client):
    world = World()
    before = client.get(ADDRESS).text
    world.hide()
    after = client.get(ADDRESS).text

    assert after == before
    assert [word for _, word in world.hidden if word in after] == []
