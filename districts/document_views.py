"""The list of documents, and the files themselves."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from districts.downloads import as_download
from districts.list_filters import DocumentFilter
from districts.models import Document
from goals.listing import FilteredList


class DocumentList(FilteredList):
    queryset = Document.objects.published().for_list()
    filterset_class = DocumentFilter
    template_name = "districts/document_list.html"


@require_safe
def document_file(request, pk, name):
    """An upload of a published document, to be saved."""
    document = get_object_or_404(Document.objects.published().exclude(file=""), pk=pk)
    if document.file_name != name:
        raise Http404
    return as_download(document)
