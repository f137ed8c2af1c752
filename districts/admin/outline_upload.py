"""The pages „Umrisse hochladen“: GeoJSON for one place, or for all at once."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from districts.geojson import plan_of
from districts.models import District
from districts.models.geojson import MAX_BYTES, said
from goals.exchange.upload import keep, take
from goals.models.tree import tree_lock
from goals.tables.sheet import MAX_FAULTS

GONE = "Diese Datei ist schon übernommen oder nicht mehr da. Bitte noch einmal hochladen."
MOVED_ON = (
    "Inzwischen hat sich etwas geändert. Es ist nichts übernommen. Bitte sehen Sie die Vorschau "
    "noch einmal durch."
)


class OutlineForm(forms.Form):
    file = forms.FileField(
        label="GeoJSON-Datei",
        help_text="Höchstens 2 MB, WGS 84 (EPSG:4326), je Umriss höchstens 20.000 Punkte.",
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json"}),
        allow_empty_file=True,  # the reader says what is wrong with it
    )


class OutlineUpload:
    """Upload, see what would change or what is wrong, then store all of it."""

    import_export_change_list_template = "admin/districts/district/change_list.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.outline_view)
        return [
            path("umrisse/", view, name="districts_district_outlines"),
            path("<path:object_id>/umriss/", view, name="districts_district_outline"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        may = {"may_upload_outlines": self.has_change_permission(request)}
        return super().changelist_view(request, (extra_context or {}) | may)

    def outline_view(self, request, object_id=None):
        place = self.get_object(request, unquote(object_id)) if object_id else None
        if not self.has_change_permission(request, place):
            raise PermissionDenied
        if object_id and place is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            return self._outline_page(request, place, form=OutlineForm())
        if "upload" in request.POST:
            return self._store_outlines(request, place)
        form = OutlineForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._outline_page(request, place, form=form)
        file = form.cleaned_data["file"]
        # One byte beyond the limit is enough for the reader to refuse it.
        return self._preview_outlines(request, place, file.name, file.read(MAX_BYTES + 1))

    def _preview_outlines(self, request, place, name, content):
        with transaction.atomic():
            plan = plan_of(content, request.user, place)
        token = None
        if plan.changes and not plan.faults:
            token = keep(name, content, shown(place, plan), request.user, District)
        return self._outline_page(request, place, plan=plan, name=said(name), token=token)

    def _store_outlines(self, request, place):
        upload = take(request.POST["upload"], request.user, District)
        if upload is None:
            return self._outline_page(request, place, form=OutlineForm(), problem=GONE)
        with tree_lock(District):
            plan = plan_of(upload.data, request.user, place)
            is_same = not plan.faults and shown(place, plan) == upload.shown
            if is_same:
                reason = f"Aus der Datei „{said(upload.name)}“."
                for row in plan.store(reason):
                    self.log_change(request, row, reason)
        if not is_same:
            self.message_user(request, MOVED_ON, messages.WARNING)
            return self._preview_outlines(request, place, upload.name, upload.data)
        done = f"Übernommen aus „{said(upload.name)}“: {len(plan.changes)}."
        self.message_user(request, done, messages.SUCCESS)
        return redirect(self._outline_back(place))

    def _outline_page(self, request, place, plan=None, **context):
        faults = plan.faults if plan else []
        title = f"Umriss von „{place}“ hochladen" if place else "Umrisse und Lagen hochladen"
        context |= self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "place": place,
            "plan": plan,
            "form": context.get("form") or OutlineForm(),
            "faults": faults[:MAX_FAULTS],
            "more_faults": len(faults[MAX_FAULTS:]),
            "way_back": self._outline_back(place),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/districts/district/upload.html", context)

    def _outline_back(self, place):
        if place is None:
            return reverse("admin:districts_district_changelist")
        return reverse("admin:districts_district_change", args=[quote(place.pk)])


def shown(place, plan):
    return {"place": place and place.pk, "changes": plan.shown}
