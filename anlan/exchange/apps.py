from django.apps import AppConfig

KEPT = ("exchange_formfile", "exchange_filledfile")


class ExchangeConfig(AppConfig):
    name = "anlan.exchange"

    def ready(self) -> None:
        from anlan.journal.triggers import APPEND_ONLY

        for table in KEPT:
            if table not in APPEND_ONLY:
                APPEND_ONLY.append(table)
