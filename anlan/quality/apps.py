from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "anlan.quality"
