from functools import partial

from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import conditional_page, require_safe
from django.views.generic import TemplateView

from goals.addresses import absolute
from ratzeburg.open_data import catalogue, files, schemas, times
from ratzeburg.open_data.datasets import DATASETS
from ratzeburg.open_data.licences import licence

WRITERS = {
    "csv": (files.as_csv, "text/csv; charset=utf-8"),
    "json": (files.as_json, "application/json"),
    "geojson": (files.as_geojson, "application/geo+json"),
}


class OpenData(TemplateView):
    """What data there is, what its fields mean, how it may be used."""

    template_name = "ratzeburg/open_data.html"

    def get_context_data(self, **kwargs):
        changed = times.changed()
        return super().get_context_data(
            datasets=[(dataset, times.newest(dataset, changed)) for dataset in DATASETS.values()],
            licence=licence(),
            **kwargs,
        )


@require_safe
def data_file(request, dataset, format):
    """One table in one format, sent row by row."""
    dataset = found(dataset)
    if format not in dataset.formats:
        raise Http404
    write, content_type = WRITERS[format]
    parts = write(dataset, partial(absolute, request=request))
    response = StreamingHttpResponse(parts, content_type=content_type)
    if format == "csv":
        response["Content-Disposition"] = f'attachment; filename="ratzeburg-{dataset.name}.csv"'
    return response


@require_safe
def schema(request, dataset):
    content = schemas.json_schema(found(dataset), partial(absolute, request=request))
    return as_answer(content, "application/schema+json")


@require_safe
def csv_metadata(request, dataset):
    content = schemas.csv_metadata(found(dataset), partial(absolute, request=request))
    return as_answer(content, "application/csvm+json")


@conditional_page
@require_safe
def catalogue_file(request):
    text = catalogue.as_turtle(partial(absolute, request=request))
    return HttpResponse(text, content_type="text/turtle; charset=utf-8")


def as_answer(content, content_type):
    return JsonResponse(
        content, content_type=content_type, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


def found(name):
    try:
        return DATASETS[name]
    except KeyError as error:
        raise Http404 from error
