from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ListingsConfig(AppConfig):
    name = "anlan.listings"

    def ready(self) -> None:
        from anlan.journal.triggers import APPEND_ONLY

        for table in ("listings_batch", "listings_batchline"):
            if table not in APPEND_ONLY:
                APPEND_ONLY.append(table)
        autodiscover_modules("listing", "exports")
