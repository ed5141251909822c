from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "anlan.reporting"

    def ready(self) -> None:
        # what is made ahead follows rules and periods in every process in which they can change; the other two
        # register the ledger and the export of rules
        from anlan.reporting import adjusting, demand_exports, demand_imports, readiness  # noqa: F401
