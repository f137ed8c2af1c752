from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from districts.models import District
from goals.models import Goal
from ratzeburg.forms import SignInForm


class Start(TemplateView):
    template_name = "ratzeburg/start.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            goals=Goal.objects.public().in_tree_order(),
            places=District.objects.public().in_tree_order(),
            **kwargs,
        )


class SignIn(LoginView):
    """One sign-in for staff and council; those who are signed in can sign out here."""

    template_name = "ratzeburg/login.html"
    authentication_form = SignInForm

    def get(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return super().get(request, *args, **kwargs)
        wanted = self.get_redirect_url()
        is_refused = wanted.startswith(reverse("admin:index")) and not self._is_staff()
        if wanted and not is_refused:
            return redirect(wanted)
        # Going on would come straight back: the admin sends here whom it does not let in.
        return render(
            request,
            "ratzeburg/signed_in.html",
            {"is_refused": is_refused, "is_staff": self._is_staff()},
            status=403 if is_refused else 200,
        )

    def get_default_redirect_url(self):
        return resolve_url("admin:index" if self._is_staff() else "status-report")

    def _is_staff(self):
        return admin.site.has_permission(self.request)


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
