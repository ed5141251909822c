"""The clerk's pages: the reports of the own unit, and one due report: to send, to sign as zero, to amend, to read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, read_inputs, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.reporting import facts, prefilled
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.models import Due, DueState
from anlan.reporting.rows import tell_dues
from anlan.reporting.standing import TONES, at_deadline, kind_at, standing

SHOWN_DAYS = 31
OFFERED = ("report", "zero", "amend", "call", "excuse")
KEPT = ("situation", "help_wanted", "difference_of", "difference_value", "difference_reason")


@needs(Permission.REPORT_FILE)
def own(request: ActedRequest) -> HttpResponse:
    """Show what the reader's units owe today, and their last days."""
    today = clock.today()
    units = sorted(p.organisation_id for p in request.actor.posts if Permission.REPORT_FILE in p.permissions)
    dues = Due.objects.within(request.actor.scope).filter(organisation__in=units)
    now = clock.now()
    todays = [
        (due, (word := standing(due, now)), TONES[word])
        for due in dues.filter(day=today).select_related("organisation").order_by("organisation__code")
    ]
    past = dues.filter(day__lt=today, day__gte=today - timedelta(days=SHOWN_DAYS)).order_by("-day", "id")
    columns, rows = tell_dues(list(past.values_list("pk", flat=True)))
    context = {"todays": todays, "columns": columns, "rows": rows, "now": now}
    return render(request, "reporting/own.html", context)


def _visible(request: ActedRequest, pk: int) -> Due:
    due = (
        Due.objects.within(request.actor.scope)
        .select_related("organisation", "signed_by", "excused_by")
        .filter(pk=pk)
        .first()
    )
    if due is None:
        raise Unknown("report.unknown", _("There is no report with this number that you may see."))
    return due


@needs()
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _detail(
    request: ActedRequest, due: Due, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    sent = due.received_at is not None
    defaults = {
        "report": {"seen_at": now.isoformat()},
        "zero": {"statement": "all_safe", "seen_at": now.isoformat()},
        "amend": {name: "" if (value := getattr(due, name)) is None else value for name in KEPT},
    }
    defaults["amend"] |= {"seen_at": now.isoformat()}
    forms = step_forms(DUE_FLOW, due, request.actor, defaults=defaults, refused=refused)
    word = standing(due, now)
    is_open = due.opens_at <= now <= due.closes_at
    against = prefilled.against_zero(due) if not sent and is_open else {}
    context: dict[str, Any] = {
        "due": due,
        "word": word,
        "tone": TONES[word],
        "frozen": at_deadline(due) if now > due.due_at else None,
        "is_zero": kind_at(due, now) == "zero",
        "is_open": is_open,
        "gone": [form.error for form in forms if form.error and not form.fields],
        **dict.fromkeys(OFFERED),
        **{form.name: form for form in forms if form.fields and (form.decision or form.error)},
        "no": next((form.decision for form in forms if not form.decision and form.name == "report"), None),
        "numbers": prefilled.prefill(due, None if not sent else due.seen_at),
        "differs": {due.difference_of: due},
        "against": facts.told(against or prefilled.from_text(due.contradictions)),
        "is_owed": due.state == DueState.OWED,
        "entries": trail(DUE_FLOW, due),
        "now": now,
    }
    return render(request, "reporting/detail.html", context, status=status)


def _seen(request: ActedRequest, pk: int) -> None:
    """Refuse what the reader may not see, without reading all of it: the door reads the case itself."""
    if not Due.objects.within(request.actor.scope).filter(pk=pk).exists():
        raise Unknown("report.unknown", _("There is no report with this number that you may see."))


@needs()
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a due report through one step; sending again with the same key gives the same receipt."""
    _seen(request, pk)
    known = DUE_FLOW.steps.get(step)
    if request.method == "GET" or known is None or known.opening:
        return redirect("reporting:detail", pk=pk)
    key = request.POST.get("key") or uuid7()
    raw, _fault = read_inputs(known, request, by=request.actor)
    try:
        seen = parameters.whole(request.POST, "revision") if step == "amend" else None
        outcome = door.apply(DUE_FLOW, pk, step, by=request.actor, input=raw, key=key, revision=seen)
    except (Invalid, Refused) as error:
        form = StepForm.refused(step, raw, error, key)
        return _detail(request, _visible(request, pk), form, status=error.status)
    messages.success(
        request,
        _("“%(step)s” is recorded: journal entry %(seq)s.") % {"step": known.label, "seq": outcome.seq},
    )
    if step == "call":
        return redirect("reporting:board")
    return redirect("reporting:receipt" if step in ("report", "zero", "amend") else "reporting:detail", pk=pk)
