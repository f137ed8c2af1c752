"""Makes a status report that never changes."""

from hashlib import sha256

from django.db import transaction

from goals.one_moment import one_moment
from measures.formats import FORMATS, content_of
from measures.interchange import SCHEMA, as_json, from_json
from measures.models import StatusReport, StatusReportFile
from measures.pdf import Busy, NoPdf
from measures.reporting import report_for


def freeze(row):
    """Work out an unsaved StatusReport, and save it with all its files.

    They are made from the JSON that is kept, so that nothing is in them that is not in it.
    They take their time, so meanwhile no transaction keeps others from writing.
    """
    with one_moment():
        data = _worked_out(row)
    contents = {name: data if name == "json" else _content(data, name) for name in FORMATS}
    with transaction.atomic():
        row.save()
        for name, content in contents.items():
            if content is not None:
                StatusReportFile.objects.create(
                    report=row,
                    format=name,
                    content=content,
                    size=len(content),
                    sha256=digest(content),
                )
    return row


def digest(content):
    return sha256(content).hexdigest()


def _worked_out(row):
    """The report as JSON; writes into the row what is known only now."""
    if row.compared_on is None:
        row.compared_on = StatusReport.objects.day_before(row.day, row.is_internal)
    report = report_for(
        row.day,
        compared_on=row.compared_on,
        is_internal=row.is_internal,
        title=row.title,
        foreword=row.foreword,
    )
    data = as_json(report)
    row.made_at, row.schema, row.sha256 = report.made_at, SCHEMA, digest(data)
    return data


def _content(data, name):
    """The file, or None: PDF is not set up here, fails, or the report is too long for it."""
    while True:
        try:
            return content_of(from_json(data), name)
        except Busy:  # each try waits a while; what is kept for good waits for its turn
            continue
        except NoPdf:
            return None
