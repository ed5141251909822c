from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "anlan.papers"

    def ready(self) -> None:
        from anlan.journal.triggers import APPEND_ONLY

        for table in ("papers_paper", "papers_archive", "papers_service"):
            if table not in APPEND_ONLY:
                APPEND_ONLY.append(table)
