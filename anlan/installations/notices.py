"""Whom the clock and the alarms of a plant tell."""

from __future__ import annotations

from typing import Any

from anlan.lifecycle.flow import Taken, Told
from anlan.notifications.models import Event


def missed(task: Any, _taken: Taken) -> Told:
    return Told(Event.DUTY_MISSED, task.organisation_id)


def alarmed(alarm: Any, _taken: Taken) -> Told:
    return Told(Event.PLANT_ALARM, alarm.organisation_id)
