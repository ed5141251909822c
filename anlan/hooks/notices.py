"""Whom a receiver that stopped tells."""

from __future__ import annotations

from typing import Any

from anlan.lifecycle.flow import Taken, Told
from anlan.notifications.models import Event


def stopped(receiver: Any, _taken: Taken) -> Told:
    return Told(Event.WEBHOOK_STOPPED, receiver.organisation_id)
