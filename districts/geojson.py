"""A GeoJSON file of outlines and points: what it would change, or everything wrong with it.

All or nothing: one fault, and nothing of the file is stored.
"""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import slug_re

from districts.models import District, Offer
from districts.models.geojson import EXPORT, in_words, kind_of, point_of, read_json, said
from districts.models.outline import an_outline, bare, refuse_point_outside
from goals.models.content import fold
from goals.scope import in_scope, permission, publishable
from goals.versions import mark_of

MAX_FEATURES = 1000
AREAS = ("Polygon", "MultiPolygon")
OUTLINE, POINT = "Umriss", "Lage"
NAMES = ("name", "ort", "stadtteil")  # properties that may hold a place's name
WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")
MICRO = Decimal("0.000001")  # degrees, as the columns keep them


@dataclass(frozen=True)
class Change:
    """One outline or position that a row would get."""

    number: int  # of the feature, from 1
    row: District | Offer
    kind: str
    new: object

    @property
    def old(self):
        if self.kind == OUTLINE:
            return self.row.outline
        return (self.row.longitude, self.row.latitude)

    @property
    def is_real(self):
        return mark_of(self.old) != mark_of(self.new)

    @property
    def shown(self):
        """What the preview promised, to be compared with what is stored in the end."""
        return [
            self.row._meta.label,
            self.row.slug,
            self.kind,
            mark_of(self.old),
            mark_of(self.new),
        ]

    @property
    def before(self):
        return words(self.kind, self.old)

    @property
    def after(self):
        return words(self.kind, self.new)

    def apply(self):
        if self.kind == OUTLINE:
            self.row.outline = self.new
        else:
            self.row.longitude, self.row.latitude = self.new


@dataclass
class Plan:
    changes: list = field(default_factory=list)
    unchanged: int = 0
    faults: list = field(default_factory=list)

    @property
    def shown(self):
        return [change.shown for change in self.changes]

    def store(self, reason):
        """Write all of it; each row once, with its history. Gives the rows."""
        rows = {(type(change.row), change.row.pk): change.row for change in self.changes}
        for change in self.changes:
            change.apply()
        for row in rows.values():
            row._change_reason = reason[:100]
            row.save()
        return list(rows.values())


def words(kind, value):
    if kind == OUTLINE:
        return f"Umriss mit {points_in(value)} Punkten" if value else "kein Umriss"
    return in_words(*value) if None not in value else "keine Lage"


def points_in(value):
    """How many positions there are in an outline, whatever else somebody may have stored."""
    if isinstance(value, dict):
        value = value.get("coordinates")
    if not isinstance(value, list):
        return 0
    return sum(1 if isinstance(item, int | float) else points_in(item) for item in value) // (
        2 if value and not isinstance(value[0], list) else 1
    )


def plan_of(content, user, only=None):
    """What a file says about places and offers; about `only` this place, if one is given."""
    try:
        features = features_of(read_json(content))
    except ValidationError as error:
        return Plan(faults=error.messages)
    targets = Targets(user, only)
    found, plan = [], Plan()
    for number, feature in enumerate(features, 1):
        try:
            found.append(change_of(number, feature, targets))
        except ValidationError as error:
            named = f"Objekt {number}{name_of(feature)}"
            plan.faults += [f"{named}: {message}" for message in error.messages]
    plan.faults += twins(found)
    plan.changes = [change for change in found if change.is_real]
    plan.unchanged = len(found) - len(plan.changes)
    return plan


def features_of(data):
    if not isinstance(data, dict) or not isinstance(data.get("type"), str):
        raise ValidationError("Das ist JSON, aber kein GeoJSON: Es fehlt „type“.")
    if (crs := crs_of(data)) and not crs.endswith(WGS84):
        raise ValidationError(f"Die Datei ist in „{said(crs)}“ vermessen. {EXPORT}")
    if data["type"] == "Feature":
        return [data]
    if data["type"] in (*AREAS, "Point"):
        return [{"type": "Feature", "geometry": data}]
    if data["type"] != "FeatureCollection":
        raise ValidationError(f"Mit „{said(data['type'])}“ ist hier nichts anzufangen. {EXPORT}")
    features = data.get("features")
    if not isinstance(features, list) or not features:
        raise ValidationError("In der Datei ist kein Objekt: „features“ fehlt oder ist leer.")
    if len(features) > MAX_FEATURES:
        raise ValidationError(f"Das sind mehr als {MAX_FEATURES} Objekte. Bitte aufteilen.")
    return features


def crs_of(data):
    """What older programmes write, unlike RFC 7946: the name of the reference system."""
    crs = data.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else ""


