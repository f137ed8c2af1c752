from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from districts.downloads import as_download
from districts.models import Document
from districts.uploads import PDFField, PDFInput
from goals.admin.base import PublishableAdmin


def preview_of(document):
    """Where staff get the file, published or not."""
    return reverse("admin:districts_document_datei", args=[document.pk])


class DocumentForm(forms.ModelForm):
    file = PDFField(label="Datei", required=False, widget=PDFInput(preview_of))


@admin.register(Document)
class DocumentAdmin(PublishableAdmin):
    form = DocumentForm
    list_display = ("title", "kind", "dated", "publication")
    list_filter = ("publication", "kind")
    filter_horizontal = ("goals", "districts")

    def get_urls(self):
        view = self.admin_site.admin_view(never_cache(require_safe(self.file_view)))
        return [
            path("<int:pk>/datei/", view, name="districts_document_datei"),
            *super().get_urls(),
        ]

    def file_view(self, request, pk):
        """The upload as citizens would get it, for whoever may see the row."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        document = self.get_queryset(request).exclude(file="").filter(pk=pk).first()
        if document is None:
            raise Http404
        return as_download(document)
