"""Legal limits that the city's office lays down from a day on, and withdraws."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.enforcement import inputs, rules
from anlan.enforcement.inputs import words
from anlan.enforcement.limits import LABELS
from anlan.enforcement.models import Limit, LimitState
from anlan.imports.inputs import Number
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Day, Form

MOST = 100_000
SET = Form(
    (
        Choice(name="code", label=_("Limit"), choices=tuple(LABELS.items())),
        Number(name="number", label=_("Value"), least=0, most=MOST),
        Day(name="first_day", label=_("Holds from")),
        words("basis", _("Basis"), 200, least=4, help=_("The law or rule that gives it, with its article.")),
    )
)


def is_new(_case: None, taken: Taken) -> Decision:
    given = taken.input
    if Limit.objects.standing().filter(code=given["code"], first_day=given["first_day"]).exists():
        return denied(
            _("This limit has a number from that day on already: withdraw it first"), code="limit.twice"
        )
    return ALLOWED


def limit_of(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    given, via = taken.input, taken.via
    return {
        "code": given["code"],
        "number_given": given["number"],
        "first_day": given["first_day"],
        "basis": given["basis"],
        "area_id": via.area_id,
        "area_path": via.area_path,
        "organisation_id": via.organisation_id,
        "laid_down_by_id": taken.by.person_id,
    }


LIMIT_FLOW = Flow(
    "limit",
    model=Limit,
    name=_("legal limit"),
    states={s.value: s.label for s in LimitState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="lay_down",
            label=_("Lay down a limit"),
            done=_("laid down the limit"),
            target=LimitState.LAID_DOWN,
            rule=rules.may_set_limit,
            form=SET,
            guard=is_new,
            effect=limit_of,
            looks_up=True,
        ),
        Step(
            name="withdraw",
            label=_("Withdraw"),
            done=_("withdrew the limit"),
            sources=frozenset({LimitState.LAID_DOWN}),
            target=LimitState.WITHDRAWN,
            rule=rules.may_withdraw_limit,
            form=inputs.BECAUSE,
        ),
    ],
)
