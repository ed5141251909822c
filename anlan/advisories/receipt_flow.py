"""The lifecycle of a receipt: sent to one body, acknowledged there or by telephone, escalated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.advisories import duties, effects, facts, inputs, notices, rules
from anlan.advisories.kinds import Answer, ReceiptState
from anlan.advisories.models import Receipt
from anlan.lifecycle.flow import ALL, STAY, Count, Counted, Flow, Step, Taken
from anlan.notifications.models import Event
from anlan.obligations.models import Kind

SENT_TO, ACKNOWLEDGED = "advisories.receipts", "advisories.acknowledged"
IN_TIME, CALLED, MEASURES = "advisories.acknowledged_in_time", "advisories.called", "advisories.measures_told"
CHECKED, FOUND = "advisories.places_checked", "advisories.hazards_found"
EVERY = frozenset(ReceiptState.values)
ANSWERED = frozenset({ReceiptState.ACKNOWLEDGED, ReceiptState.ENDED})
SENT = frozenset({ReceiptState.SENT})
GOT = frozenset({ReceiptState.ACKNOWLEDGED})
OPEN = frozenset({ReceiptState.SENT, ReceiptState.ACKNOWLEDGED})


def after_call(_receipt: Any, taken: Taken) -> str:
    return ReceiptState.ACKNOWLEDGED if taken.input["answer"] == Answer.ACKNOWLEDGED else STAY


def when_acknowledged(_receipt: Any, taken: Taken) -> str | None:
    return Kind.ACKNOWLEDGE_WARNING if taken.input["answer"] == Answer.ACKNOWLEDGED else None


def after_message(_receipt: Any, taken: Taken) -> str:
    return ReceiptState.SENT if taken.input["anew"] == "yes" else STAY


def when_anew(_receipt: Any, taken: Taken) -> str | None:
    return Kind.ACKNOWLEDGE_WARNING if taken.input["anew"] == "yes" else None


def at_the_end(receipt: Any, _taken: Taken) -> str:
    return ReceiptState.LAPSED if receipt.state == ReceiptState.SENT else ReceiptState.ENDED


RECEIPT_FLOW = Flow(
    "advisory_receipt",
    model=Receipt,
    name=_("receipt of a warning"),
    states={state.value: state.label for state in ReceiptState},
    counted=Counted(day="sent_on", sector=""),
    counts=(
        Count(SENT_TO, EVERY),
        Count(ACKNOWLEDGED, ANSWERED),
        Count(IN_TIME, ANSWERED, when="in_time"),
        Count(CALLED, EVERY, when="was_called"),
        Count(MEASURES, EVERY, when="has_measures"),
        Count(CHECKED, EVERY, amount="places_checked"),
        Count(FOUND, EVERY, amount="hazards_found"),
    ),
    steps=[
        Step(
            name="send",
            label=pgettext_lazy("receipt", "Send"),
            done=pgettext_lazy("receipt", "sent it"),
            target=ReceiptState.SENT,
            rule=rules.may_send,
            form=inputs.SEND,
            guard=facts.is_from,
            effect=effects.receipt_of,
            opens=(duties.acknowledge, duties.tell_measures, duties.check, duties.guard, duties.report),
            tells=(notices.recipient(Event.WARNING_ISSUED),),
        ),
        Step(
            name="acknowledge",
            label=_("Acknowledge"),
            done=_("acknowledged it"),
            sources=SENT,
            target=ReceiptState.ACKNOWLEDGED,
            rule=rules.may_acknowledge,
            effect=effects.acknowledged,
            discharges=(Kind.ACKNOWLEDGE_WARNING,),
        ),
        Step(
            name="call",
            label=_("Record a call"),
            done=_("called the body"),
            sources=SENT,
            target=after_call,
            targets=frozenset({STAY, ReceiptState.ACKNOWLEDGED}),
            rule=rules.may_call,
            looks_up=True,
            form=inputs.CALL,
            effect=effects.called,
            discharges=(when_acknowledged,),
        ),
        Step(
            name="escalate",
            label=_("Escalate"),
            done=_("told the level above that nobody had acknowledged"),
            sources=SENT,
            target=STAY,
            rule=rules.by_the_clock,
            form=inputs.ESCALATE,
            guard=facts.is_late,
            effect=effects.escalated,
            tells=(notices.superior,),
        ),
        Step(
            name="report",
            label=_("Tell the measures taken"),
            done=_("told the measures taken"),
            sources=ANSWERED,
            target=STAY,
            rule=rules.may_acknowledge,
            form=inputs.REPORT,
            applies=facts.has_none_yet,
            effect=effects.reported,
            discharges=(Kind.TELL_MEASURES,),
        ),
        Step(
            name="check",
            label=_("Tell the extra checks"),
            done=_("told the extra checks"),
            sources=GOT,
            target=STAY,
            rule=rules.may_acknowledge,
            form=inputs.CHECKS,
            applies=facts.asks_for_checks,
            effect=effects.checked,
            discharges=(Kind.CHECK_FOR_WARNING,),
        ),
        Step(
            name="guard",
            label=_("Name who leads the duty"),
            done=_("named who leads the duty"),
            sources=GOT,
            target=STAY,
            rule=rules.may_acknowledge,
            form=inputs.GUARD,
            applies=facts.asks_for_duty,
            effect=effects.guarded,
            discharges=(Kind.GUARD_FOR_WARNING,),
        ),
        Step(
            name="situation",
            label=_("Report the situation"),
            done=_("reported the situation"),
            sources=GOT,
            target=STAY,
            rule=rules.may_acknowledge,
            form=inputs.SITUATION,
            applies=facts.asks_for_reports,
            effect=effects.situation_told,
            discharges=(Kind.REPORT_FOR_WARNING,),
            opens=(duties.report,),
        ),
        Step(
            name="send_again",
            label=_("Send the update"),
            done=_("sent the update"),
            sources=OPEN,
            target=after_message,
            targets=frozenset({STAY, ReceiptState.SENT}),
            rule=rules.may_go_on,
            looks_up=True,
            form=inputs.AGAIN,
            applies=facts.is_behind,
            effect=effects.sent_again,
            discharges=(when_anew,),
            opens=(duties.acknowledge_anew,),
            tells=(notices.recipient(Event.WARNING_UPDATED),),
        ),
        Step(
            name="end",
            label=pgettext_lazy("receipt", "End"),
            done=pgettext_lazy("receipt", "it ended"),
            sources=OPEN,
            target=at_the_end,
            targets=frozenset({ReceiptState.ENDED, ReceiptState.LAPSED}),
            rule=rules.may_go_on,
            looks_up=True,
            applies=facts.has_ended,
            discharges=(ALL,),
            tells=(notices.recipient(Event.WARNING_ENDED),),
        ),
    ],
)
