from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ChecklistsConfig(AppConfig):
    name = "anlan.checklists"

    def ready(self) -> None:
        from anlan.checklists.lists import sync_checklists

        # by now the criteria that items name are there: their app comes first among the installed ones
        post_migrate.connect(sync_checklists, sender=self, dispatch_uid="anlan.checklists.lists")
