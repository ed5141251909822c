"""The lifecycle of a delivery: an issue sent to one organisation, signed for there, perhaps recalled."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.bulletins import duties, mails, notices, rules
from anlan.bulletins.models import Delivery, DeliveryState, Issue, Line, Message, Receipt
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import ALL, NOT_NOW, STAY, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Form, Reference
from anlan.notifications.models import Event
from anlan.obligations.models import Kind
from anlan.org.models import Organisation


def find_organisation(key: int) -> Organisation | None:
    return Organisation.objects.filter(pk=key).first()


def find_issue(key: int) -> Issue | None:
    return Issue.objects.signed().filter(pk=key).first()


SEND = Form(
    (
        Reference(name="issue", label=_("Bulletin"), find=find_issue, model=Issue, tells=False),
        Reference(name="organisation", label=_("To"), find=find_organisation, model=Organisation),
        Choice(name="line", label=_("Line"), choices=tuple(Line.choices)),
    )
)


def sent(_case: None, taken: Taken) -> dict[str, Any]:
    issue: Issue = taken.input["issue"]
    return {
        "issue_id": issue.pk,
        "organisation_id": taken.input["organisation"].pk,
        "line": taken.input["line"],
        "area_id": issue.area_id,
        "area_path": issue.area_path,
        "opened_on": clock.local_day(taken.at),
        "sent_at": taken.at,
    }


def received(case: Delivery, taken: Taken) -> dict[str, Any]:
    return {"received_at": taken.at, "received_by_id": taken.by.person_id}


def reminded(case: Delivery, taken: Taken) -> dict[str, Any]:
    return {"reminded_at": taken.at, "reminders": case.reminders + 1}


def told(case: Delivery, taken: Taken) -> dict[str, Any]:
    """A correction must be signed for anew."""
    return {"told_of": case.told_of + 1, "received_at": None, "received_by_id": None}


def recalled(case: Delivery, taken: Taken) -> dict[str, Any]:
    return {"recalled_at": taken.at}


def keep_receipt(case: Delivery, taken: Taken, seq: int) -> None:
    """Keep whose signature it was, for the issue or the last correction of it: a later correction asks anew."""
    Receipt.objects.create(
        delivery_id=case.id, of=case.told_of, seq=seq, by_id=taken.by.person_id, at=taken.at
    )


def not_twice_an_hour(case: Any) -> Decision:
    if case.reminded_at is not None and (clock.now() - case.reminded_at).total_seconds() < 3600:
        return denied(_("It was reminded within the last hour"), code=NOT_NOW)
    return ALLOWED


WITH_RECIPIENT = frozenset({DeliveryState.SENT, DeliveryState.RECEIVED})

DELIVERY_FLOW = Flow(
    "delivery",
    model=Delivery,
    name=_("delivery"),
    states={s.value: s.label for s in DeliveryState},
    counted=Counted(day="opened_on"),
    steps=[
        Step(
            name="send",
            label=_("Send"),
            done=_("sent it"),
            target=DeliveryState.SENT,
            rule=rules.may_send,
            form=SEND,
            effect=sent,
            opens=(duties.receive,),
            tells=(notices.recipient(Event.BULLETIN_SENT),),
            projects=mails.to_organisation(Message.ISSUE),
        ),
        Step(
            name="receive",
            label=_("Sign for it"),
            done=_("signed for it"),
            sources=frozenset({DeliveryState.SENT}),
            target=DeliveryState.RECEIVED,
            rule=rules.may_receive,
            effect=received,
            discharges=(Kind.RECEIVE_BULLETIN,),
            projects=keep_receipt,
        ),
        Step(
            name="remind",
            label=_("Remind"),
            done=_("reminded"),
            sources=frozenset({DeliveryState.SENT}),
            target=STAY,
            rule=rules.may_remind,
            applies=not_twice_an_hour,
            effect=reminded,
            tells=(notices.recipient(Event.BULLETIN_REMINDED),),
            projects=mails.to_organisation(Message.REMINDER),
        ),
        Step(
            name="tell",
            label=_("Tell of a correction"),
            done=_("told of a correction"),
            sources=WITH_RECIPIENT,
            target=DeliveryState.SENT,
            rule=rules.may_remind,
            effect=told,
            discharges=(Kind.RECEIVE_BULLETIN,),
            opens=(duties.receive,),
            tells=(notices.recipient(Event.BULLETIN_CORRECTED),),
            projects=mails.to_organisation(Message.CORRECTION),
        ),
        Step(
            name="recall",
            label=_("Recall"),
            done=_("recalled it"),
            sources=WITH_RECIPIENT,
            target=DeliveryState.RECALLED,
            rule=rules.may_recall,
            effect=recalled,
            discharges=(ALL,),
            tells=(notices.recipient(Event.BULLETIN_RECALLED),),
            projects=mails.recall,
        ),
    ],
)
