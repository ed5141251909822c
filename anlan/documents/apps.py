from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DocumentsConfig(AppConfig):
    name = "anlan.documents"

    def ready(self) -> None:
        """Load what each app declares: relations of its figures, claims of words, what may be listed."""
        autodiscover_modules("relations", "claims", "unproven", "chronicles")
