from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "anlan.evidence"

    def ready(self) -> None:
        from anlan.journal.triggers import APPEND_ONLY

        if "evidence_attachment" not in APPEND_ONLY:
            APPEND_ONLY.append("evidence_attachment")
