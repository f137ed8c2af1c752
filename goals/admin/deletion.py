"""Why a row cannot be deleted: what still refers to it, by kind and name."""

from collections import defaultdict

from django.contrib.admin.utils import NestedObjects, quote
from django.db import router
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from goals.scope import is_in_scope

AT_MOST = 50  # lines; whoever has more to untie begins with these
ELSEWHERE = "gehört nicht zu Ihrem Bereich"


class SaysWhatRefers:
    """Delete pages, of one row and of several, that name what stands in the way."""

    def get_deleted_objects(self, objs, request):
        deletable, counts, missing, protected = super().get_deleted_objects(objs, request)
        if protected:
            protected = self._lines(request, objs)
        return deletable, counts, missing, protected

    def _lines(self, request, objs):
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        rows = sorted(
            ends_of(collector.protected, self.model), key=lambda row: (row._meta.label, str(row))
        )
        lines = [self.line_about(request, row) for row in rows[:AT_MOST]]
        if len(rows) > AT_MOST:
            lines.append(f"und {len(rows) - AT_MOST} weitere")
        return lines

    def line_about(self, request, row):
        kind = capfirst(row._meta.verbose_name)
        if not is_in_scope(row, request.user):
            return f"{kind}: {ELSEWHERE}"
        site, model = self.admin_site, type(row)
        if site.is_registered(model):
            if site.get_model_admin(model).has_view_permission(request, row):
                return format_html('{}: <a href="{}">{}</a>', kind, address_of(site, row), row)
            return kind
        return f"{kind}: {row}"


def ends_of(rows, model):
    """The rows, where one is only a link of a many-to-many field what it comes from."""
    linked, found = defaultdict(set), set()
    for row in rows:
        if row._meta.auto_created:
            end = other_end(row, model)
            linked[end.related_model].add(getattr(row, end.attname))
        else:
            found.add(row)
    for related, pks in linked.items():
        found |= set(related._base_manager.filter(pk__in=pks))
    return found


def other_end(link, model):
    ends = [field for field in link._meta.fields if field.many_to_one]
    return next((end for end in ends if end.related_model is not model), ends[0])


def address_of(site, row):
    name = f"{site.name}:{row._meta.app_label}_{row._meta.model_name}_change"
    try:
        return reverse(name, args=[quote(row.pk)])
    except NoReverseMatch:
        return ""
