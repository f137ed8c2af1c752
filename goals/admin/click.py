from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


class Clicks:
    """Buttons that do one thing to one row: addresses for POST, which lead back to the button."""

    clicks = {}  # last part of the address → method that takes the request and the locked row

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"<int:pk>/{part}/", self._click(getattr(self, method)), name=f"{name}_{part}")
            for part, method in self.clicks.items()
        ]
        return own + super().get_urls()

    def _click(self, do):
        def view(request, pk):
            with transaction.atomic():
                rows = self.get_queryset(request).select_for_update(of=("self",))
                row = rows.filter(pk=pk).first()
                if row is None:
                    raise Http404
                do(request, row)
            return redirect(self._where_from(request))

        return self.admin_site.admin_view(require_POST(view))

    def _where_from(self, request):
        page = request.headers.get("Referer", "")
        if url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
            return page
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
