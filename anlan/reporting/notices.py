"""Whom the clock tells."""

from __future__ import annotations

from typing import Any

from anlan.lifecycle.flow import Taken, Told
from anlan.notifications.models import Event


def remind(due: Any, _taken: Taken) -> Told:
    return Told(Event.REPORT_REMINDER, due.organisation_id)
