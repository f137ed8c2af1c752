"""The catalogue of the open data in RDF, as DCAT-AP.de 3.0 wants it, for portals that collect data.

Every thing in it has an address of its own, so that the same content always gives the same file.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from measures.report import AUTHOR
from ratzeburg.open_data import times
from ratzeburg.open_data.datasets import DATASETS
from ratzeburg.open_data.licences import licence

TITLE = "Offene Daten der Demografischen Stadtplanung Ratzeburg"
ABOUT = (
    "Ziele, Maßnahmen, Sachstände, Angebote und Kennzahlen, die im Portal der Demografischen "
    "Stadtplanung Ratzeburg veröffentlicht sind."
)
GEOCODING = "http://dcat-ap.de/def/politicalGeocoding"
LEVEL = "Level/municipality"
TOWN = "municipalityKey/01053100"  # its Amtlicher Gemeindeschlüssel, as in BKG's VG250 (AGS)
CONTRIBUTORS = "http://dcat-ap.de/def/contributors/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"
# format → name in the EU's list of file types, name in IANA's list of media types
FORMATS = {
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "geojson": ("GEOJSON", "application/geo+json"),
}


def as_turtle(site):
    """The catalogue as text; `site` makes an address of a path."""
    return Catalogue(site).write().serialize(format="turtle")


class Catalogue:
    def __init__(self, site):
        # 100 ms to import, which nothing else needs.
        from rdflib import Graph, Literal, Namespace, URIRef
        from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

        self.site, self.reference, self.literal = site, URIRef, Literal
        self.graph = Graph()
        self.DCAT, self.DCT, self.FOAF, self.TYPE, self.XSD = DCAT, DCTERMS, FOAF, RDF.type, XSD
        self.DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
        self.VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
        for prefix in ("DCAT", "DCT", "FOAF", "DCATDE", "VCARD"):
            self.graph.bind(prefix.lower(), getattr(self, prefix))
        self.iri = self.address(reverse("catalogue"))

    def write(self):
        changed = times.changed()
        publisher, contact = self.publisher(), self.contact()
        datasets = [
            self.dataset(dataset, times.newest(dataset, changed), publisher, contact)
            for dataset in DATASETS.values()
        ]
        self.add(
            self.iri,
            (self.TYPE, self.DCAT.Catalog),
            (self.DCT.title, self.german(TITLE)),
            (self.DCT.description, self.german(ABOUT)),
            (self.DCT.publisher, publisher),
            (self.DCT.language, self.authority("language", "DEU")),
            (self.DCT.modified, self.time(max(filter(None, changed.values()), default=None))),
            (self.FOAF.homepage, self.document(reverse("open-data"))),
            (self.DCAT.themeTaxonomy, self.themes()),
            *((self.DCAT.dataset, dataset) for dataset in datasets),
        )
        return self.graph

    def dataset(self, dataset, changed, publisher, contact):
        iri = self.part(dataset.name)
        self.add(
            iri,
            (self.TYPE, self.DCAT.Dataset),
            (self.DCT.title, self.german(dataset.title)),
            (self.DCT.description, self.german(dataset.description)),
            (self.DCT.identifier, self.text(iri)),
            (self.DCT.publisher, publisher),
            (self.DCAT.contactPoint, contact),
            (self.DCATDE.politicalGeocodingLevelURI, self.address(f"{GEOCODING}/{LEVEL}")),
            (self.DCT.spatial, self.typed(self.DCT.Location, self.address(f"{GEOCODING}/{TOWN}"))),
            (self.DCT.language, self.authority("language", "DEU")),
            (self.DCT.accessRights, self.authority("access-right", "PUBLIC")),
            # Whoever is responsible changes it when there is something to change.
            (self.DCT.accrualPeriodicity, self.authority("frequency", "IRREG")),
            (self.DCT.modified, self.time(changed)),
            (self.DCT.temporal, self.period(dataset)),
            (self.DCAT.landingPage, self.document(f"{reverse('open-data')}#{dataset.name}")),
            (self.DCATDE.contributorID, self.contributor()),
            *((self.DCAT.theme, self.authority("data-theme", name)) for name in dataset.themes),
            *((self.DCAT.keyword, self.german(word)) for word in dataset.keywords),
            *((self.DCAT.distribution, self.file(dataset, name)) for name in dataset.formats),
        )
        return iri

    def file(self, dataset, name):
        iri, granted = self.part(dataset.name, name), licence()
        file_type, media_type = FORMATS[name]
        address = self.address(reverse("open-data-file", args=[dataset.name, name]))
        credit = f"{AUTHOR}, {TITLE}" if granted.wants_credit else ""
        self.add(
            iri,
            (self.TYPE, self.DCAT.Distribution),
            (self.DCT.title, self.german(f"{dataset.title} ({file_type})")),
            (self.DCAT.accessURL, address),
            (self.DCAT.downloadURL, address),
            (self.DCT["format"], self.authority("file-type", file_type)),
            (self.DCAT.mediaType, self.address(f"{MEDIA_TYPES}{media_type}")),
            (self.DCT.license, self.address(granted.uri)),
            (self.DCT.rights, self.rights()),
            (self.DCATDE.licenseAttributionByText, self.german(credit) if credit else None),
            (self.DCT.conformsTo, self.form(dataset, name)),
        )
        return iri

    def form(self, dataset, name):
        """The description of a file's fields; GeoJSON has none of its own."""
        names = {"csv": "open-data-csv-metadata", "json": "open-data-schema"}
        if name not in names:
            return None
        path = reverse(names[name], args=[dataset.name])
        return self.typed(self.DCT.Standard, self.address(path))

    def publisher(self):
        agent = self.typed(self.FOAF.Agent, self.part("herausgeber"))
        self.add(agent, (self.FOAF.name, self.german(AUTHOR)))
        return agent

    def contact(self):
        kind = self.typed(self.VCARD.Kind, self.part("kontakt"))
        imprint = self.address(reverse("imprint"))
        self.add(kind, (self.VCARD.fn, self.german(AUTHOR)), (self.VCARD.hasURL, imprint))
        return kind

    def contributor(self):
        """Under which name GovData knows who delivers; it is given out there."""
        name = settings.OPEN_DATA_CONTRIBUTOR
        return self.address(f"{CONTRIBUTORS}{name}") if name else None

    def rights(self):
        statement = self.typed(self.DCT.RightsStatement, self.part("nutzung"))
        self.add(statement, (self.DCT.description, self.german(licence().rights)))
        return statement

    def period(self, dataset):
        first, last = dataset.period() or (None, None)
        if not (first or last):
            return None
        period = self.typed(self.DCT.PeriodOfTime, self.part(dataset.name, "zeitraum"))
        self.add(
            period,
            (self.DCAT.startDate, self.day(first)),
            (self.DCAT.endDate, self.day(last)),
        )
        return period

    def themes(self):
        """The EU's list of themes, from which those of the datasets are."""
        return self.address(f"{AUTHORITY}data-theme")

    def document(self, path):
        return self.typed(self.FOAF.Document, self.address(path))

    def typed(self, kind, iri):
        self.add(iri, (self.TYPE, kind))
        return iri

    def add(self, subject, *pairs):
        for predicate, value in pairs:
            if value is not None:
                self.graph.add((subject, predicate, value))

    def address(self, path):
        return self.reference(self.site(path) if path.startswith("/") else path)

    def part(self, *names):
        """The address of something that is described only here."""
        return self.iri + "#" + "-".join(names)

    def authority(self, kind, name):
        """An entry of one of the EU's lists."""
        return self.address(f"{AUTHORITY}{kind}/{name}")

    def german(self, text):
        return self.literal(text, lang="de")

    def text(self, text):
        return self.literal(str(text))

    def day(self, day):
        return day and self.literal(day.isoformat(), datatype=self.XSD.date)

    def time(self, time):
        return time and self.literal(
            timezone.localtime(time).isoformat(timespec="seconds"), datatype=self.XSD.dateTime
        )
