from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "anlan.reporting"

    def ready(self) -> None:
        # what is made ahead follows rules and periods in every process in which they can change
        from anlan.reporting import adjusting  # noqa: F401 -- it registers itself
