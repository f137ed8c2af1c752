"""Permissions as people choose them: in German, and only those that mean something here."""

from django.contrib.auth.models import Permission

from goals.admin.fields import RowsField
from ratzeburg.roles import ACCOUNTS, CONTENT, PAGES, everything_of

WORDS = {
    "view": "ansehen",
    "add": "anlegen",
    "change": "ändern",
    "delete": "löschen",
    "import": "einlesen",
    "export": "ausgeben",
    "publish": "veröffentlichen",
}


class ShortSearch:
    """Django makes a condition of every word; a pasted page of text would be too many."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, " ".join(search_term.split()[:10]))


class PermissionChoice(RowsField):
    def label_from_instance(self, permission):
        return in_german(permission)


class GermanRights:
    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.remote_field.model is Permission:
            kwargs["queryset"] = offered()
            kwargs["form_class"] = PermissionChoice
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def offered():
    return Permission.objects.filter(everything_of(*CONTENT) | ACCOUNTS | PAGES).select_related(
        "content_type"
    )


def in_german(permission):
    """ "Maßnahme: ändern"; a permission that is not one of the usual has a German name already."""
    model = permission.content_type.model_class()
    action, _, of = permission.codename.partition("_")
    if of == permission.content_type.model and action in WORDS:
        return f"{model._meta.verbose_name}: {WORDS[action]}"
    return f"{model._meta.verbose_name}: {permission.name}"
