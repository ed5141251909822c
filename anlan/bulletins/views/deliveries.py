"""To whom an issue went and who signed for it; signing for it, reminding, recalling."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from anlan.bulletins import actions
from anlan.bulletins.models import Delivery, DeliveryState, Line
from anlan.bulletins.views.issue import visible
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

TONES = {DeliveryState.SENT: "warn", DeliveryState.RECEIVED: "good", DeliveryState.RECALLED: "bad"}


@needs(Permission.BULLETIN_READ)
def deliveries(request: ActedRequest, pk: int) -> HttpResponse:
    """Show the deliveries of an issue that the reader may see; before it is sent, to whom it would go."""
    issue = visible(request, pk)
    rows = list(
        Delivery.objects.within(request.actor.scope)
        .filter(issue=issue)
        .select_related("organisation", "received_by")
        .order_by("line", "pk")
    )
    planned = [] if rows or not request.actor.may(Permission.BULLETIN_EDIT) else _planned(issue)
    context = {
        "issue": issue,
        "columns": _columns(),
        "rows": [_row(row) for row in rows],
        "planned": planned,
        "open": sum(row.state == DeliveryState.SENT for row in rows),
        "may_remind": request.actor.may(Permission.BULLETIN_EDIT),
    }
    return render(request, "bulletins/deliveries.html", context)


def _planned(issue: Any) -> list[tuple[str, str]]:
    return [
        (str(Line(line).label), organisation.label)
        for line, organisation in actions.recipients(issue, at=clock.now()).values()
    ]


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("To"), "kind": "name"},
        {"label": _("Line")},
        {"label": _("State")},
        {"label": _("Sent at"), "kind": "date"},
        {"label": _("Signed for by")},
        {"label": _("Signed for at"), "kind": "date"},
        {"label": _("Reminders"), "kind": "num"},
    ]


def _row(row: Delivery) -> dict[str, Any]:
    state = DeliveryState(row.state)
    return {
        "cells": [
            row.organisation.label,
            Line(row.line).label,
            {"text": state.label, "tone": TONES[state]},
            _shown(row.sent_at),
            row.received_by.name if row.received_by else "",
            _shown(row.received_at),
            str(row.reminders) if row.reminders else "",
        ]
    }


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
