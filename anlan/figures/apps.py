from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "anlan.figures"

    def ready(self) -> None:
        from anlan.journal.triggers import APPEND_ONLY

        for table in ("figures_contribution", "figures_quote"):
            if table not in APPEND_ONLY:
                APPEND_ONLY.append(table)
