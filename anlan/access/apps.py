from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccessConfig(AppConfig):
    name = "anlan.access"

    def ready(self) -> None:
        from anlan.journal.triggers import APPEND_ONLY

        for table in ("access_signin", "access_look"):
            if table not in APPEND_ONLY:
                APPEND_ONLY.append(table)
        autodiscover_modules("contacts")
