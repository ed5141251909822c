"""Whom the clock tells."""

from __future__ import annotations

from typing import Any

from anlan.lifecycle.flow import Taken, Told
from anlan.notifications.models import Event


def remind(due: Any, _taken: Taken) -> Told:
    return Told(Event.REPORT_REMINDER, due.organisation_id)


def missing_to_unit(due: Any, _taken: Taken) -> Told:
    return Told(Event.REPORT_MISSING, due.organisation_id)


def letter_proposed(due: Any, _taken: Taken) -> Told | None:
    return None if due.collector_id is None else Told(Event.REPORT_LETTER_PROPOSED, due.collector_id)


def letter_sent(due: Any, _taken: Taken) -> Told:
    return Told(Event.REPORT_LETTER, due.organisation_id)


def missing_to_collector(due: Any, _taken: Taken) -> Told | None:
    """Tell who collects it: the office that laid down the rule."""
    if due.collector_id in (None, due.organisation_id):
        return None
    return Told(Event.REPORT_MISSING, due.collector_id)
