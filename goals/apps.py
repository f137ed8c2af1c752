from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GoalsConfig(AppConfig):
    name = "goals"
    verbose_name = "Zielpyramide"

    def ready(self):
        from goals.search_index import keep_indexes  # the models are not there before

        post_migrate.connect(keep_indexes)
