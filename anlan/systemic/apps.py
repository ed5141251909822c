from django.apps import AppConfig


class SystemicConfig(AppConfig):
    name = "anlan.systemic"

    def ready(self) -> None:
        from anlan.systemic import origins, rows  # noqa: F401 -- what is told, and made a task of
