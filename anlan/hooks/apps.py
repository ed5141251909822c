from django.apps import AppConfig


class HooksConfig(AppConfig):
    name = "anlan.hooks"

    def ready(self) -> None:
        from anlan.hooks import rows  # noqa: F401 -- registers what is told of receivers
