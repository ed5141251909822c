from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "anlan.field"

    def ready(self) -> None:
        from anlan.evidence.actions import HOLDING
        from anlan.field.uploads import held

        if held not in HOLDING:
            HOLDING.append(held)
