"""Makes what a test needs with the least that is valid; the test itself says what matters to it."""

from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.text import slugify

from districts.models import (
    Assessment,
    Coverage,
    District,
    Document,
    Indicator,
    Measurement,
    Offer,
    OfferDate,
    Organisation,
    Suggestion,
    TargetGroup,
)
from goals.models import Example, Goal
from goals.models.content import Publication
from measures.freezing import digest
from measures.interchange import SCHEMA, as_json
from measures.models import (
    Comment,
    Department,
    Measure,
    Milestone,
    Phase,
    ProgressReport,
    Resolution,
    StatusReport,
)
from measures.reporting import report_for


def published(values):
    """What is made is public, unless the test says otherwise."""
    return {"publication": Publication.PUBLISHED, **values}


def make_goal(code="1.1.1", **values):
    """The goal of this number; missing goals above it are made along with it."""
    parent_code = code.rpartition(".")[0]
    if parent_code and "parent" not in values:
        parent = Goal.objects.filter(code=parent_code).first()
        values["parent"] = parent or make_goal(parent_code)
    if code.count(".") == Goal.OBJECTIVE:
        values.setdefault("reach", Goal.Reach.TOWN)
    values.setdefault("text", f"Wortlaut von {code}.")
    return Goal.objects.create(code=code, **values)


def some_goal():
    """Handlungsziel 1.1.1, made once, for tests that do not care which."""
    return Goal.objects.filter(code="1.1.1").first() or make_goal("1.1.1")


def make_town(**values):
    """The root of all places, made once."""
    town = District.objects.filter(kind=District.Kind.TOWN).first()
    return town or District.objects.create(
        kind=District.Kind.TOWN, **{"name": "Ratzeburg", "slug": "ratzeburg", **values}
    )


def make_place(name="Vorstadt", kind=District.Kind.DISTRICT, parent=None, **values):
    """A Stadtteil, or whatever `kind` says, under the town unless there is a parent."""
    if kind == District.Kind.TOWN:
        return make_town(name=name, **values)
    values.setdefault("slug", slugify(name))
    return District.objects.create(name=name, kind=kind, parent=parent or make_town(), **values)


def square(lon=10.77, lat=53.70, size=0.005):
    """An outline in the municipality, some hundred metres wide."""
    east, north = lon + size, lat + size
    ring = [[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]]
    return {"type": "Polygon", "coordinates": [[[round(n, 5) for n in at] for at in ring]]}


def make_quarter(name="Barkenkamp", parent=None, **values):
    return make_place(name, District.Kind.QUARTER, parent, **values)


def make_coverage(goal=None, district=None, **values):
    """The coverage of these two, which may already follow from the goal's reach."""
    goal, district = goal or some_goal(), district or make_town()
    return Coverage.objects.get_or_create(goal=goal, district=district, defaults=values)[0]


def make_assessment(coverage=None, on="2025-01-01", status=Assessment.Status.BEGUN, **values):
    return Assessment.objects.create(
        coverage=coverage or make_coverage(), assessed_on=as_date(on), status=status, **values
    )


def make_organisation(name="Verein für alle", **values):
    values.setdefault("slug", slugify(name))
    return Organisation.objects.create(name=name, **published(values))


def make_target_group(name="Familien", **values):
    values.setdefault("slug", slugify(name))
    return TargetGroup.objects.create(name=name, **values)


def make_offer(name="Spielenachmittag", goals=(), partners=(), target_groups=(), **values):
    values.setdefault("slug", slugify(name))
    values.setdefault("kind", Offer.Kind.ACTIVITY)
    offer = Offer.objects.create(name=name, **published(values))
    offer.goals.set(goals)
    offer.partners.set(partners)
    offer.target_groups.set(target_groups)
    return offer


def make_offer_date(offer=None, **values):
    """`starts_at` has to be said: no test shall depend on the day it runs."""
    return OfferDate.objects.create(offer=offer or make_offer(), **values)


