"""What is said where a case is not, or no longer, as somebody took it to be: who brought it there, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Conflict, Refused
from anlan.lifecycle.flow import Flow, Step
from anlan.lifecycle.models import Case
from anlan.org.models import Person


def wrong_state(flow: Flow, step: Step, case: Case) -> Refused:
    """Say which state the case is in, who brought it there and when."""
    who, _done = _last(flow, case)
    return Conflict(
        "state.wrong",
        _("“%(step)s” is not possible: %(who)s already brought it to “%(state)s” at %(at)s.")
        % {"step": step.label, "who": who, "state": flow.states[case.state], "at": shown(case.last_at)},
        state=case.state,
    )


def stale(flow: Flow, case: Case) -> Refused:
    """Say what happened to the case since the page was loaded."""
    who, done = _last(flow, case)
    return Conflict(
        "case.stale",
        _("This page is no longer current: %(who)s %(done)s at %(at)s. Look at it again, then send.")
        % {"who": who, "done": done, "at": shown(case.last_at)},
        revision=case.revision,
    )


def _last(flow: Flow, case: Case) -> tuple[str, Any]:
    """Return who took the last step of a case, and what it was in the past tense."""
    entry = Entry.objects.filter(case_id=case.id, n=case.revision).first()
    if entry is None:
        return _("the system"), ""
    who = Person.objects.filter(pk=entry.actor_id).values_list("name", flat=True).first()
    return who or _("the system"), flow.steps[entry.step].done


def shown(at: datetime) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
