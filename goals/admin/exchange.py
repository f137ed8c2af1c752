"""Staff's pages to take a table out of the admin and to bring it back."""

import io

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst, slugify
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm

from goals.exchange.blank import EXPLAINED, explanation, template
from goals.exchange.formats import FORMATS, XLSX_MIME
from goals.exchange.header import sheet_of
from goals.exchange.snapshot import SnapshotError, take_snapshot
from goals.exchange.upload import keep, take
from goals.models.content import fold
from goals.tables import TableError, read_tables
from goals.tables.guard import MAX_BYTES
from goals.tables.sheet import MAX_FAULTS

GONE = "Diese Tabelle ist schon eingelesen oder nicht mehr da. Bitte noch einmal hochladen."
NO_SNAPSHOT = (
    "Nichts wurde eingelesen: Der Stand davor ließ sich nicht sichern. Bitte der Administration "
    "Bescheid geben."
)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Tabelle",
        help_text="XLSX, ODS oder CSV, höchstens 5 MB, 5.000 Zeilen und 60 Spalten.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
        allow_empty_file=True,  # the reader says what is wrong with it
    )


class ExchangeAdmin(ImportExportMixin):
    """Adds both pages to an admin; `resource_classes` holds the one resource."""

    formats = FORMATS
    export_form_class = ExportForm

    def get_urls(self):
        view = self.admin_site.admin_view(self.template_view)
        name = "{}_{}_import_template".format(*self.get_model_info())
        return [path("import/vorlage.xlsx", view, name=name), *super().get_urls()]

    def get_resource_kwargs(self, request, *args, **kwargs):
        return {"user": request.user}

    def get_export_filename(self, request, queryset, file_format):
        return f"{self._kind}-{timezone.localdate()}.{file_format.get_extension()}"

    def export_action(self, request):
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            return redirect(self._address("changelist"))

    def template_view(self, request):
        self._require_import(request)
        file = template(self._resource(request), self._title)
        response = HttpResponse(file, content_type=XLSX_MIME)
        response["Content-Disposition"] = f'attachment; filename="vorlage-{self._kind}.xlsx"'
        return response

    def import_action(self, request, **kwargs):
        """Upload, then what the file would change, or everything that is wrong with it."""
        self._require_import(request)
        if request.method != "POST":
            return self._page(request, form=UploadForm())
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form=form)
        file = form.cleaned_data["file"]
        # One byte beyond the limit is enough for the reader to refuse it.
        return self._preview(request, file.name, file.read(MAX_BYTES + 1))

    @method_decorator(require_POST)
    def process_import(self, request, **kwargs):
        """Store what was shown, if it is still the same."""
        self._require_import(request)
        upload = take(request.POST.get("upload", ""), request.user, self.model)
        if upload is None:
            return self._page(request, form=UploadForm(), problem=GONE)
        try:
            snapshot = take_snapshot(self._kind)
            outcome = self._run(request, upload.name, upload.data, expected=upload.shown)
        except SnapshotError:
            return self._page(request, form=UploadForm(), problem=NO_SNAPSHOT)
        except TableError as error:
            return self._page(request, form=UploadForm(), error=error, name=upload.name)
        if not outcome.is_stored:
            others = list(outcome.other_than(upload.shown))
            return self._preview(request, upload.name, upload.data, others)
        done = f"Eingelesen: {outcome}. Der Stand davor ist gesichert in {snapshot.name}."
        messages.success(request, done)
        return redirect(self._address("changelist"))

    def _preview(self, request, name, content, others=()):
        try:
            outcome = self._run(request, name, content, dry_run=True)
        except TableError as error:
            return self._page(request, form=UploadForm(), error=error, name=name)
        token = None
        if outcome.changes:
            token = keep(name, content, outcome.changes, request.user, self.model)
        return self._page(request, outcome=outcome, token=token, name=name, others=others)

    def _run(self, request, name, content, **options):
        sheet = sheet_of(read_tables(io.BytesIO(content), name))
        return self._resource(request).import_data(sheet, file_name=name, **options)

    def _page(self, request, error=None, **context):
        faults = [str(fault) for fault in error.faults] if error else []
        context |= self.admin_site.each_context(request) | {
            "title": f"{self._title} einlesen",
            "opts": self.opts,
            "faults": faults[:MAX_FAULTS],
            "more_faults": len(faults[MAX_FAULTS:]),
            "explained": EXPLAINED,
            "explanation": list(explanation(self._resource(request))),
            "template_address": self._address("import_template"),
        }
        return TemplateResponse(request, self.import_template_name, context)

    def _resource(self, request):
        return self.get_import_resource_classes(request)[0](**self.get_resource_kwargs(request))

    def _require_import(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _address(self, page):
        app, model = self.get_model_info()
        return reverse(f"{self.admin_site.name}:{app}_{model}_{page}")

    @property
    def _title(self):
        return capfirst(str(self.opts.verbose_name_plural))

    @property
    def _kind(self):
        return slugify(fold(self._title))
