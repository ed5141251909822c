"""Whom the steps of a receipt tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anlan.lifecycle.flow import Taken, Told
from anlan.notifications.models import Event


def recipient(event: Event) -> Callable[[Any, Taken], Told]:
    return lambda receipt, _taken: Told(event, receipt.organisation_id)


def superior(receipt: Any, _taken: Taken) -> Told:
    return Told(Event.WARNING_NOT_ACKNOWLEDGED, receipt.escalated_to_id)
