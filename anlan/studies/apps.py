from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "anlan.studies"

    def ready(self) -> None:
        from anlan.studies import origins, rows  # noqa: F401 -- what is told, and made a task of
