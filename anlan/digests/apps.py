from django.apps import AppConfig

FROZEN = "digests_edition"


class DigestsConfig(AppConfig):
    name = "anlan.digests"

    def ready(self) -> None:
        from anlan.journal.triggers import APPEND_ONLY

        if FROZEN not in APPEND_ONLY:
            APPEND_ONLY.append(FROZEN)
