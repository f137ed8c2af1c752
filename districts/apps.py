from django.apps import AppConfig


class DistrictsConfig(AppConfig):
    name = "districts"
    verbose_name = "Orte und Angebote"

    def ready(self):
        from districts import actors, signals  # noqa: F401  (what organisations do; the receivers)
