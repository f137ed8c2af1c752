"""The page before a deletion says what goes with the row, but not by which links it was tied."""

from django.apps import apps
from django.utils.text import capfirst


class WithoutLinks:
    """Leaves out the rows that only link two others: they have no name that people know."""

    def get_deleted_objects(self, objs, request):
        rows, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        every = apps.get_models(include_auto_created=True)
        links = [model._meta for model in every if model._meta.auto_created]
        starts = tuple(f"{capfirst(link.verbose_name)}: " for link in links)
        for link in links:
            counts.pop(link.verbose_name_plural, None)
        return list(named(rows, starts)), counts, forbidden, protected


def named(rows, starts):
    """The lines, nested as lists, but those that begin so."""
    for row in rows:
        if isinstance(row, list):
            below = list(named(row, starts))
            if below:
                yield below
        elif not str(row).startswith(starts):
            yield row
