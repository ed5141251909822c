"""The lifecycle of an inspection plan: drafted with its places, submitted, approved by another, changed by reason,
closed with a summary. `forms` holds what a step takes in, `rules` who may, `facts` what must be so, `effects` what it
writes. Joint visits and leaders' plans have files of their own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.flow import STAY, Counted, Flow, Step
from anlan.plans import effects, facts, forms, rules
from anlan.plans.joint_flow import JOINT_FLOW
from anlan.plans.leader_flow import LEADER_PLAN_FLOW
from anlan.plans.models import Plan, PlanState

__all__ = ["JOINT_FLOW", "LEADER_PLAN_FLOW", "PLAN_FLOW"]
DRAFT = frozenset({PlanState.DRAFT})
SUBMITTED = frozenset({PlanState.SUBMITTED})
APPROVED = frozenset({PlanState.APPROVED})

PLAN_FLOW = Flow(
    "plan",
    model=Plan,
    name=_("inspection plan"),
    states={state.value: state.label for state in PlanState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="draft",
            label=_("Draft a plan"),
            done=_("drafted the plan"),
            target=PlanState.DRAFT,
            rule=rules.may_draft,
            form=forms.DRAFT,
            guard=facts.draft_is_sound,
            effect=effects.plan_of,
            projects=effects.write_list,
        ),
        Step(
            name="amend",
            label=_("Change the draft and make its list anew"),
            done=_("changed the draft and made its list anew"),
            sources=DRAFT,
            target=STAY,
            rule=rules.may_amend,
            form=forms.AMEND,
            guard=facts.draft_is_sound,
            effect=effects.amended,
            projects=effects.write_list,
        ),
        Step(
            name="submit",
            label=_("Submit for approval"),
            done=_("submitted the plan for approval"),
            sources=DRAFT,
            target=PlanState.SUBMITTED,
            rule=rules.may_change,
            form=forms.NOTHING,
            applies=facts.has_places,
            effect=effects.submitted,
        ),
        Step(
            name="approve",
            label=_("Approve"),
            done=_("approved the plan"),
            sources=SUBMITTED,
            target=PlanState.APPROVED,
            rule=rules.may_approve,
            form=forms.NOTHING,
            effect=effects.approved,
            projects=effects.begin,
        ),
        Step(
            name="send_back",
            label=_("Send back for changes"),
            done=_("sent the plan back"),
            sources=SUBMITTED,
            target=PlanState.DRAFT,
            rule=rules.may_approve,
            form=forms.BECAUSE,
        ),
        Step(
            name="change",
            label=_("Change the plan"),
            done=_("changed the plan"),
            sources=APPROVED,
            target=STAY,
            rule=rules.may_change,
            form=forms.CHANGE,
            guard=facts.change_is_sound,
            effect=effects.changed,
            projects=effects.move_days,
        ),
        Step(
            name="add",
            label=_("Add places"),
            done=_("added places to the plan"),
            sources=DRAFT | APPROVED,
            target=STAY,
            rule=rules.may_change,
            form=forms.ADD,
            effect=effects.enlarged,
            projects=effects.write_added,
        ),
        Step(
            name="remove",
            label=_("Take places off"),
            done=_("took places off the plan"),
            sources=DRAFT | APPROVED,
            target=STAY,
            rule=rules.may_change,
            form=forms.REMOVE,
            effect=effects.shortened,
            projects=effects.write_removed,
        ),
        Step(
            name="hand_out",
            label=_("Hand places out"),
            done=_("handed places out"),
            sources=APPROVED,
            target=STAY,
            rule=rules.may_hand_out,
            form=forms.HAND_OUT,
            guard=facts.officer_is_own,
            projects=effects.write_officers,
            looks_up=True,
        ),
        Step(
            name="close",
            label=_("Close with a summary"),
            done=_("closed the plan"),
            sources=APPROVED,
            target=PlanState.CLOSED,
            rule=rules.may_change,
            form=forms.CLOSE,
            guard=facts.may_be_closed,
            effect=effects.closed,
            projects=effects.end,
        ),
        Step(
            name="withdraw",
            label=_("Withdraw"),
            done=_("withdrew the plan"),
            sources=DRAFT | SUBMITTED | APPROVED,
            target=PlanState.WITHDRAWN,
            rule=rules.may_change,
            form=forms.BECAUSE,
            projects=effects.revoke,
        ),
        Step(
            name="take_back",
            label=_("Take back"),
            done=_("took back what was entered from a ledger"),
            sources=DRAFT,
            target=PlanState.WITHDRAWN,
            rule=rules.may_take_back,
            applies=rules.is_from_ledger,
        ),
    ],
)
