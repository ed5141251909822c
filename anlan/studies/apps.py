from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "anlan.studies"

    def ready(self) -> None:
        from anlan.studies import (  # noqa: F401 -- what is told, made a task of, put on an agenda
            agenda_plants,
            origins,
            rows,
        )