def make_suggestion(kind=Suggestion.Kind.NEW_OFFER, measure=None, **values):
    """What somebody sent in; with a measure, a comment on it."""
    if measure:
        kind = Suggestion.Kind.COMMENT
    elif kind == Suggestion.Kind.NEW_OFFER:
        values = {"subject": "Spieletreff", "offer_kind": Offer.Kind.ACTIVITY, **values}
    suggestion = Suggestion.objects.create(kind=kind, **values)
    if measure:
        Comment.objects.create(suggestion=suggestion, measure=measure)
    return suggestion


def make_answer(question="Gibt es das noch?", on="2025-03-01", **values):
    """A suggestion with a published answer."""
    values.setdefault("answer", "Ja, das gibt es noch.")
    return make_suggestion(
        question=question, answered_on=as_date(on), answer_published=True, **values
    )


def make_document(title="Bedarfsanalyse", goals=(), districts=(), **values):
    values.setdefault("kind", Document.Kind.NEEDS)
    values.setdefault("url", "https://example.org/bedarf.pdf")
    document = Document.objects.create(title=title, **published(values))
    document.goals.set(goals)
    document.districts.set(districts)
    return document


def make_indicator(name="Einwohner", goals=(), **values):
    values.setdefault("slug", slugify(name))
    values.setdefault("unit", "Personen")
    indicator = Indicator.objects.create(name=name, **published(values))
    indicator.goals.set(goals)
    return indicator


def make_measurement(indicator=None, district=None, on="2025-01-01", value=1, **values):
    return Measurement.objects.create(
        indicator=indicator or make_indicator(),
        district=district or make_town(),
        measured_on=as_date(on),
        value=value,
        **values,
    )


def make_example(title="Mehrgenerationenhaus", goals=(), **values):
    values.setdefault("slug", slugify(title))
    values.setdefault("municipality", "Musterstadt")
    values.setdefault("text", "Was dort geschieht.")
    example = Example.objects.create(title=title, **published(values))
    example.goals.set(goals)
    return example


def make_department(name="Fachbereich Bildung", **values):
    values.setdefault("slug", slugify(name))
    return Department.objects.create(name=name, **values)


def make_measure(
    title="Spielplatz", goals=None, districts=(), partners=(), target_groups=(), **values
):
    """A measure of Handlungsziel 1.1.1, unless `goals` says otherwise."""
    values.setdefault("slug", slugify(title))
    measure = Measure.objects.create(title=title, **published(values))
    measure.goals.set([some_goal()] if goals is None else goals)
    measure.districts.set(districts)
    measure.partners.set(partners)
    measure.target_groups.set(target_groups)
    return measure


def make_report(measure=None, on="2025-01-01", phase=Phase.UNDERWAY, **values):
    return ProgressReport.objects.create(
        measure=measure or make_measure(), reported_on=as_date(on), phase=phase, **published(values)
    )


def make_milestone(measure=None, title="Eröffnung", due_on="2025-06-30", **values):
    return Milestone.objects.create(
        measure=measure or make_measure(), title=title, due_on=as_date(due_on), **values
    )


def make_resolution(measure=None, body="Stadtvertretung", on="2025-01-01", **values):
    return Resolution.objects.create(
        measure=measure or make_measure(), body=body, resolved_on=as_date(on), **values
    )


def make_status_report(on="2025-01-01", **values):
    """A frozen report with its data, without the files that take longer."""
    row = StatusReport(day=as_date(on), **{"is_public": True, **values})
    report = report_for(row.day, is_internal=row.is_internal, title=row.title)
    data = as_json(report)
    row.made_at, row.schema, row.sha256 = report.made_at, SCHEMA, digest(data)
    row.save()
    row.files.create(format="json", content=data, size=len(data), sha256=row.sha256)
    return row


def make_staff(username="mitarbeit", is_superuser=True, **values):
    """Someone who may sign in to the admin, by default with every right."""
    return get_user_model().objects.create(
        username=username, is_superuser=is_superuser, **{"is_staff": True, **values}
    )


def make_member(role, username="", departments=(), **values):
    """Someone in one of the four groups; of the Redaktion, a member of the departments."""
    user = make_staff(
        username or role.lower(), is_superuser=False, **{"is_staff": role != "Rat", **values}
    )
    user.groups.add(Group.objects.get(name=role))
    user.departments.set(departments)
    return user


def as_date(day):
    return day if isinstance(day, date) else date.fromisoformat(day)
