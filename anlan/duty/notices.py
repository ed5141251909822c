"""Whom steps of duty tell."""

from __future__ import annotations

from typing import Any

from anlan.duty.models import CheckState
from anlan.lifecycle.flow import Taken, Told
from anlan.notifications.models import Event


def replanned(roster: Any, _taken: Taken) -> Told:
    return Told(Event.DUTY_LEVEL, roster.organisation_id)


def check_failed(check: Any, _taken: Taken) -> Told | None:
    """Tell the body that was checked, where it failed."""
    return None if check.state == CheckState.PASSED else Told(Event.DUTY_CHECK_FAILED, check.organisation_id)
