"""The lifecycle of an issue (draft, review, signature, distribution) and of its delivery to one organisation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.bulletins import duties, effects, guards, inputs, mails, notices, rules
from anlan.bulletins.books import SERIES_FLOW
from anlan.bulletins.deliveries import DELIVERY_FLOW
from anlan.bulletins.freeze import Frozen
from anlan.bulletins.inputs import Carried
from anlan.bulletins.models import OUT_STATES, Issue, State
from anlan.bulletins.signatures import SignatureFile, keep_signature, not_attached_yet
from anlan.bulletins.templates import TEMPLATE_FLOW
from anlan.lifecycle.flow import ALL, STAY, Counted, Flow, Step
from anlan.lifecycle.inputs import Form
from anlan.notifications.models import Event
from anlan.obligations.models import Kind

EDITABLE = frozenset({State.DRAFT, State.RETURNED})
UNSIGNED = frozenset({State.DRAFT, State.IN_REVIEW, State.RETURNED, State.REVIEWED})
SIGN = Form((Carried(name="frozen", label=_("Frozen issue"), model=Frozen),))
ATTACH = Form((Carried(name="signature", label=_("Signature file"), model=SignatureFile),))


def _writes(name: str, label: Any, done: Any, form: Form, guard: Any, effect: Any) -> Step:
    """Return a step that makes a new version of the text."""
    return Step(
        name=name,
        label=label,
        done=done,
        sources=EDITABLE,
        target=STAY,
        rule=rules.may_edit,
        form=form,
        guard=guard,
        effect=effect,
        projects=effects.keep_version,
    )


BULLETIN_FLOW = Flow(
    "bulletin",
    model=Issue,
    name=_("bulletin"),
    states={s.value: s.label for s in State},
    counted=Counted(day="opened_on"),
    steps=[
        Step(
            name="draft",
            label=_("Draft an issue"),
            done=_("drafted the issue"),
            target=State.DRAFT,
            rule=rules.may_draft,
            form=inputs.DRAFT,
            guard=guards.can_be_drafted,
            effect=effects.drafted,
            projects=effects.keep_version,
        ),
        _writes(
            "write",
            _("Write"),
            _("wrote in a paragraph"),
            inputs.WRITE,
            guards.can_be_written,
            effects.written,
        ),
        _writes(
            "add",
            _("Add a paragraph"),
            _("added a paragraph"),
            inputs.ADD,
            guards.can_be_added,
            effects.added,
        ),
        _writes(
            "remove",
            _("Remove the paragraph"),
            _("removed a paragraph"),
            inputs.REMOVE,
            guards.paragraph_is_as_seen,
            effects.removed,
        ),
        _writes("move", _("Move"), _("moved a paragraph"), inputs.MOVE, guards.can_be_moved, effects.moved),
        _writes(
            "head", _("Change the head"), _("changed the head"), inputs.HEAD, guards.head_fits, effects.headed
        ),
        Step(
            name="submit",
            label=_("Submit for review"),
            done=_("submitted it for review"),
            sources=EDITABLE,
            target=State.IN_REVIEW,
            rule=rules.may_edit,
            form=inputs.NOTE,
            applies=guards.has_text,
            effect=effects.submitted,
            opens=(duties.review,),
            tells=(notices.issuer(Event.BULLETIN_SUBMITTED),),
        ),
        Step(
            name="return",
            label=_("Return"),
            done=_("returned it"),
            sources=frozenset({State.IN_REVIEW, State.REVIEWED}),
            target=State.RETURNED,
            rule=rules.may_return,
            form=inputs.RETURN,
            effect=effects.returned,
            discharges=(Kind.REVIEW_BULLETIN, Kind.SIGN_BULLETIN),
            tells=(notices.issuer(Event.BULLETIN_RETURNED),),
        ),
        Step(
            name="review",
            label=_("Pass the review"),
            done=_("reviewed it"),
            sources=frozenset({State.IN_REVIEW}),
            target=State.REVIEWED,
            rule=rules.may_review,
            form=inputs.NOTE,
            applies=guards.has_text,
            effect=effects.reviewed,
            discharges=(Kind.REVIEW_BULLETIN,),
            opens=(duties.sign,),
            tells=(notices.issuer(Event.BULLETIN_REVIEWED),),
        ),
        Step(
            name="sign",
            label=_("Sign"),
            done=_("signed it"),
            sources=frozenset({State.REVIEWED}),
            target=State.SIGNED,
            rule=rules.may_sign,
            form=SIGN,
            guard=guards.is_what_was_frozen,
            effect=effects.signed,
            discharges=(ALL,),
            tells=(notices.issuer(Event.BULLETIN_SIGNED),),
            projects=effects.keep_signed,
        ),
        Step(
            name="ask_waiver",
            label=_("Ask for an exception"),
            done=_("asked for an exception"),
            sources=UNSIGNED,
            target=STAY,
            rule=rules.may_ask,
            form=inputs.ASK,
            guard=guards.waiver_can_be_asked,
            projects=effects.asked,
        ),
        Step(
            name="decide_waiver",
            label=_("Decide on the exception"),
            done=_("decided on an exception"),
            sources=UNSIGNED,
            target=STAY,
            rule=rules.may_decide,
            form=inputs.DECIDE,
            guard=guards.waiver_is_anothers,
            projects=effects.decided,
        ),
        Step(
            name="attach",
            label=_("Attach a signature file"),
            done=_("attached a signature file"),
            sources=frozenset({State.SIGNED, *OUT_STATES}),
            target=STAY,
            rule=rules.may_withdraw,
            form=ATTACH,
            guard=not_attached_yet,
            projects=keep_signature,
            looks_up=True,
        ),
        Step(
            name="distribute",
            label=_("Send it out"),
            done=_("sent it out"),
            sources=frozenset({State.SIGNED}),
            target=State.DISTRIBUTED,
            rule=rules.may_distribute,
            effect=effects.distributed,
            projects=mails.issue_to_groups,
        ),
        Step(
            name="mail_again",
            label=_("Send the mail again"),
            done=_("sent mail again that had failed"),
            sources=frozenset({*OUT_STATES, State.WITHDRAWN}),
            target=STAY,
            rule=rules.may_distribute,
            applies=mails.something_failed,
            projects=mails.queue_again,
            looks_up=True,
        ),
        Step(
            name="correct",
            label=_("Correct"),
            done=_("corrected it"),
            sources=OUT_STATES,
            target=State.CORRECTED,
            rule=rules.may_distribute,
            form=inputs.CORRECT,
            guard=guards.old_text_is_there,
            projects=effects.corrected,
        ),
        Step(
            name="withdraw",
            label=_("Withdraw"),
            done=_("withdrew it"),
            sources=frozenset({State.SIGNED, *OUT_STATES}),
            target=State.WITHDRAWN,
            rule=rules.may_withdraw,
            form=inputs.REASON,
            effect=effects.withdrawn,
            discharges=(ALL,),
            projects=mails.recall_from_groups,
        ),
        Step(
            name="discard",
            label=_("Discard the draft"),
            done=_("discarded the draft"),
            sources=EDITABLE,
            target=State.DISCARDED,
            rule=rules.may_edit,
            form=inputs.REASON,
            discharges=(ALL,),
        ),
    ],
)

__all__ = ["BULLETIN_FLOW", "DELIVERY_FLOW", "EDITABLE", "SERIES_FLOW", "TEMPLATE_FLOW", "UNSIGNED"]
