"""To whom an issue went and who signed for it; signing for it, reminding, recalling."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from anlan.bulletins import actions, recipients, subjects
from anlan.bulletins.flow import BULLETIN_FLOW
from anlan.bulletins.letters import error_words
from anlan.bulletins.models import Correction, DeliveryState, Line, Mail, MailState, Message
from anlan.bulletins.recipients import Recipient
from anlan.bulletins.views.issue import visible
from anlan.kernel import clock, mailing
from anlan.kernel.errors import Refused
from anlan.kernel.identity import uuid7
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

TONES = {DeliveryState.SENT: "warn", DeliveryState.RECEIVED: "good", DeliveryState.RECALLED: "bad"}
MAIL_TONES = {
    MailState.QUEUED: "info",
    MailState.SENDING: "info",
    MailState.SENT: "good",
    MailState.FAILED: "bad",
}


@needs(Permission.BULLETIN_READ)
def deliveries(request: ActedRequest, pk: int) -> HttpResponse:
    """Show the deliveries of an issue that the reader may see, with receipts and mail; before it is sent, to whom it
    would go."""
    issue = visible(request, pk)
    found = recipients.of(issue, request.actor)
    cares = recipients.looks_after(request.actor, issue)
    corrections = list(Correction.objects.filter(issue=issue).order_by("-number")[:3])[::-1]
    step = BULLETIN_FLOW.steps["mail_again"]
    again = cares and issue.state in step.sources and step.applies(issue) and step.rule(request.actor, issue)
    context = {
        "issue": issue,
        "columns": _columns(corrections, cares),
        "rows": [_row(one, corrections) for one in found],
        "corrections": [{"row": one, "name": subjects.named(issue, one.subject)} for one in corrections],
        "planned": [] if found or not cares else _planned(issue),
        "open": sum(one.row.state == DeliveryState.SENT for one in found),
        "may_remind": request.actor.may(Permission.BULLETIN_EDIT),
        "looks_after": cares,
        "mail_is_on": mailing.is_on(),
        "mail_again": again,
        "group_columns": [{"label": _("Group"), "kind": "name"}, {"label": _("Mail"), "kind": "wide"}],
        "group_rows": [
            [one.group.label, _mail(one)] for one in recipients.of_groups(issue, request.actor) if one.group
        ],
        "key": uuid7(),
    }
    return render(request, "bulletins/deliveries.html", context)


def _planned(issue: Any) -> list[dict[str, Any]]:
    return [
        {"line": str(Line(line).label), "name": organisation.label, "mail": organisation.mail}
        for line, organisation in actions.recipients(issue, at=clock.now()).values()
    ]


def _columns(corrections: list[Correction], cares: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("To"), "kind": "name"},
        {"label": _("Line")},
        {"label": _("State")},
        {"label": _("Sent at"), "kind": "date"},
        {"label": _("Signed for")},
        *({"label": _("Correction %(n)s signed for") % {"n": one.number}} for one in corrections),
        {"label": _("Reminders"), "kind": "num"},
        *([{"label": _("Mail"), "kind": "wide"}] if cares else []),
    ]


def _row(one: Recipient, corrections: list[Correction]) -> dict[str, Any]:
    row = one.row
    state = DeliveryState(row.state)
    return {
        "cells": [
            row.organisation.label,
            Line(row.line).label,
            {"text": _state(one, state), "tone": TONES[state]},
            _shown(row.sent_at),
            _receipt(one, 0),
            *(_receipt(one, each.number) if each.number <= row.told_of else "" for each in corrections),
            str(row.reminders) if row.reminders else "",
            *([_mails(one)] if one.looks_after else []),
        ]
    }


def _state(one: Recipient, state: DeliveryState) -> Any:
    """Return the word of a delivery: a correction that waits does not unmake the receipt of the issue."""
    waits = state == DeliveryState.SENT and one.row.told_of and one.has_the_issue
    return _("correction not signed for") if waits else state.label


def _receipt(one: Recipient, of: int) -> Any:
    receipt = one.signed_for(of)
    return {"text": receipt.by.name, "sub": _shown(receipt.at)} if receipt else ""


def _mails(one: Recipient) -> Any:
    """Return the state of the last mail; before any, whether there is an address."""
    if one.mails:
        return _mail(one.mails[-1])
    return {"text": _("no mail sent") if one.row.organisation.mail else _("no address"), "tone": "neutral"}


def _mail(mail: Mail) -> dict[str, Any]:
    state = MailState(mail.state)
    told = [f"{Message(mail.message).label}, {mail.to}"]
    if mail.sent_at:
        told.append(_shown(mail.sent_at))
    if mail.error:
        told.append(error_words(mail))
    if mail.attempts > 1:
        told.append(_("%(n)s attempts") % {"n": mail.attempts})
    return {"text": str(state.label), "tone": MAIL_TONES[state], "sub": "; ".join(told)}


def _shown(at: Any) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


@needs(Permission.BULLETIN_READ)
@require_POST
def receive(request: ActedRequest, pk: int) -> HttpResponse:
    """Sign for an issue in the name of the reader's organisation."""
    issue = visible(request, pk)
    outcome = actions.receive(issue, by=request.actor, key=request.POST.get("key") or None)
    if outcome is None:
        raise Refused(
            "bulletin.nothing_to_receive", _("Nothing of this issue waits for your organisation’s receipt.")
        )
    messages.success(request, _("Your receipt is recorded: journal entry %(seq)s.") % {"seq": outcome.seq})
    return redirect("bulletins:detail", pk=pk)


@needs(Permission.BULLETIN_EDIT)
@require_POST
def remind(request: ActedRequest, pk: int) -> HttpResponse:
    """Remind everybody who has not signed for an issue."""
    issue = visible(request, pk)
    count = actions.remind(issue, by=request.actor)
    told = ngettext("%(n)s organisation was reminded.", "%(n)s organisations were reminded.", count) % {
        "n": count
    }
    messages.success(request, told)
    return redirect("bulletins:deliveries", pk=pk)
