from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "anlan.field"

    def ready(self) -> None:
        from anlan.evidence.actions import HOLDING
        from anlan.field.positions import positions
        from anlan.field.uploads import held
        from anlan.scrutiny.subjects import POSITIONS

        if held not in HOLDING:
            HOLDING.append(held)
        if positions not in POSITIONS:
            POSITIONS.append(positions)
