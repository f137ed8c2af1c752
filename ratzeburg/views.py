from django.contrib import admin
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from districts.models import District
from goals.models import Goal
from ratzeburg.handbook import START, Page, pages


class Start(TemplateView):
    template_name = "ratzeburg/start.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            goals=Goal.objects.public().in_tree_order(),
            places=District.objects.public().in_tree_order(),
            **kwargs,
        )


@require_safe
def handbook(request, name=None):
    """The handbook for staff, within the admin's look."""
    page, others = Page(name or START), pages()
    if name and page not in others:
        raise Http404
    context = {"page": name and page, "pages": others, "title": page.title, "text": page.html}
    return render(
        request, "ratzeburg/handbook.html", {**admin.site.each_context(request), **context}
    )


@never_cache
@require_safe
def healthz(request):
    """For the machine that watches over the portal: 200, or 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return HttpResponse("database: not reachable\n", status=503, content_type="text/plain")
    if waiting:
        names = ", ".join(str(migration) for migration, _ in waiting)
        return HttpResponse(f"migrations: {names}\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
