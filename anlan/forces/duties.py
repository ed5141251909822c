"""What a call-out owes: the answer, to the minute. A drill shows the same clock and owes nothing to anybody."""

from __future__ import annotations

from typing import Any

from anlan.kernel.identity import canonical
from anlan.lifecycle.flow import Owed, Taken
from anlan.obligations.models import Kind


def answer(call: Any, _taken: Taken) -> Owed | None:
    """Owe the word that the order came; who keeps the force owes it."""
    if not call.is_real:
        return None
    minutes = int((call.answer_by - call.ordered_at).total_seconds() // 60)
    return Owed(Kind.ANSWER_CALL, call.keeper_id, call.answer_by, canonical({"minutes": minutes}))
