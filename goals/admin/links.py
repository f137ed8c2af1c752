"""The page before a deletion says what goes with the row, but not by which links it was tied."""

from django.apps import apps
from django.utils.text import capfirst


class WithoutLinks:
    """Leaves out the rows that only link two others: they have no name that people know."""

    def get_deleted_objects(self, objs, request):
        rows, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        nameless = list(links_without_name())
        starts = tuple(f"{capfirst(link.verbose_name)}: " for link in nameless)
        for link in nameless:
            counts.pop(link.verbose_name_plural, None)
        return list(named(rows, starts)), counts, forbidden, protected


def links_without_name():
    """Those of many-to-many fields; some have been given the name of what they come from."""
    names = {model._meta.verbose_name for model in apps.get_models()}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.auto_created and model._meta.verbose_name not in names:
            yield model._meta


def named(rows, starts):
    """The lines, nested as lists, but those that begin so."""
    for row in rows:
        if isinstance(row, list):
            below = list(named(row, starts))
            if below:
                yield below
        elif not str(row).startswith(starts):
            yield row
