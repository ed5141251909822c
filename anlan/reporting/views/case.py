"""The clerk's pages: the reports of the own unit, and one due report: to send, to sign as zero, to amend, to read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.kernel import clock, parameters
from anlan.kernel.errors import Conflict, Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.flow import Step
from anlan.lifecycle.pages import StepForm, read_inputs, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.reporting import burden, content, facts, formbook, letters, prefilled
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.form_fields import plain
from anlan.reporting.models import Due, DueState, ReportValue
from anlan.reporting.resending import receipt
from anlan.reporting.rows import tell_dues
from anlan.reporting.standing import TONES, at_deadline, kind_at, standing
from anlan.reporting.views import filling, rolling

SHOWN_DAYS = 31
OFFERED = ("report", "zero", "amend", "call", "excuse", "letter", "drop_letter", "receive_letter")
RECEIVE = "receive_letter"
FILLED = frozenset({"report", "amend"})
"""Steps whose fields are the form's."""


@needs(Permission.REPORT_FILE)
def own(request: ActedRequest) -> HttpResponse:
    """Show what the reader's units owe today, and their last days."""
    today = clock.today()
    units = sorted(p.organisation_id for p in request.actor.posts if Permission.REPORT_FILE in p.permissions)
    dues = Due.objects.within(request.actor.scope).filter(organisation__in=units)
    now = clock.now()
    open_now = Q(day=today) | Q(state=DueState.OWED, opens_at__lte=now, closes_at__gte=now)
    names = dict(formbook.choices(today))
    todays = [
        (due, names.get(due.form, due.form), (word := standing(due, now)), TONES[word])
        for due in dues.filter(open_now)
        .select_related("organisation")
        .order_by("due_at", "organisation__code", "id")
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
    evidence = {"seen_at": now.isoformat(), "opened": burden.token(due, now)}
    defaults = {
        "report": evidence,
        "zero": {"statement": "all_safe", **evidence},
        "amend": evidence,
    }
    forms = step_forms(DUE_FLOW, due, request.actor, defaults=defaults, refused=refused)
    below = rolling.below(due, now)
    forms = rolling.asking(forms, below)
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
        **{f.name: f for f in forms if (f.fields or f.name == RECEIVE) and (f.decision or f.error)},
        "no": next((form.decision for form in forms if not form.decision and form.name == "report"), None),
        "against": facts.told(against or prefilled.from_text(due.contradictions)),
        "is_owed": due.state == DueState.OWED,
        "below": below,
        "letters": letters.papers_of(due),
        "entries": trail(DUE_FLOW, due),
        "now": now,
        **_of_form(due, forms, refused),
    }
    return render(request, "reporting/detail.html", context, status=status)


def _seen(request: ActedRequest, pk: int) -> None:
    """Refuse what the reader may not see, without reading all of it: the door reads the case itself."""
    if not Due.objects.within(request.actor.scope).filter(pk=pk).exists():
        raise Unknown("report.unknown", _("There is no report with this number that you may see."))


def _of_form(due: Due, forms: list[StepForm], refused: StepForm | None) -> dict[str, Any]:
    """Return what the form of a report gives to its page: what it says, the numbers, the fields to fill."""
    version = formbook.of_due(due)
    rows = list(ReportValue.objects.filter(due=due).order_by("field"))
    known = prefilled.numbers(due, version, due.seen_at) if version else []
    said = content.said(due, version, rows) if version else []
    former = filling.filled(said, rows)
    fillings = {
        form.name: filling.filling(
            version, form, known, refused.raw if refused and refused.name == form.name else None, former
        )
        for form in forms
        if version and form.name in FILLED and form.fields
    }
    return {
        "form_name": filling.told(version, due.form),
        "form_version": version,
        "numbers": known,
        "reported": [(one.field.measured, one.text or "—") for one in said],
        "differs": {
            row.field: {"number": plain(row.number), "reason": row.reason}
            for row in rows
            if row.reason and row.number is not None
        },
        "fillings": fillings,
    }


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
    if step in FILLED:
        raw |= filling.sent(request)
    try:
        seen = parameters.whole(request.POST, "revision") if step == "amend" else None
        outcome = _apply(known, pk, raw, by=request.actor, key=key, revision=seen)
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


def _apply(
    step: Step, pk: int, raw: dict[str, Any], *, by: Actor, key: str, revision: int | None
) -> door.Outcome:
    """Take the step; what was sent before with the same content gets its first receipt."""
    try:
        return door.apply(DUE_FLOW, pk, step.name, by=by, input=raw, key=key, revision=revision)
    except Conflict as refusal:
        outcome = receipt(step, pk, raw, by=by, refusal=refusal)
        if outcome is None:
            raise
        return outcome
