"""The four groups that staff and council members belong to, and what each may do."""

from django.apps import apps as installed
from django.db.models import Q

CONTENT = ("goals", "districts", "measures")
# model → what the Redaktion may do with it, within its departments (measures/scope.py)
OWN_WORK = {
    "districts.offer": "view add change export",
    "districts.offerdate": "view add change delete",
    "districts.document": "view add change",
    "districts.suggestion": "view change",
    "measures.measure": "view add change export",
    "measures.milestone": "view add change delete",
    "measures.progressreport": "view add change export",
    "measures.resolution": "view add change",
    # to choose from
    "districts.organisation": "view",
}


def everything_of(*apps):
    return Q(content_type__app_label__in=apps) & ~Q(content_type__model__startswith="historical")


# Permissions themselves are the programme's.
ACCOUNTS = everything_of("auth") & ~Q(content_type__model="permission")

PAGES = everything_of("ratzeburg") & Q(content_type__model="infopage")


def _own_work():
    condition = Q()
    for label, actions in OWN_WORK.items():
        app, model = label.split(".")
        codes = [f"{action}_{model}" for action in actions.split()]
        condition |= Q(content_type__app_label=app, codename__in=codes)
    return condition


ROLES = {
    "Verwaltung": everything_of(*CONTENT) | PAGES,
    "Redaktion": _own_work(),
    "Rat": Q(content_type__app_label="measures", codename="see_unpublished"),
    "Administration": ACCOUNTS | PAGES,
}


def create_roles(using, apps=installed, **kwargs):
    """Make the groups that do not exist yet; one that exists stays as it was set up."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, permissions in ROLES.items():
        group, is_new = Group.objects.using(using).get_or_create(name=name)
        if is_new:
            group.permissions.set(Permission.objects.using(using).filter(permissions))
