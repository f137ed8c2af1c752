"""Tables go out and come back, as the pages of the admin do it."""

import html
import io
import re

from django.urls import reverse

from districts.resources import (
    CoverageResource,
    DistrictResource,
    IndicatorResource,
    MeasurementResource,
    OfferResource,
    OrganisationResource,
)
from goals.exchange.formats import FORMATS
from goals.exchange.header import sheet_of
from goals.resources import GoalResource
from goals.tables import read_tables
from measures.resources import MeasureResource, ProgressReportResource
from tests.goals.spreadsheets import csv_file

RESOURCES = (
    GoalResource,
    DistrictResource,
    CoverageResource,
    OrganisationResource,
    OfferResource,
    IndicatorResource,
    MeasurementResource,
    MeasureResource,
    ProgressReportResource,
)
FORMAT = {format.extension: format for format in FORMATS}


def taken_out(resource, extension, user):
    """The file that an export gives."""
    return FORMAT[extension]().export_data(resource(user=user).export())


def bring_in(resource, content, name, user, **options):
    sheet = sheet_of(read_tables(io.BytesIO(content), name))
    return resource(user=user).import_data(sheet, file_name=name, **options)


def bring_rows(resource, user, *rows, **options):
    """The rows as a CSV, header first; cells are separated by |."""
    content = csv_file([row.split("|") for row in rows], encoding="utf-8")
    return bring_in(resource, content, "tabelle.csv", user, **options)


def address(resource, page="import"):
    options = resource._meta.model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}")


def upload(client, resource, content, name):
    """The page that answers to the upload of a file."""
    file = io.BytesIO(content)
    file.name = name
    return client.post(address(resource), {"file": file})


def confirm(client, resource, page):
    token = re.search(r'name="upload" value="([^"]+)"', page.text)[1]
    return client.post(address(resource, "process_import"), {"upload": token})


def text_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def faults_of(page):
    """What the page says is wrong with the file, one text a fault."""
    found = re.search(r'exchange-faults">(.*?)</ul>', page.text, re.DOTALL)
    faults = re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL) if found else []
    return [html.unescape(fault.replace("<br>", "\n")) for fault in faults]
