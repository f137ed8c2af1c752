from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "measures"
    verbose_name = "Maßnahmen"

    def ready(self):
        from measures import actors, scope  # noqa: F401  (add what organisations do; set the rules)
