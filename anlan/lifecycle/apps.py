from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class LifecycleConfig(AppConfig):
    name = "anlan.lifecycle"

    def ready(self) -> None:
        autodiscover_modules("flow", "figures")
        from anlan.figures.changes import STEPS
        from anlan.figures.verification import EXPECTED
        from anlan.journal.verify import HEADS
        from anlan.lifecycle.flow import FLOWS
        from anlan.lifecycle.reference import expectations, sync_reference

        HEADS.update({kind: flow.table for kind, flow in FLOWS.items()})
        EXPECTED[:] = expectations()
        STEPS.update(
            {(kind, name): step.done for kind, flow in FLOWS.items() for name, step in flow.steps.items()}
        )
        post_migrate.connect(sync_reference, sender=self, dispatch_uid="anlan.lifecycle.reference")
