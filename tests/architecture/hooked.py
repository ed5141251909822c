"""A receiver of webhooks with a test message, for the walk over every address and every operation."""

from __future__ import annotations

from typing import Any

from anlan.hooks import acts
from anlan.hooks.flow import WEBHOOK_FLOW
from anlan.hooks.models import Receiver
from anlan.kernel import clock
from anlan.org.scope import SYSTEM
from anlan.testing import person

SCOPED_HOOKS = {
    ("anlan/hooks/rows.py", "tell_cases"): "tells rows by the keys of notices that the reader was sent",
    ("anlan/hooks/views.py", "_page"): "the deliveries of a receiver that was found within the scope",
}
HOOK_INTAKES = {
    f"webhook_{name}": (WEBHOOK_FLOW.steps[name], ()) for name in WEBHOOK_FLOW.steps if name != "stop"
}
"""Operation → the step whose input it takes."""


def hooked_things() -> dict[str, Any]:
    """Return a receiver, told of what the county's office sees, and a message that waits for it."""
    given = {"name": "指挥平台", "address": "https://8.8.8.8/hook", "account": person("county1").pk}
    made = acts.register(by=SYSTEM, given=given, key="walk-webhook")
    ping = acts.ping(made.receiver, by=SYSTEM, at=clock.real_now())
    return {"webhook": made.receiver, "webhook-delivery": ping}


def hooked_keys() -> dict[str, Any]:
    """Return the values by which addresses name them."""
    made = hooked_things()
    return {
        "webhooks.pk": made["webhook"].pk,
        "webhooks.delivery": made["webhook-delivery"].pk,
        "webhooks.step": "pause",
    }


def hooked_cases(values: dict[str, Any]) -> dict[str, Any]:
    return {"webhook": Receiver.objects.get(pk=values["webhooks.pk"])}