def change_of(number, feature, targets):
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise ValidationError("Hier steht kein „Feature“.")
    geometry = feature.get("geometry")
    kind = kind_of(geometry)
    row = targets.row_for(properties_of(feature))
    if kind == "Point":
        lon, lat = point_of(geometry)
        refuse_point_outside(lon, lat)
        new = tuple(Decimal(str(value)).quantize(MICRO) for value in (lon, lat))
        return Change(number, row, POINT, new)
    if kind not in AREAS:
        raise ValidationError(
            f"„{said(kind)}“ passt hier nicht. Ein Umriss ist ein „Polygon“ oder „MultiPolygon“, "
            "eine Lage ein „Point“."
        )
    if isinstance(row, Offer):
        raise ValidationError("Ein Angebot hat keinen Umriss. Bitte einen „Point“ angeben.")
    new = bare(geometry)
    an_outline(new)
    return Change(number, row, OUTLINE, new)


def properties_of(feature):
    """The properties with names in lower case; what is no text is no name."""
    given = feature.get("properties")
    given = given if isinstance(given, dict) else {}
    return {
        name.casefold(): value.strip()
        for name, value in given.items()
        if isinstance(value, str) and value.strip()
    }


def name_of(feature):
    """How people know a feature: " („Vorstadt“)" or nothing."""
    given = properties_of(feature) if isinstance(feature, dict) else {}
    name = next((given[key] for key in ("angebot", "slug", *NAMES) if key in given), "")
    return f" („{said(name)}“)" if name else ""


def twins(changes):
    """Two features for the same thing: which of them holds?"""
    counts = Counter((change.row, change.kind) for change in changes)
    for (row, kind), count in counts.items():
        if count > 1:
            numbers = [str(c.number) for c in changes if (c.row, c.kind) == (row, kind)]
            yield (
                f"„{row}“ bekäme {count}-mal etwas als {kind}: Objekte {', '.join(numbers)}. "
                "Bitte nur eines davon in der Datei lassen; mehrere Teile eines Orts sind ein "
                "„MultiPolygon“."
            )


class Targets:
    """The places and offers that a user may change, as a file names them; inside a transaction."""

    def __init__(self, user, only=None):
        self.user, self.only = user, only
        self.places, self.offers = {}, {}
        self.slugs, self.names = {}, {}
        for pk, slug, name, aliases in District.objects.values_list(
            "pk", "slug", "name", "aliases"
        ):
            self.slugs[slug] = pk
            for word in (name, *aliases.split(",")):
                self.names.setdefault(fold(word).strip(), set()).add(pk)

    def row_for(self, properties):
        if slug := properties.get("angebot"):
            return self._offer(slug)
        pk = self._pk_of(properties)
        if self.only and pk not in (None, self.only.pk):
            raise ValidationError(
                f"Nach seinen Eigenschaften gehört es zu „{self._place(pk)}“, hier geht es aber um "
                f"„{self.only}“. Bitte die richtige Datei wählen oder die Eigenschaften ändern."
            )
        pk = pk or (self.only and self.only.pk)
        if pk is None:
            raise ValidationError(self._unknown(properties))
        if (place := self._place(pk)).is_town:
            raise ValidationError(
                "Die Stadt selbst ist der Rahmen der Karte und bekommt hier nichts. Ihre Grenze "
                "kommt vom Bundesamt für Kartographie und Geodäsie."
            )
        return place

    def _pk_of(self, properties):
        if slug := properties.get("slug"):
            return self.slugs.get(slug)
        for key in NAMES:
            if key in properties:
                found = self.names.get(fold(properties[key]).strip(), ())
                return next(iter(found)) if len(found) == 1 else None
        return None

    def _unknown(self, properties):
        if slug := properties.get("slug"):
            return f"Einen Ort mit der Adresse „{said(slug)}“ gibt es nicht. {self._known}"
        if name := next((properties[key] for key in NAMES if key in properties), ""):
            return f"Einen Ort mit dem Namen „{said(name)}“ gibt es nicht. {self._known}"
        return f"Es steht nicht dabei, zu welchem Ort es gehört. {self._known}"

    @property
    def _known(self):
        slugs = ", ".join(f"„{slug}“" for slug in sorted(self.slugs)[:20])
        return f"Bitte in der Eigenschaft „slug“ seine Adresse angeben: {slugs}."

    def _place(self, pk):
        if pk not in self.places:
            self.places[pk] = District.objects.get(pk=pk)
        return self.places[pk]

    def _offer(self, slug):
        if self.only:
            raise ValidationError(f"Hier geht es um „{self.only}“, nicht um Angebote.")
        if slug not in self.offers:
            self.offers[slug] = self._offer_that_may_be_changed(slug)
        if self.offers[slug] is None:
            raise ValidationError(
                f"Ein Angebot mit der Adresse „{said(slug)}“, das Sie ändern dürfen, gibt es nicht."
            )
        return self.offers[slug]

    def _offer_that_may_be_changed(self, slug):
        if not slug_re.fullmatch(slug) or not self.user.has_perm(permission("change", Offer)):
            return None
        rows = publishable(in_scope(Offer.objects.all(), self.user), self.user)
        return rows.select_for_update().filter(slug=slug).first()
