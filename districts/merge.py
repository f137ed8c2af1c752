"""Two places become one: everything that hangs on the one moves to the other.

What refers to a place is asked of the models, so that no app has to be named here.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import ManyToManyField, ProtectedError

from districts.models import Coverage, District
from goals.models.tree import tree_lock
from goals.versions import mark_of


@dataclass
class Plan:
    """What a merge would do, and what stands in its way."""

    source: District
    target: District
    moves: dict = field(default_factory=lambda: defaultdict(list))  # what → names
    faults: list = field(default_factory=list)

    @property
    def mark(self):
        """Tells whether the plan that somebody saw is still the one that would be carried out."""
        rows = (self.source, self.target)
        return mark_of([[row.pk, row.name, row.aliases] for row in rows] + [dict(self.moves)])


def referring():
    """The fields of all models that refer to a place; histories keep what they say."""
    for relation in District._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            model = relation.related_model
            if not model._meta.auto_created and not hasattr(model, "instance_type"):
                yield relation.field


def plan_merge(source, target):
    plan = Plan(source, target)
    plan.faults += faults_between(source, target)
    if plan.faults:
        return plan
    for link in referring():
        for row in rows_at(link, source):
            what, fault = moved_as(link, row, target)
            plan.moves[what].append(str(row))
            plan.faults += [fault] if fault else []
    try:
        aliases_after(source, target)
    except ValidationError as error:
        plan.faults += error.messages
    return plan


def merge(source, target, reason):
    """Move everything, then delete the source; all of it or, with a ValidationError, nothing."""
    with tree_lock(District):
        places = District._base_manager.select_for_update().in_bulk([source.pk, target.pk])
        if len(places) < len({source.pk, target.pk}):
            raise ValidationError("Einen der beiden Orte gibt es nicht mehr.")
        source, target = places[source.pk], places[target.pk]
        plan = plan_merge(source, target)
        if plan.faults:
            raise ValidationError(plan.faults)
        target.aliases = aliases_after(source, target)
        save(target, reason)
        for link in referring():
            for row in rows_at(link, source):
                move(link, row, source, target, reason)
        left = [str(link) for link in referring() if rows_at(link, source).exists()]
        if left:
            raise ProtectedError("Not everything was moved.", left)
        source = District._base_manager.get(pk=source.pk)
        source._change_reason = reason[:100]
        source.delete()


def faults_between(source, target):
    if source == target:
        yield "Ein Ort kann nicht in sich selbst aufgehen."
    elif source.is_town or target.is_town:
        yield "Die ganze Stadt lässt sich nicht mit einem ihrer Orte zusammenführen."
    elif target.is_descendant_of(source):
        yield f"„{target}“ liegt in „{source}“. Bitte umgekehrt zusammenführen."


def rows_at(link, place):
    return link.model._base_manager.filter(**{link.name: place})


def moved_as(link, row, target):
    """The heading under which a row is listed, and what stands in its way, or ""."""
    name = str(row._meta.verbose_name_plural)
    if isinstance(row, Coverage):
        if is_only_derived(row):
            return f"{name}: folgt nur aus der Reichweite, entfällt", ""
        if twins(link, row, target):
            count = row.assessments.count()
            return f"{name}: besteht schon, {count} Einschätzungen ziehen um", ""
    elif same := twins(link, row, target):
        return name, f"„{row}“ und „{same[0]}“ gibt es beide. Bitte zuerst einen davon löschen."
    elif isinstance(row, District):
        row.parent = target
        try:
            row.check_place(target)
        except ValidationError as error:
            return name, f"„{row}“: {' '.join(error.messages)}"
    return name, ""


def is_only_derived(coverage):
    """Nobody entered or judged it; the target has its own rows that follow from reaches."""
    return coverage.by_reach and not coverage.assessments.exists()


def twins(link, row, target):
    """Rows at the target that a unique rule forbids beside a moved one."""
    if isinstance(link, ManyToManyField):
        return []
    for rule in row._meta.total_unique_constraints:
        if link.name in rule.fields:
            same = {name: getattr(row, name) for name in rule.fields} | {link.name: target}
            if found := list(type(row)._base_manager.filter(**same)):
                return found
    return []


def move(link, row, source, target, reason):
    if isinstance(link, ManyToManyField):
        save(row, reason)
        links = getattr(row, link.name)
        links.add(target)
        links.remove(source)
    elif isinstance(row, Coverage):
        move_coverage(link, row, target, reason)
    else:
        setattr(row, link.name, target)
        save(row, reason)


def move_coverage(link, coverage, target, reason):
    if is_only_derived(coverage):
        coverage.delete()
    elif not (kept := twins(link, coverage, target)):
        coverage.district = target
        save(coverage, reason)
    else:
        for assessment in coverage.assessments.all():
            assessment.coverage = kept[0]
            save(assessment, reason)
        if kept[0].by_reach and not coverage.by_reach:
            kept[0].by_reach = False  # somebody entered it, so it stays whatever the reach says
            save(kept[0], reason)
        coverage.delete()


def save(row, reason):
    row._change_reason = reason[:100]
    row.save()


def aliases_after(source, target):
    """The target's other names, with all names of the source among them."""
    names = dict.fromkeys([*names_in(target.aliases), source.name, *names_in(source.aliases)])
    names.pop(target.name, None)
    aliases = ", ".join(names)
    if len(aliases) > District._meta.get_field("aliases").max_length:
        raise ValidationError(
            f"Für „{aliases}“ ist im Feld „weitere Namen“ kein Platz. Bitte zuerst kürzen."
        )
    return aliases


def names_in(aliases):
    return [name.strip() for name in aliases.split(",") if name.strip()]


def successor_of(slug):
    """The public place in which a place that was public at this address has gone up, or None."""
    gone = District.history.exclude(id__in=District._base_manager.values("pk"))
    names = set(gone.filter(slug=slug, is_published=True).values_list("name", flat=True))
    if names:
        for place in District.objects.public().exclude(aliases=""):
            if names & set(names_in(place.aliases)):
                return place
    return None
