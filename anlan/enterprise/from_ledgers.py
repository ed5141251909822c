"""Self-found hazards that a ledger brings: what enterprises kept on paper or sent in each month (Henan, art. 24).

They are entered by who takes ledgers in there; they stay the enterprise's own, in no figure of inspections.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.enterprise.models import CheckState, place_columns
from anlan.hazards.models import Category, Grade
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.lifecycle.inputs import Choice, Day, Form, Input, Moment, Text
from anlan.org.roles import Permission
from anlan.org.scope import Actor

ENTER = "enter"


def form(place: Input) -> Form:
    return Form(
        (
            place,
            Text(name="description", label=_("What is dangerous"), min_length=4, max_length=500, lines=3),
            Choice(name="category", label=_("Category"), choices=tuple((c.value, c.label) for c in Category)),
            Choice(name="grade", label=_("Grade"), choices=tuple((g.value, g.label) for g in Grade)),
            Text(
                name="measure", label=_("What keeps people safe until then"), required=False, max_length=300
            ),
            Day(name="due_on", label=_("To be rectified by")),
            Moment(name="rectified_at", label=_("Rectified at"), required=False),
            Text(name="rectification", label=_("What was done"), required=False, max_length=500),
        )
    )


def _takes_in(actor: Actor, case: Any) -> Decision:
    post = actor.holds(Permission.LEDGER_IMPORT, area_path=case.area_path, sector_id=case.sector_id)
    if post is None:
        return denied(_("Only who takes ledgers in here enters what enterprises found"), code="ledger.import")
    return allowed(via=post)


def may_enter(actor: Actor, draft: Any) -> Decision:
    return _takes_in(actor, draft["premises"])


def may_take_back(actor: Actor, case: Any) -> Decision:
    return ALLOWED if actor.is_system else _takes_in(actor, case)


def is_sound(_case: None, taken: Taken) -> Decision:
    """Tell whether a row can be so: found before it is due and before it was rectified, with what was done."""
    given = taken.input
    done = given["rectified_at"]
    if not taken.ledger:
        return denied(
            _(
                "Self-found hazards are entered from a ledger; what is found now the enterprise records itself"
            ),
            code="self_check.ledger",
        )
    if given["due_on"] < clock.local_day(taken.at):
        return denied(
            _("The day by which it is to be rectified lies before the finding"), code="self_check.due"
        )
    if (done is None) == bool(given["rectification"]):
        return denied(_("Say when it was rectified and what was done, or neither"), code="self_check.done")
    if done is not None and not taken.at <= done <= (taken.now or done):
        return denied(_("It was rectified after it was found, and not in the future"), code="self_check.done")
    return ALLOWED


def entered(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    done = given["rectified_at"]
    return {
        **place_columns(given["premises"]),
        **{name: given[name] for name in ("category", "grade", "description", "measure", "due_on")},
        "found_at": taken.at,
        "found_on": clock.local_day(taken.at),
        "found_by_id": taken.by.person_id,
        "rectification": given["rectification"],
        "rectified_at": done,
        "rectified_by_id": taken.by.person_id if done else None,
    }


def state_of(_case: Any, taken: Taken) -> str:
    return CheckState.RECTIFIED if taken.input["rectified_at"] else CheckState.FOUND


def is_from_ledger(case: Any) -> Decision:
    if not Entry.objects.filter(case_id=case.id, n=1, step=ENTER).exists():
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


def taken_back(_case: Any, _taken: Taken) -> dict[str, Any]:
    return {"rectification": "", "rectified_at": None, "rectified_by_id": None}
