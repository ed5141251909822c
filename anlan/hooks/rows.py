"""Receivers and deliveries in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.hooks.kinds import tellable
from anlan.hooks.models import Course, Delivery, Receiver, ReceiverState, Sent, Why
from anlan.journal.models import Head
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.lifecycle.flow import FLOWS

TONES = {ReceiverState.OPEN: "good", ReceiverState.PAUSED: "bad", ReceiverState.CLOSED: "neutral"}
SENT_TONES = {
    Sent.WAITING: "info",
    Sent.DELIVERED: "good",
    Sent.FAILED: "warn",
    Sent.GIVEN_UP: "bad",
    Sent.WITHHELD: "neutral",
}


def second(at: Any) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}" if at else ""


def kinds_of(receiver: Receiver) -> str:
    names = tellable()
    told = [str(names[kind]) for kind in receiver.kinds.split() if kind in names]
    return _(", ").join(told) if told else _("all that the account may see")


def behind(course: Course) -> int:
    """Return how many entries of the journal lie before a receiver, for it or for others."""
    head = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    return max(0, head - course.seq)


def table(receivers: list[Receiver]) -> tuple[list[dict[str, Any]], list[Any]]:
    """Return the columns and rows of the list."""
    columns = [
        {"label": pgettext("webhook", "System"), "kind": "name"},
        {"label": _("Number"), "kind": "code"},
        {"label": _("State")},
        {"label": pgettext("webhook", "Account"), "kind": "name"},
        {"label": _("Address"), "kind": "wide"},
        {"label": _("Last delivered"), "kind": "date"},
    ]
    rows = [
        [
            {"text": one.name, "href": reverse("webhooks:receiver", args=[one.pk]), "lang": "zh-Hans"},
            one.number,
            {
                "text": ReceiverState(one.state).label,
                "tone": TONES[ReceiverState(one.state)],
                "sub": str(Why(one.paused_why).label) if one.paused_why else "",
            },
            {"text": one.account.username},
            one.address,
            second(one.course.delivered_at),
        ]
        for one in receivers
    ]
    return columns, rows


def facts_of(receiver: Receiver) -> list[tuple[str, Any]]:
    course = receiver.course
    until = receiver.former_until
    told: list[tuple[str, Any]] = [
        (_("Number"), receiver.number),
        (_("Address"), {"text": receiver.address, "code": True}),
        (pgettext("webhook", "Account"), f"{receiver.account.username} · {receiver.account.name}"),
        (_("Kinds of cases"), kinds_of(receiver)),
        (_("Turn of its key"), str(receiver.turn)),
    ]
    if until is not None and until > clock.real_now():
        told.append((_("The old key signs too until"), second(until)))
    told += [
        (_("Last delivered"), second(course.delivered_at)),
        (_("Has come to entry"), _("%(seq)s; %(behind)s entries lie before it")
         % {"seq": course.seq, "behind": f"{behind(course):,}"}),
    ]  # fmt: skip
    if course.failures:
        told.append((_("Failures in a row"), str(course.failures)))
    if course.next_at is not None and receiver.state == ReceiverState.OPEN:
        told.append((_("Tried again at"), second(course.next_at)))
    return told


def log_rows(deliveries: list[Delivery]) -> list[dict[str, Any]]:
    """Return deliveries as rows of the log."""
    return [
        {
            "pk": one.pk,
            "mark": one.mark if one.seq is not None else _("Test message"),
            "event": event_words(one.event),
            "code": one.event,
            "state": Sent(one.state).label,
            "tone": SENT_TONES[Sent(one.state)],
            "attempts": one.attempts,
            "answer": " ".join(
                part for part in (f"HTTP {one.status}" if one.status else "", one.answer) if part
            ),
            "took": f"{one.took_ms:,}" if one.took_ms is not None else "",
            "at": second(one.tried_at or one.begun_at),
            "again": one.state != Sent.WAITING,
        }
        for one in deliveries
    ]


def event_words(code: str) -> str:
    kind, _dot, step = code.partition(".")
    flow = FLOWS.get(kind)
    if flow is None or step not in flow.steps:
        return ""
    return f"{flow.name} · {flow.steps[step].label}"


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which notices tell receivers. One query."""
    return {
        one.pk: CaseWords(one.name, "", reverse("webhooks:receiver", args=[one.pk]), one.number)
        for one in Receiver.objects.filter(pk__in=keys)
    }


TELLERS["webhook"] = tell_cases
