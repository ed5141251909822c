"""What an order is judged by: the alert, the force, and the call-out that holds it. Alert and force are locked.

One order reads it for itself. Many at once read it once for all (`mustered`): three queries instead of three each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from anlan.forces.models import Alert, CallOut, RescueForce


@dataclass(frozen=True, slots=True)
class Standing:
    """The rows as they stood when they were locked; `calls` are the running ones of each force, the real one first."""

    alert: Alert
    forces: dict[int, RescueForce]
    calls: dict[int, list[CallOut]]


_MUSTERED: ContextVar[Standing | None] = ContextVar("mustered", default=None)


def standing(alert: int, forces: Sequence[int]) -> Standing:
    """Lock an alert and forces, in the order of their keys, and read what holds the forces. Three queries."""
    locked = Alert.objects.select_for_update().get(pk=alert)
    rows = RescueForce.objects.select_for_update().filter(pk__in=forces).order_by("pk")
    found = {force.pk: force for force in rows}
    calls: dict[int, list[CallOut]] = {}
    running = CallOut.objects.running().filter(force__in=list(found)).select_related("organisation", "alert")
    for call in running.order_by("-is_real", "id"):
        calls.setdefault(call.force_id, []).append(call)
    return Standing(locked, found, calls)


@contextmanager
def mustered(alert: int, forces: Sequence[int]) -> Iterator[None]:
    """Let the orders inside be judged by one reading; stands in a transaction, which holds the locks."""
    token = _MUSTERED.set(standing(alert, forces))
    try:
        yield
    finally:
        _MUSTERED.reset(token)


def judged_by(alert: int, force: int) -> tuple[Alert, RescueForce, list[CallOut]]:
    """Return alert, force and what holds it, as they were mustered; else read and locked now."""
    held = _MUSTERED.get()
    if held is None or held.alert.pk != alert or force not in held.forces:
        held = standing(alert, [force])
    return held.alert, held.forces[force], held.calls.get(force, [])
