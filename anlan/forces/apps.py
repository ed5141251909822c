from django.apps import AppConfig

ADDED_ONLY = ("forces_positionversion", "forces_confirmed")
"""Positionings as they were from an entry on, readiness as it was confirmed: nothing rewrites them."""


class ForcesConfig(AppConfig):
    name = "anlan.forces"

    def ready(self) -> None:
        from anlan.forces import levels, rows  # noqa: F401 -- they register what is told, and what follows a level
        from anlan.journal.triggers import APPEND_ONLY

        for table in ADDED_ONLY:
            if table not in APPEND_ONLY:
                APPEND_ONLY.append(table)
