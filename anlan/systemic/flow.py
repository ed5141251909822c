"""The lifecycle of a systemic problem: proposed, confirmed by another, solved, its result told, closed by another."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.lifecycle.flow import ALL, STAY, Count, Counted, Flow, Step
from anlan.lifecycle.inputs import Form
from anlan.obligations.models import Kind
from anlan.systemic import duties, effects, inputs, rules
from anlan.systemic.kinds import BEING_SOLVED, ProblemKind, ProblemState
from anlan.systemic.models import SystemicProblem

FOUND, RUNNING, CLOSED = "systemic.identified", "systemic.under_way", "systemic.closed"
OF_KIND = {kind: f"systemic.identified_{kind.value}" for kind in ProblemKind}
RUNNING_OF = {kind: f"systemic.under_way_{kind.value}" for kind in ProblemKind}
CLOSED_OF = {kind: f"systemic.closed_{kind.value}" for kind in ProblemKind}
"""Measures by kind: sums of them are the figures, which so add up by kind and by state, whatever happens."""
S = ProblemState
_PROPOSED, _CONFIRMED, _RUNNING = frozenset({S.PROPOSED}), frozenset({S.CONFIRMED}), frozenset({S.UNDER_WAY})
_TO_SOLVE = _CONFIRMED | _RUNNING
_SOLVE = Kind.SOLVE_PROBLEM.value


def _opening(name: str, label: Any, done: Any, **more: Any) -> Step:
    return Step(
        name=name,
        label=label,
        done=done,
        target=S.PROPOSED,
        rule=rules.may_propose,
        opens=(duties.decide,),
        projects=effects.link_all,
        looks_up=True,
        **more,
    )


_linking = partial(Step, target=STAY, looks_up=True)

SYSTEMIC_FLOW = Flow(
    "systemic_problem",
    model=SystemicProblem,
    name=gettext_lazy("systemic problem"),
    states={state.value: state.label for state in ProblemState},
    counted=Counted(day="confirmed_on", sector=""),
    counts=(
        *(Count(one, BEING_SOLVED, when="kind", equals=kind.value) for kind, one in RUNNING_OF.items()),
        *(
            Count(one, frozenset({S.CLOSED}), when="kind", equals=kind.value)
            for kind, one in CLOSED_OF.items()
        ),
    ),
    steps=[
        _opening(
            "propose",
            gettext_lazy("Propose a systemic problem"),
            gettext_lazy("proposed the systemic problem"),
            form=inputs.PROPOSE,
            guard=effects.is_sound,
            effect=effects.proposed,
        ),
        _opening(
            "take_up",
            gettext_lazy("Take the candidate up"),
            gettext_lazy("took the candidate up"),
            form=inputs.TAKE_UP,
            guard=effects.is_taken_up_once,
            effect=effects.taken_up,
        ),
        Step(
            name="confirm",
            label=pgettext_lazy("systemic", "Confirm"),
            done=gettext_lazy("confirmed the systemic problem"),
            sources=_PROPOSED,
            target=S.CONFIRMED,
            rule=rules.may_confirm,
            form=inputs.CONFIRM,
            guard=effects.can_be_confirmed,
            effect=effects.confirmed,
            opens=(duties.solve,),
            discharges=(ALL,),
            looks_up=True,
        ),
        Step(
            name="amend",
            label=pgettext_lazy("systemic", "Amend"),
            done=gettext_lazy("amended the proposal"),
            sources=_PROPOSED,
            target=STAY,
            rule=rules.may_prepare,
            form=inputs.AMEND,
            effect=effects.amended,
        ),
        Step(
            name="begin",
            label=pgettext_lazy("systemic", "Begin the measures"),
            done=gettext_lazy("began the measures"),
            sources=_CONFIRMED,
            target=S.UNDER_WAY,
            rule=rules.may_solve,
            form=inputs.BEGIN,
            effect=effects.went_on,
        ),
        Step(
            name="report",
            label=pgettext_lazy("systemic", "Tell how it goes"),
            done=gettext_lazy("told how it goes"),
            sources=_RUNNING,
            target=STAY,
            rule=rules.may_solve,
            form=inputs.REPORT,
            effect=effects.went_on,
        ),
        Step(
            name="tell_result",
            label=pgettext_lazy("systemic", "Tell the result"),
            done=gettext_lazy("told the result"),
            sources=_RUNNING,
            target=S.RESULT,
            rule=rules.may_solve,
            form=inputs.RESULT,
            effect=effects.told_result,
            opens=(duties.close,),
            discharges=(_SOLVE,),
        ),
        Step(
            name="close",
            label=pgettext_lazy("systemic", "Close the problem"),
            done=gettext_lazy("closed the problem"),
            sources=frozenset({S.RESULT}),
            target=S.CLOSED,
            rule=rules.may_close,
            form=inputs.CLOSE,
            guard=effects.is_solved,
            effect=effects.closed,
            discharges=(ALL,),
            projects=effects.still(effects.is_solved),
            looks_up=True,
        ),
        Step(
            name="send_back",
            label=pgettext_lazy("systemic", "Send the result back"),
            done=gettext_lazy("sent the result back"),
            sources=frozenset({S.RESULT}),
            target=S.UNDER_WAY,
            rule=rules.may_rule,
            form=inputs.POSTPONE,
            guard=effects.is_ahead,
            effect=effects.sent_back,
            opens=(duties.solve,),
            discharges=(ALL,),
        ),
        Step(
            name="postpone",
            label=pgettext_lazy("systemic", "Set another day"),
            done=gettext_lazy("set another day"),
            sources=_TO_SOLVE,
            target=STAY,
            rule=rules.may_rule,
            form=inputs.POSTPONE,
            guard=effects.is_ahead,
            effect=effects.postponed,
            opens=(duties.solve,),
            discharges=(_SOLVE,),
        ),
        _linking(
            name="gather",
            label=pgettext_lazy("systemic", "Link what was found since"),
            done=gettext_lazy("linked what was found since"),
            sources=_PROPOSED | _TO_SOLVE,
            rule=rules.may_link,
            form=inputs.GATHER,
            guard=effects.goes_on,
            projects=effects.link_later,
        ),
        _linking(
            name="add",
            label=pgettext_lazy("systemic", "Add hazards"),
            done=gettext_lazy("added hazards"),
            sources=_PROPOSED | _TO_SOLVE,
            rule=rules.may_link,
            form=inputs.ADD,
            guard=effects.may_be_added,
            projects=effects.link_named,
        ),
        # once it is confirmed, what it rests on is only added to
        _linking(
            name="drop",
            label=pgettext_lazy("systemic", "Leave hazards out"),
            done=gettext_lazy("left hazards out"),
            sources=_PROPOSED,
            rule=rules.may_prepare,
            form=inputs.DROP,
            guard=effects.are_linked,
            projects=effects.unlink,
        ),
        Step(
            name="reopen",
            label=pgettext_lazy("systemic", "Open again"),
            done=gettext_lazy("opened the problem again"),
            sources=frozenset({S.CLOSED}),
            target=S.UNDER_WAY,
            rule=rules.may_rule,
            form=inputs.POSTPONE,
            guard=effects.is_ahead,
            effect=effects.opened_again,
            opens=(duties.solve,),
        ),
        Step(
            name="dismiss",
            label=pgettext_lazy("systemic", "Dismiss"),
            done=gettext_lazy("dismissed it"),
            sources=_PROPOSED | _CONFIRMED,
            target=S.DISMISSED,
            rule=rules.may_rule,
            form=inputs.BECAUSE,
            effect=effects.dismissed,
            discharges=(ALL,),
        ),
        Step(
            name="take_back",
            label=gettext_lazy("Take back"),
            done=gettext_lazy("took back what was entered from a ledger"),
            sources=_PROPOSED,
            target=S.DISMISSED,
            rule=rules.may_take_back,
            form=Form(),
            applies=effects.is_from_ledger,
            effect=effects.taken_back,
            discharges=(ALL,),
            corrects=True,
        ),
    ],
)
