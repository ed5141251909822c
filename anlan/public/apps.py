from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PublicConfig(AppConfig):
    name = "anlan.public"

    def ready(self) -> None:
        autodiscover_modules("public_lists")
