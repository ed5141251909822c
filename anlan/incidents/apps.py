from django.apps import AppConfig

ADDED_ONLY = ("incidents_casualtycount", "incidents_classing", "incidents_report")
"""Numbers as each source gave them, grades as they were worked out, reports as sent: nothing rewrites them."""


class IncidentsConfig(AppConfig):
    name = "anlan.incidents"

    def ready(self) -> None:
        from anlan.incidents import recommending, rows  # noqa: F401 -- they register what is told of incidents
        from anlan.journal.triggers import APPEND_ONLY

        for table in ADDED_ONLY:
            if table not in APPEND_ONLY:
                APPEND_ONLY.append(table)
