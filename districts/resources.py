"""The tables of places, of what is on offer there, and of figures."""

from districts.models import (
    Assessment,
    Coverage,
    District,
    Indicator,
    Measurement,
    Offer,
    Organisation,
)
from goals.easy import EasyTextRows
from goals.exchange import ExchangeResource, TreeResource
from goals.exchange.columns import Column
from goals.exchange.storing import store
from goals.versions import version_of

NO_DELETING = "Eine Einschätzung lässt sich hier nicht löschen. Bitte wieder eintragen."
NOT_EARLIER = (
    "Vor der neuesten Einschätzung lässt sich hier keine eintragen. Bitte im Formular ergänzen."
)
SOURCE = ("source_url", "source_date", "confirmed_on")


class DistrictResource(EasyTextRows, TreeResource):
    """Places; their outlines are too large for a cell."""

    slug_from = "name"

    class Meta:
        model = District
        fields = (
            "slug",
            "name",
            "kind",
            "parent",
            "aliases",
            "text",
            "easy_text",
            "easy_checked_on",
            "contact",
            "latitude",
            "longitude",
            "is_published",
            *SOURCE,
        )

    def prepare(self, reading):
        """Places of the same file may be named as the place above."""
        if not reading.header.has("slug", "parent"):
            return
        lookup = self.fields["parent"].widget.lookup
        for line in reading.lines:
            slug = reading.cell(line, self.fields["slug"])
            if slug and not lookup.knows(slug):
                lookup.add(-line.number, slug)

    def code_above(self, row):
        return row.parent_id and self.fields["parent"].widget.lookup.code(row.parent_id)


class CoverageResource(ExchangeResource):
    """Which Handlungsziel applies where, and how far it is there by the newest assessment."""

    keys = (("goal", "district"),)
    assessed_on = Column(Assessment, "assessed_on", part="newest")
    status = Column(Assessment, "status", part="newest")
    text = Column(Assessment, "text", part="newest")

    class Meta:
        model = Coverage
        fields = ("goal", "district", "assessed_on", "status", "text")

    def with_parts(self, queryset):
        return queryset.prefetch_related("assessments")

    def stored(self, pks, lock):
        return {pk: with_newest(row) for pk, row in super().stored(pks, lock).items()}

    def blank_row(self):
        return with_newest(super().blank_row())

    def export_resource(self, instance, **kwargs):
        return super().export_resource(with_newest(instance), **kwargs)

    def version(self, instance):
        return f"{super().version(instance)}-{version_of(instance.newest)}"

    def parts(self, line):
        return ([""] if line.is_new else []) + (["newest"] if is_assessed(line) else [])

    def refusal(self, line):
        """Another day makes another assessment; the one that stood stays."""
        day = self.fields["assessed_on"]
        stood, new = line.before.get(day), line.after.get(day)
        if not stood:
            return None
        if not new:
            return NO_DELETING
        if new < stood:
            return NOT_EARLIER
        newest = line.instance.newest
        newest.pk, newest._state.adding = None, True
        return None

    def store(self, reading, lines, reason):
        new = [line.instance for line in lines if line.is_new]
        store(new, {}, self.user, reason)
        assessments = [line.instance.newest for line in lines if is_assessed(line)]
        store(assessments, {}, self.user, reason)


def with_newest(coverage):
    """The coverage with its newest assessment, or a blank one, as `newest`."""
    known = coverage.assessments.all() if coverage.pk else ()
    coverage.newest = next(iter(known), None) or Assessment()
    coverage.newest.coverage = coverage
    return coverage


def is_assessed(line):
    return any(column.part for column in line.after)


class OrganisationResource(ExchangeResource):
    keys = (("slug",), ("name",))
    slug_from = "name"

    class Meta:
        model = Organisation
        fields = (
            "slug",
            "name",
            "text",
            "address",
            "phone",
            "email",
            "website",
            "publication",
            *SOURCE,
        )


class OfferResource(EasyTextRows, ExchangeResource):
    slug_from = "name"

    class Meta:
        model = Offer
        fields = (
            "slug",
            "name",
            "kind",
            "kind_text",
            "status",
            "text",
            "easy_text",
            "easy_checked_on",
            "organisation",
            "partners",
            "organisation_note",
            "district",
            "district_note",
            "address",
            "latitude",
            "longitude",
            "goals",
            "target_groups",
            "times_text",
            "opening_hours",
            "is_free",
            "cost_text",
            "needs_registration",
            "registration_text",
            "access",
            "access_text",
            "phone",
            "email",
            "website",
            "note",
            "verified_on",
            "publication",
            *SOURCE,
        )


class IndicatorResource(ExchangeResource):
    keys = (("slug",), ("name",))
    slug_from = "name"

    class Meta:
        model = Indicator
        fields = (
            "slug",
            "name",
            "unit",
            "text",
            "direction",
            "baseline",
            "target",
            "target_on",
            "target_scope",
            "group",
            "part",
            "goals",
            "publication",
        )


class MeasurementResource(ExchangeResource):
    keys = (("indicator", "district", "measured_on"),)

    class Meta:
        model = Measurement
        fields = ("indicator", "district", "measured_on", "value", "note", *SOURCE)
