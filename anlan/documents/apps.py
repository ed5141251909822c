from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DocumentsConfig(AppConfig):
    name = "anlan.documents"

    def ready(self) -> None:
        """Load what each app declares: what must hold between its figures, and which words claim what, what may be listed."""
        autodiscover_modules("relations", "claims", "unproven", "chronicles")
