"""Whom call-outs tell: the body that keeps the force, the dispatcher where it is silent, then the office above."""

from __future__ import annotations

from typing import Any

from anlan.lifecycle.flow import Taken, Told
from anlan.notifications.models import Event


def called(call: Any, _taken: Taken) -> Told:
    return Told(Event.FORCE_CALLED if call.is_real else Event.FORCE_DRILLED, call.keeper_id)


def silent(call: Any, _taken: Taken) -> Told:
    """Tell the dispatcher first; the second time the office above him, if there is one."""
    above = call.superior_id if call.reminders > 1 else None
    return Told(Event.FORCE_SILENT, above or call.organisation_id)


def declined(call: Any, _taken: Taken) -> Told:
    return Told(Event.FORCE_SILENT, call.organisation_id)
