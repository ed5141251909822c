"""What the walk over all routes needs of meetings, leaders, assigned tasks and suggestions."""

from __future__ import annotations

from typing import Any

from anlan.assignments.tests.factories import activity as led
from anlan.assignments.tests.factories import issue, join, leader
from anlan.assignments.tests.factories import meeting as record_meeting
from anlan.org.models import Area
from anlan.suggestions.tests.test_box import send


def assigned() -> dict[str, Any]:
    """Return the keys of a task led by county a's office with a joint unit, and of the registers of county a."""
    done = led(leader(by="county1", where="a"), by="county1", area=Area.objects.get(code="a"))
    held = record_meeting(done.leader, by="county1", where="a")
    task = issue()
    part = join(task, "station-a1")
    pages = {"meeting": held.pk, "leader": done.leader_id, "activity": done.pk, "task": task.pk}
    keys = {f"assignments:{name}.pk": key for name, key in pages.items()}
    keys |= {f"assignments:take-{name}.pk": key for name, key in pages.items() if name != "task"}
    keys |= {f"assignments:take-{name}.step": "void" for name in pages if name != "task"}
    keys |= {
        "assignments:take.pk": task.pk,
        "assignments:take.step": "sign_for",
        "assignments:join.pk": task.pk,
        "suggestions.pk": send(by="dept1").pk,
        "suggestions:take.step": "answer",
        "assignments:arisen.kind": "leading",
        "assignments:arisen.subject": done.pk,
    }
    return keys | {"assignments:take-part.pk": part.pk, "assignments:take-part.step": "end"}
