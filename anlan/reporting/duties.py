"""What a due report lets its unit owe: to send it, from the moment it can be sent."""

from __future__ import annotations

from typing import Any

from anlan.kernel import clock
from anlan.kernel.identity import canonical
from anlan.lifecycle.flow import Owed, Taken
from anlan.obligations.models import Kind


def send(due: Any, _taken: Taken) -> Owed:
    """Stand on the unit's to-do list from the opening to the deadline, and late until the window closes."""
    told = {"rule": due.rule_id, "due": f"{due.due_at.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}"}
    return Owed(Kind.SEND_REPORT, due.organisation_id, due.due_at, canonical(told), begins_at=due.opens_at)
