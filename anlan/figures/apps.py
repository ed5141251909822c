from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "anlan.figures"

    def ready(self) -> None:
        from anlan.journal.triggers import APPEND_ONLY

        if "figures_contribution" not in APPEND_ONLY:
            APPEND_ONLY.append("figures_contribution")
