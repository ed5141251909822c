from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MapsConfig(AppConfig):
    name = "anlan.maps"

    def ready(self) -> None:
        from anlan.kernel.tellers import TELLERS
        from anlan.maps.telling import tell_sets

        TELLERS["boundaries"] = tell_sets
        autodiscover_modules("mapped")
