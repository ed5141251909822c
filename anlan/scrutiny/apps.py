from django.apps import AppConfig


class ScrutinyConfig(AppConfig):
    name = "anlan.scrutiny"

    def ready(self) -> None:
        from anlan.lifecycle.consequences import ATTACHED
        from anlan.scrutiny.looking import look_now

        if look_now not in ATTACHED:
            ATTACHED.append(look_now)
