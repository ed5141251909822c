"""Pages of photo flags: the list, one flag with both photographs side by side, and the decision."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.scrutiny.comparing import sides
from anlan.scrutiny.flow import FLAG_FLOW
from anlan.scrutiny.listing import FLAGS, TONES, choices, filtered, tell_flags
from anlan.scrutiny.models import FlagState, PhotoFlag
from anlan.scrutiny.reasons import Reason, told
from anlan.scrutiny.terms import term_on


@needs(Permission.EVIDENCE_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the flags of the reader's areas and sectors, the newest first."""
    shown = FLAGS.show(request, filtered(PhotoFlag.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_flags(shown.keys)
    return shown.render("scrutiny/list.html", columns=columns, rows=rows, choices=choices(request.actor))


def _visible(request: ActedRequest, pk: int) -> PhotoFlag:
    """Return a flag of the reader's scope. Raises Unknown for a stranger's as for one that does not exist."""
    rows = PhotoFlag.objects.within(request.actor.scope).select_related(
        "area", "sector", "decided_by", "attachment__file", "other_attachment__file"
    )
    flag = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if flag is None:
        raise Unknown(
            "photo_flag.unknown", _("There is no photo flag with this number in your area and sector.")
        )
    return flag  # type: ignore[no-any-return]


@needs(Permission.EVIDENCE_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    """Show one flag: both photographs, the reason in words, what was decided and why."""
    return _show(request, _visible(request, pk))


def _show(
    request: ActedRequest, flag: PhotoFlag, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = step_forms(FLAG_FLOW, flag, request.actor, refused=refused)
    one, other = sides(flag, request.actor)
    context: dict[str, Any] = {
        "flag": flag,
        "reason": Reason(flag.reason).label,
        "words": told(flag),
        "one": one,
        "other": other,
        "state_label": FlagState(flag.state).label,
        "tone": TONES[FlagState(flag.state)],
        "term": term_on(flag.flagged_on),
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "entries": trail(FLAG_FLOW, flag),
    }
    return render(request, "scrutiny/detail.html", context, status=status)


@needs(Permission.EVIDENCE_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Decide on a flag, or take it up again; a refusal keeps what was typed."""
    _visible(request, pk)
    return asking.take(
        request,
        FLAG_FLOW,
        pk,
        step,
        back=redirect("scrutiny:detail", pk=pk),
        again=lambda form, status: _show(request, _visible(request, pk), form, status=status),
    )
