"""How an upload leaves the portal: as a file to be saved, never as a page of ours."""

from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404


def as_download(document):
    """The upload as an answer; 404 where the file is missing."""
    try:
        file = document.file.open()
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
    name = document.file_name
    # Uploads of earlier versions may be of any type.
    kind = "application/pdf" if name.endswith(".pdf") else "application/octet-stream"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=kind)
    response.holds_upload = True  # so that nothing of it runs, whatever it is
    return response
