from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "anlan.journal"

    def ready(self) -> None:
        from anlan.journal.digest import check_configured
        from anlan.journal.triggers import install

        check_configured()
        # SQLite drops triggers when a migration rebuilds a table: they are set anew after every migrate
        post_migrate.connect(install, dispatch_uid="anlan.journal.triggers")
