"""The pages about what happened to a row, and the way back to how it stood then."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, quote, unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from goals.admin.conflict import lock, writing
from goals.admin.page import put
from goals.admin.rows import Row, as_sent
from goals.history import Names, Story, names_of_gone, states_of
from goals.numbers import is_number
from goals.scope import is_limited
from goals.versions import version_of

PER_PAGE = 25
IN_BETWEEN = (
    "Inzwischen hat jemand den Eintrag geändert. Es ist nichts wiederhergestellt; "
    "die Unterschiede unten sind die zum jetzigen Stand."
)


class HistoryPages:
    """Who changed what and when, with the differences; and „Diesen Stand wiederherstellen“."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        restore = path("<path:object_id>/history/<int:number>/", view, name=name)
        return (
            [restore, *super().get_urls()] if hasattr(self.model, "record") else super().get_urls()
        )

    def history_view(self, request, object_id, extra_context=None):
        if not hasattr(self.model, "record"):
            return super().history_view(request, object_id, extra_context)
        row = self.get_object(request, unquote(object_id))
        if row is None:
            if not self._may_see_deleted(request, object_id):
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        elif not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        pk = row.pk if row else unquote(object_id)
        story = Story(self.model, pk, self._links_up(request, row))
        page = Paginator(story.saves, PER_PAGE).get_page(request.GET.get("p"))
        entries = story.entries(page.object_list)
        context = {
            "title": f"Geschichte: {row or entries[0].changes[0].title}",
            "object": row,
            "object_id": object_id,
            "page": page,
            "entries": entries,
            "newest": story.saves and story.saves[0][0].when,
            "can_restore": row is not None and self.has_change_permission(request, row),
            "restore_url": f"admin:{self.opts.app_label}_{self.opts.model_name}_restore",
        }
        return self._answer(request, "admin/record_history.html", context)

    def restore_view(self, request, object_id, number):
        with writing(self.model):
            row = self.get_object(request, unquote(object_id))
            if not self.has_change_permission(request, row):
                raise PermissionDenied
            if row is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            if not row.history.exclude(history_type="-").filter(pk=number).exists():
                raise Http404
            lock(row)
            [state] = states_of(self.model, {number})
            form, missing = self._form_of(request, self.get_object(request, row.pk), state)
            seen = version_of(self.get_object(request, row.pk))
            if request.method == "POST" and form.is_valid():
                if request.POST.get("seen") == seen:
                    return self._restore(request, form, state)
                self.message_user(request, IN_BETWEEN, messages.WARNING)
            context = {
                "title": f"Stand vom {said(state)}: {row}",
                "object": row,
                "seen": seen,
                "differences": list(Row(form).differences()),
                "missing": missing,
                "faults": list(faults_in(form, state)),
            }
            return self._answer(request, "admin/restore.html", context)

    def _restore(self, request, form, state):
        row = form.instance
        reason = f"Wiederhergestellt: Stand vom {said(state)}"
        row._change_reason = reason
        self.save_model(request, self.save_form(request, form, change=True), form, change=True)
        self.save_related(request, form, [], change=True)
        self.log_change(request, row, f"{reason}.")
        self.message_user(request, f"{reason}.", messages.SUCCESS)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_history"
        return HttpResponseRedirect(reverse(name, args=[quote(row.pk)]))

    def _form_of(self, request, row, state):
        """The form as if somebody typed the old state into it: all its rules and rights hold."""
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        form_class = self.get_form(request, row, change=True, fields=fields)
        old = {field.name: value for field, value in state.values.items()}
        links, missing = links_that_exist(state)
        data, blank = QueryDict(mutable=True), form_class(instance=row)
        for name, field in blank.fields.items():
            if isinstance(field, forms.FileField):
                field = forms.CharField()
            value = links[name] if name in links else old.get(name, blank[name].initial)
            put(data, as_sent(field.widget, name, field.prepare_value(value)))
        form = form_class(data, instance=row)
        for name, field in form.fields.items():
            if isinstance(field, forms.FileField):  # a file that is there already, by its name
                form.fields[name] = forms.CharField(required=False)
        return form, missing

    def _links_up(self, request, row):
        """The fields by which recorded rows that are edited on the same page refer to this one."""
        for inline in self.get_inline_instances(request, row):
            if hasattr(inline.model, "record"):
                yield _get_foreign_key(self.model, inline.model, inline.fk_name)

    def _may_see_deleted(self, request, object_id):
        if is_limited(self.model, request.user) or not self.has_delete_permission(request):
            return False
        pk = unquote(object_id)
        return is_number(pk) and self.model.history.filter(id=pk).exists()

    def _answer(self, request, template, context):
        request.current_app = self.admin_site.name
        shared = self.admin_site.each_context(request)
        return TemplateResponse(request, template, shared | {"opts": self.opts} | context)


def links_that_exist(state):
    """{field name: numbers}, and (label, name) of the rows that are gone and stay left out."""
    links, missing = {}, []
    for field, pks in state.links.items():
        there = set(
            field.related_model._base_manager.filter(pk__in=pks).values_list("pk", flat=True)
        )
        links[field.name] = sorted(there)
        gone = names_of_gone(field.related_model, pks - there)
        missing += [(field, gone.get(pk, f"Nr. {pk}")) for pk in pks - there]
    return links, missing


def faults_in(form, state):
    """(label, text) of what stands in the way."""
    names = Names([state])
    relations = {field.name: (field, pk) for field, pk in state.values.items() if field.many_to_one}
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        field, pk = relations.get(name, (None, None))
        if pk is not None and form.has_error(name, "invalid_choice"):
            errors = [f"„{names.get(field, pk)}“ steht nicht mehr zur Wahl."]
        yield from ((label, error) for error in errors)


def said(state):
    when = timezone.localtime(state.record.history_date)
    return f"{when:%d.%m.%Y, %H:%M} Uhr"
