"""The shell: templates, static files, and the exports of what every app has declared."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "anlan.web"
    label = "web"

    def ready(self) -> None:
        from anlan.web.figure_exports import declare

        declare()
