"""The lifecycle of a rule for reports: laid down, changed from a day on, ended; units join and leave it, dated."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.flow import STAY, Counted, Flow, Step
from anlan.reporting import demand_effects as effects
from anlan.reporting import demand_facts as facts
from anlan.reporting import demand_inputs as inputs
from anlan.reporting import rules
from anlan.reporting.demand import Demand
from anlan.reporting.kinds import DemandState

STANDING = frozenset({DemandState.STANDING})


def _adjusts(_demand: object, _taken: object, _seq: int) -> None:
    effects.adjust_after()


DEMAND_FLOW = Flow(
    "report_rule",
    model=Demand,
    name=_("rule for reports"),
    states={s.value: s.label for s in DemandState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="lay_down",
            label=_("Lay down a rule"),
            done=_("laid down the rule"),
            target=DemandState.STANDING,
            rule=rules.may_lay_down,
            form=inputs.LAY_DOWN,
            guard=facts.rule_is_sound,
            effect=effects.demand_of,
            projects=effects.write_first_version,
            looks_up=True,
        ),
        Step(
            name="change",
            label=_("Change from a day on"),
            done=_("changed the rule from a day on"),
            sources=STANDING,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.CHANGE,
            guard=facts.change_is_ahead,
            projects=effects.write_next_version,
            looks_up=True,
        ),
        Step(
            name="end",
            label=_("End the rule"),
            done=_("ended the rule with a day"),
            sources=STANDING,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.END,
            guard=facts.end_is_ahead,
            effect=effects.ended,
            projects=_adjusts,
        ),
        Step(
            name="withdraw",
            label=_("Withdraw the rule"),
            done=_("withdrew the rule before it began"),
            sources=STANDING,
            target=DemandState.WITHDRAWN,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
            guard=facts.has_not_begun,
            projects=_adjusts,
        ),
        Step(
            name="oblige",
            label=_("Oblige a unit"),
            done=_("obliged a unit"),
            sources=STANDING,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.OBLIGE,
            guard=facts.unit_may_join,
            projects=effects.write_unit,
            looks_up=True,
        ),
        Step(
            name="release",
            label=_("Release a unit"),
            done=_("released a unit"),
            sources=STANDING,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.RELEASE,
            guard=facts.unit_may_leave,
            projects=effects.release_unit,
            looks_up=True,
        ),
        Step(
            name="desk",
            label=_("Note a duty desk"),
            done=_("noted the number of a duty desk"),
            sources=STANDING,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.DESK,
            guard=facts.unit_owes,
            projects=effects.write_phone,
            looks_up=True,
        ),
    ],
)
