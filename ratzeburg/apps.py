from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.models.signals import post_migrate


class RatzeburgConfig(AppConfig):
    name = "ratzeburg"
    default = True  # of the two configurations in this file
    verbose_name = "Portal"

    def ready(self):
        from ratzeburg.pages import keep_pages
        from ratzeburg.roles import create_roles

        post_migrate.connect(create_roles, sender=self)
        post_migrate.connect(keep_pages, sender=self)


class StaffPages(admin_apps.AdminConfig):
    default = False
    default_site = "ratzeburg.site.StaffSite"


class PortalStaticFiles(StaticFilesConfig):
    """Leaves out what the pages never ask for: 30 MB of KERN's fonts, scripts and parts."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "fonts/*",
        "js/kern-*",
        "kern.css",
        "kern-*.css",
        "fira-sans-[!l]*",
        "fira-sans-latin-ext-[1-357-9]*",
        "fira-sans-latin-[1-357-9]*",
        "fira-sans-*-italic.*",
        "*.woff",
    ]
