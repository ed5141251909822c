from django.apps import AppConfig

FROZEN = ("bulletins_version", "bulletins_signed", "bulletins_signedvalue", "bulletins_archived",
          "bulletins_signature", "bulletins_correction", "bulletins_receipt",
          "bulletins_templateversion")  # fmt: skip


class BulletinsConfig(AppConfig):
    name = "anlan.bulletins"

    def ready(self) -> None:
        from anlan.journal.triggers import APPEND_ONLY, HELD, Held

        for table in FROZEN:
            if table not in APPEND_ONLY:
                APPEND_ONLY.append(table)
        HELD["bulletins_issue"] = Held(
            "number",
            ("series_id", "special_id", "title", "told_on", "passages", "version", "editors", "reviewed_by_id",
             "signed_by_id", "signed_at", "signed_on", "year", "number", "special_number", "text", "language"),
        )  # fmt: skip
