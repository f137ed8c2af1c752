"""The page „Mit einem anderen Ort zusammenführen“."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from districts.merge import merge, plan_merge
from districts.models import District
from goals.differences import label_of
from goals.models.tree import tree_lock

# What describes the place that ends: it stays in its history and goes nowhere.
OWN_TEXTS = ("text", "easy_text", "contact", "latitude", "longitude", "outline", "source_url")
MOVED_ON = (
    "Inzwischen hat sich geändert, was an den Orten hängt. Es ist nichts zusammengeführt. "
    "Bitte sehen Sie die Liste noch einmal durch."
)


class TargetForm(forms.Form):
    ziel = forms.ModelChoiceField(
        District.objects.none(),
        label="Aufgehen soll er in",
        error_messages={"invalid_choice": "Diesen Ort gibt es nicht. Bitte einen anderen wählen."},
    )

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)
        inside = District.objects.under(source).values("pk")
        others = District.objects.exclude(kind=District.Kind.TOWN).exclude(pk__in=inside)
        self.fields["ziel"].queryset = others.in_tree_order()


class MergePage:
    """Choose the target, see what would move, then do it."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.merge_view)
        return [
            path("<path:object_id>/merge/", view, name="districts_district_merge"),
            *super().get_urls(),
        ]

    def merge_view(self, request, object_id):
        with tree_lock(District) if request.method == "POST" else transaction.atomic():
            return self._merge_view(request, object_id)

    def _merge_view(self, request, object_id):
        source = self.get_object(request, unquote(object_id))
        may_change = self.has_change_permission(request, source)
        if not (may_change and self.has_delete_permission(request, source)):
            raise PermissionDenied
        if source is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        sent = request.POST if request.method == "POST" else request.GET
        form = TargetForm(sent if "ziel" in sent else None, source=source)
        plan = plan_merge(source, form.cleaned_data["ziel"]) if form.is_valid() else None
        if plan and request.method == "POST" and not plan.faults:
            if request.POST.get("seen") == plan.mark:
                return self._merge(request, plan)
            self.message_user(request, MOVED_ON, messages.WARNING)
        context = self.admin_site.each_context(request) | {
            "title": f"„{source}“ mit einem anderen Ort zusammenführen",
            "opts": self.opts,
            "source": source,
            "form": form,
            "plan": plan,
            "moves": plan and sorted((what, sorted(names)) for what, names in plan.moves.items()),
            "own_texts": [
                label_of(field)
                for field in map(self.opts.get_field, OWN_TEXTS)
                if getattr(source, field.name)
            ],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/districts/district/merge.html", context)

    def _merge(self, request, plan):
        source, target = plan.source, plan.target
        reason = f"„{source}“ ist in „{target}“ aufgegangen"
        self.log_deletions(request, [source])
        merge(source, target, reason)
        self.log_change(request, target, f"{reason}.")
        self.message_user(request, f"{reason}.", messages.SUCCESS)
        return HttpResponseRedirect(
            reverse("admin:districts_district_change", args=[quote(target.pk)])
        )
