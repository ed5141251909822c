from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CriteriaConfig(AppConfig):
    name = "anlan.criteria"

    def ready(self) -> None:
        from anlan.criteria.packs import sync_criteria

        post_migrate.connect(sync_criteria, sender=self, dispatch_uid="anlan.criteria.packs")
