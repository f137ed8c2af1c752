from django.contrib.admin import AdminSite

from ratzeburg.signin.second_factor import is_missing


class StaffSite(AdminSite):
    """The admin lets in whoever has proven the second factor, where one is wanted."""

    site_title = site_header = "Demografische Stadtplanung Ratzeburg"
    index_title = "Inhalte pflegen"

    def has_permission(self, request):
        return super().has_permission(request) and not is_missing(request)
