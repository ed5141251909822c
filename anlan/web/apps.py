"""Nothing to set up: the app carries templates, static files and tests."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "anlan.web"
    label = "web"
