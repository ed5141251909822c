"""The lifecycle of an advisory or warning: drafted, approved by another, issued, updated, lifted or expired.

What follows for its receipts is taken with it in one transaction: `acts`.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.advisories import effects, facts, inputs, papers, rules
from anlan.advisories.kinds import WENT_OUT, AdvisoryKind, AdvisoryState
from anlan.advisories.models import Advisory
from anlan.advisories.receipt_flow import RECEIPT_FLOW
from anlan.lifecycle.flow import STAY, Count, Counted, Flow, Step

__all__ = ["ADVISORY_FLOW", "RECEIPT_FLOW"]
ADVISORIES, WARNINGS = "advisories.advisories", "advisories.warnings"
DRAFT = frozenset({AdvisoryState.DRAFT})
APPROVED = frozenset({AdvisoryState.APPROVED})
ISSUED = frozenset({AdvisoryState.ISSUED})

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
            projects=papers.issue,
            looks_up=True,
        ),
        Step(
            name="update",
            label=pgettext_lazy("advisory", "Update"),
            done=pgettext_lazy("advisory", "updated it"),
            sources=ISSUED,
            target=STAY,
            rule=rules.may_lead,
            form=inputs.UPDATE,
            guard=facts.update_is_sound,
            effect=effects.updated,
            projects=papers.issue,
        ),
        Step(
            name="lift",
            label=pgettext_lazy("advisory", "Lift"),
            done=pgettext_lazy("advisory", "lifted it"),
            sources=ISSUED,
            target=AdvisoryState.LIFTED,
            rule=rules.may_lead,
            form=inputs.BECAUSE,
            effect=effects.lifted,
            projects=papers.lift,
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
    ],
)
