"""The Redaktion works on what belongs to its departments, and on nothing else."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from districts.models import Document, Offer, OfferDate, Suggestion
from goals.numbers import is_number
from goals.scope import RULES, in_scope
from measures.models import Department, Measure, Milestone, ProgressReport, Resolution


def departments_of(user):
    return Department.objects.filter(members=user)


@dataclass(frozen=True)
class DepartmentRule:
    """A row belongs to the members of its departments."""

    lookup: str  # from the row to its members
    departments: Callable[[object], QuerySet | None]  # of a row; None where not yet known

    def own(self, user):
        if user.has_perm("measures.every_department"):
            return None
        return Q(**{self.lookup: user.pk})

    def may_publish(self, user, row):
        own, known = departments_of(user).filter(may_publish=True), self.departments(row)
        return (own if known is None else own.filter(pk__in=known.values("pk"))).exists()

    def trusted(self, user):
        department = self.lookup.removesuffix("members")
        return Q(**{self.lookup: user, f"{department}may_publish": True})

    def claim(self, row, user):
        """Nothing to do: its department is chosen in the form."""


@dataclass(frozen=True)
class SharedRule(DepartmentRule):
    """A row of a lower app does not know of departments; they know of it."""

    def claim(self, row, user):
        row.departments.add(*departments_of(user))


@dataclass(frozen=True)
class AboutRule(DepartmentRule):
    """What people sent in about an offer or a measure belongs to those who look after it.

    A new offer or a barrier is nobody's yet: it takes the right to work for every department.
    """

    or_lookup: str = "comment__measure__department__members"

    def own(self, user):
        own = super().own(user)
        return own and own | Q(**{self.or_lookup: user.pk})


def of_measure(row):
    if row.department_id or row.pk:
        return Department.objects.filter(pk=row.department_id)
    return None


def by_measure(row):
    return of_measure(row.measure) if row.measure_id else None


def sharing(row):
    return row.departments.all() if row.pk else None


RULES.update(
    {
        Department: DepartmentRule("members", lambda row: Department.objects.filter(pk=row.pk)),
        Measure: DepartmentRule("department__members", of_measure),
        Offer: SharedRule("departments__members", sharing),
        OfferDate: DepartmentRule(
            "offer__departments__members", lambda row: row.offer.departments.all()
        ),
        Document: SharedRule("departments__members", sharing),
        Suggestion: AboutRule("offer__departments__members", lambda row: None),
        **{
            model: DepartmentRule("measure__department__members", by_measure)
            for model in (ProgressReport, Milestone, Resolution)
        },
    }
)


def own_measure(user, number):
    """The measure of this number (a text that somebody sent) if the user may touch it, or None."""
    own = in_scope(Measure.objects.all(), user)
    return own.filter(pk=number).first() if is_number(number) else None
