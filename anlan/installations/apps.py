from django.apps import AppConfig
from django.db.models.signals import post_migrate

ADDED_ONLY = ("installations_pledge",)
"""What a plant announced stays as it was announced."""


class InstallationsConfig(AppConfig):
    name = "anlan.installations"

    def ready(self) -> None:
        from anlan.installations import rows, triggers  # noqa: F401 -- rows registers what is told of them
        from anlan.journal.triggers import APPEND_ONLY

        for table in ADDED_ONLY:
            if table not in APPEND_ONLY:
                APPEND_ONLY.append(table)
        post_migrate.connect(triggers.install, dispatch_uid="anlan.installations.triggers")
