"""Two people on one form: the second to save sees what the first one did, and loses nothing."""

import json
from contextlib import contextmanager

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import router, transaction
from django.template.response import TemplateResponse

from goals.admin.page import Page, marks_of
from goals.models.tree import TreeNode, tree_lock
from goals.numbers import is_number
from goals.versions import plain

SEEN = "_seen"  # the hidden field with the marks of what the form was filled with
CONTESTED = (
    "Während Sie gearbeitet haben, hat jemand anderes dasselbe geändert. Es ist noch nichts "
    "gespeichert und nichts verloren: Oben stehen beide Fassungen nebeneinander. Bitte prüfen "
    "und noch einmal speichern."
)


class Contested:
    """A form that is shown again with its clashes instead of being saved."""

    def clean(self):
        cleaned = super().clean()
        self.add_error(None, CONTESTED)
        return cleaned


class NoLostUpdates:
    """A change page that compares under a lock before it saves."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id and "_saveasnew" not in request.POST:
            with writing(self.model):
                if response := self._compare(request, object_id):
                    return response
                return super().changeform_view(request, object_id, form_url, extra_context)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _compare(self, request, object_id):
        """Take over what others changed elsewhere; leave clashes to the form."""
        if row := self.get_object(request, unquote(object_id)):
            lock(row)
            row = self.get_object(request, unquote(object_id))
        seen = seen_by(request)
        if not seen or not self.has_change_permission(request, row):
            return None
        if row is None:
            return self._say_it_is_gone(request)
        page = self._page_with(request, row, seen)
        if page.marks() != seen:
            request.clashes = list(page.clashes())
            request.POST = page.merged(request.POST)
        return None

    def _page_with(self, request, row, seen):
        form, formsets, inlines = self._bound(request, row)
        may_change = [inline.has_change_permission(request, row) for inline in inlines]
        return Page(form, list(zip(formsets, may_change, strict=True)), seen)

    def _bound(self, request, row):
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        form = self.get_form(request, row, change=row is not None, fields=fields)(
            request.POST, request.FILES, instance=row
        )
        return form, *self._create_formsets(request, form.instance, change=row is not None)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if getattr(request, "clashes", None):
            return type(form.__name__, (Contested, form), {})
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "POST" and obj.pk:
            kwargs["queryset"] = locked(kwargs["queryset"])
        return kwargs

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["seen_name"] = SEEN
            context["seen"] = json.dumps(marks_of(context["adminform"].form, formsets))
            context["clashes"] = [
                (clash, last_change(clash.row)) for clash in getattr(request, "clashes", ())
            ]
            context["has_uploads"] = bool(request.FILES)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _say_it_is_gone(self, request):
        """What was written is shown once more, to be copied from there."""
        form, formsets, _ = self._bound(request, None)
        forms = [(self.opts.verbose_name, form)]
        for formset in formsets:
            if formset.management_form.is_valid():
                forms += [(formset.model._meta.verbose_name, row) for row in formset.forms]
        context = self.admin_site.each_context(request) | {
            "title": "Diesen Eintrag gibt es nicht mehr",
            "opts": self.opts,
            "sections": [(name, written) for name, row in forms if (written := written_in(row))],
        }
        return TemplateResponse(request, "admin/gone.html", context, status=404)


@contextmanager
def writing(model):
    """A transaction; of a tree with its lock, as whoever holds a row must not wait for that."""
    if issubclass(model, TreeNode):
        with tree_lock(model):
            yield
    else:
        with transaction.atomic(using=router.db_for_write(model)):
            yield


def locked(queryset):
    """The rows, held until the transaction ends; others may still refer to them."""
    return queryset.select_for_update(of=("self",), no_key=True)


def lock(row):
    list(locked(type(row)._base_manager.filter(pk=row.pk)).values("pk"))


def seen_by(request):
    """The marks that came along, or {}: a script that sends none wants no comparison."""
    try:
        seen = json.loads(request.POST.get(SEEN, "{}"))
    except ValueError:
        return {}
    well_formed = isinstance(seen, dict) and all(isinstance(part, dict) for part in seen.values())
    return seen if well_formed else {}


def last_change(row):
    """Who changed a row last, and when: its newest record, where it has a history."""
    history = getattr(row, "history", None)
    return history.select_related("history_user").first() if history and row.pk else None


def written_in(form):
    """(label, text) of what was filled in."""
    hidden = ("id", "DELETE")
    for bound in form:
        if bound.name in hidden or bound.is_hidden or not bound.data:
            continue
        value = bound.data
        if hasattr(bound.field, "queryset"):
            pks = value if isinstance(value, list) else [value]
            text = ", ".join(_names(bound.field.queryset, pks))
        else:
            text = " ".join(map(str, value)) if isinstance(value, list) else str(plain(value))
        yield bound.label, text


def _names(queryset, pks):
    return [str(row) for row in queryset.filter(pk__in=[pk for pk in pks if is_number(pk)])]
