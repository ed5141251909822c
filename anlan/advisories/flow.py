"""The lifecycle of an advisory or warning: drafted, approved by another, issued, updated, lifted or expired.

What follows for its receipts is taken with it in one transaction: `acts`.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.advisories import duties, effects, facts, inputs, papers, rules
from anlan.advisories.kinds import WENT_OUT, AdvisoryKind, AdvisoryState
from anlan.advisories.models import Advisory
from anlan.advisories.receipt_flow import RECEIPT_FLOW
from anlan.lifecycle.flow import ALL, STAY, Count, Counted, Flow, Step, Taken
from anlan.obligations.models import Kind

__all__ = ["ADVISORY_FLOW", "RECEIPT_FLOW"]
ADVISORIES, WARNINGS = "advisories.advisories", "advisories.warnings"
DRAFT = frozenset({AdvisoryState.DRAFT})
APPROVED = frozenset({AdvisoryState.APPROVED})
ISSUED = frozenset({AdvisoryState.ISSUED})


def after_the_end(_advisory: Any, taken: Taken) -> str:
    return AdvisoryState.LIFTED if taken.input["ended_at"] else AdvisoryState.EXPIRED


ADVISORY_FLOW = Flow(
    "advisory",
    model=Advisory,
    name=_("advisory or warning"),
    states={state.value: state.label for state in AdvisoryState},
    counted=Counted(day="issued_on", sector=""),
    counts=(
        Count(ADVISORIES, frozenset(WENT_OUT), when="kind", equals=AdvisoryKind.ADVISORY),
        Count(WARNINGS, frozenset(WENT_OUT), when="kind", equals=AdvisoryKind.WARNING),
    ),
    steps=[
        Step(
            name="draft",
            label=_("Draft an advisory or warning"),
            done=_("drafted the advisory or warning"),
            target=AdvisoryState.DRAFT,
            rule=rules.may_draft,
            form=inputs.DRAFT,
            guard=facts.draft_is_sound,
            effect=effects.advisory_of,
        ),
        Step(
            name="amend",
            label=_("Change the draft"),
            done=_("changed the draft"),
            sources=DRAFT,
            target=STAY,
            rule=rules.may_change,
            form=inputs.AMEND,
            guard=facts.amends_soundly,
            effect=effects.amended,
        ),
        Step(
            name="approve",
            label=pgettext_lazy("advisory", "Approve"),
            done=pgettext_lazy("advisory", "approved it"),
            sources=DRAFT,
            target=AdvisoryState.APPROVED,
            rule=rules.may_approve,
            effect=effects.approved,
        ),
        Step(
            name="send_back",
            label=_("Send back"),
            done=_("sent it back"),
            sources=APPROVED,
            target=AdvisoryState.DRAFT,
            rule=rules.may_lead,
            form=inputs.BECAUSE,
            effect=effects.sent_back,
        ),
        Step(
            name="issue",
            label=pgettext_lazy("advisory", "Issue"),
            done=pgettext_lazy("advisory", "issued it"),
            sources=APPROVED,
            target=AdvisoryState.ISSUED,
            rule=rules.may_change,
            guard=facts.may_go_out,
            effect=effects.issued,
            opens=(duties.review,),
            projects=papers.issue,
            looks_up=True,
        ),
        Step(
            name="ask_update",
            label=_("Ask for an update"),
            done=_("asked for an update"),
            sources=ISSUED,
            target=STAY,
            rule=rules.may_ask,
            form=inputs.UPDATE,
            applies=facts.nothing_is_asked,
            guard=facts.update_is_sound,
            effect=effects.update_asked,
            opens=(duties.decide,),
        ),
        Step(
            name="update",
            label=pgettext_lazy("advisory", "Update"),
            done=pgettext_lazy("advisory", "updated it"),
            sources=ISSUED,
            target=STAY,
            rule=rules.may_decide,
            applies=facts.update_is_asked,
            guard=facts.still_fits,
            effect=effects.updated,
            discharges=(ALL,),
            opens=(duties.review,),
            projects=papers.issue,
        ),
        Step(
            name="ask_lift",
            label=_("Ask for the lifting"),
            done=_("asked for the lifting"),
            sources=ISSUED,
            target=STAY,
            rule=rules.may_ask,
            form=inputs.BECAUSE,
            applies=facts.nothing_is_asked,
            effect=effects.lift_asked,
            opens=(duties.decide,),
        ),
        Step(
            name="lift",
            label=pgettext_lazy("advisory", "Lift"),
            done=pgettext_lazy("advisory", "lifted it"),
            sources=ISSUED,
            target=AdvisoryState.LIFTED,
            rule=rules.may_decide,
            applies=facts.lift_is_asked,
            effect=effects.lifted,
            discharges=(ALL,),
            projects=papers.lift,
        ),
        Step(
            name="decline",
            label=_("Leave it as it is"),
            done=_("left it as it is"),
            sources=ISSUED,
            target=STAY,
            rule=rules.may_decline,
            form=inputs.BECAUSE,
            applies=facts.something_is_asked,
            effect=effects.declined,
            discharges=(Kind.DECIDE_WARNING,),
        ),
        Step(
            name="expire",
            label=pgettext_lazy("advisory", "Expire"),
            done=pgettext_lazy("advisory", "it expired"),
            sources=ISSUED,
            target=AdvisoryState.EXPIRED,
            rule=rules.by_the_clock,
            guard=facts.is_over,
            effect=effects.expired,
            discharges=(ALL,),
        ),
        Step(
            name="withdraw",
            label=_("Withdraw"),
            done=_("withdrew it"),
            sources=DRAFT | APPROVED,
            target=AdvisoryState.WITHDRAWN,
            rule=rules.may_change,
            form=inputs.BECAUSE,
        ),
        Step(
            name="enter",
            label=_("Enter what has ended, from a ledger"),
            done=_("entered it from a ledger"),
            target=after_the_end,
            targets=frozenset({AdvisoryState.EXPIRED, AdvisoryState.LIFTED}),
            rule=rules.may_enter,
            form=inputs.ENTER,
            guard=facts.has_ended_outside,
            effect=effects.entered,
        ),
        Step(
            name="take_back",
            label=_("Take back"),
            done=_("took back what was entered from a ledger"),
            sources=frozenset({AdvisoryState.DRAFT, AdvisoryState.EXPIRED, AdvisoryState.LIFTED}),
            target=AdvisoryState.WITHDRAWN,
            rule=rules.may_take_back,
            applies=facts.is_from_ledger,
            effect=effects.taken_back,
            corrects=True,
        ),
    ],
)
