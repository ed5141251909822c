"""Whom a step of an issue or a delivery tells."""

from __future__ import annotations

from collections.abc import Callable

from anlan.bulletins.models import Delivery, Issue
from anlan.lifecycle.flow import Taken, Told
from anlan.notifications.models import Event


def issuer(event: Event) -> Callable[[Issue, Taken], Told]:
    """Return what tells the issuing office of an event."""
    return lambda issue, taken: Told(event, issue.issuer_id)


def recipient(event: Event) -> Callable[[Delivery, Taken], Told]:
    return lambda delivery, taken: Told(event, delivery.organisation_id)
