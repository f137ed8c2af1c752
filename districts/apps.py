from django.apps import AppConfig


class DistrictsConfig(AppConfig):
    name = "districts"
    verbose_name = "Orte und Angebote"

    def ready(self):
        from districts import signals  # noqa: F401  (connects the receivers)
