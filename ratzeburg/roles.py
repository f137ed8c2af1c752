"""The four groups that staff and council members belong to, and what each may do."""

from django.apps import apps as installed

CONTENT = {
    "goals": ("goal", "example"),
    "districts": (
        "district",
        "coverage",
        "assessment",
        "organisation",
        "targetgroup",
        "offer",
        "offerdate",
        "document",
        "indicator",
        "measurement",
    ),
    "measures": ("department", "measure", "progressreport", "milestone", "resolution"),
}
OWN_WORK = {
    "districts": ("offer", "offerdate", "document"),
    "measures": ("measure", "progressreport", "milestone"),
}
ROLES = {
    "Verwaltung": (CONTENT, ("view", "add", "change", "delete")),
    "Redaktion": (OWN_WORK, ("view", "add", "change")),
    "Rat": ({}, ()),
    "Administration": ({"auth": ("user", "group")}, ("view", "add", "change", "delete")),
}


def create_roles(using, apps=installed, **kwargs):
    """Make the groups that do not exist yet; one that exists stays as it was set up."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, (models, actions) in ROLES.items():
        group, is_new = Group.objects.using(using).get_or_create(name=name)
        if is_new:
            for app, names in models.items():
                codes = [f"{action}_{model}" for model in names for action in actions]
                group.permissions.add(
                    *Permission.objects.using(using).filter(
                        content_type__app_label=app, codename__in=codes
                    )
                )
