"""Pages of the suggestion box: sending, one's own, the office's list, one with its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.kernel import parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, step_forms
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission, Role
from anlan.suggestions.flow import SUGGESTION_FLOW
from anlan.suggestions.listing import SUGGESTIONS, TONES, choices, columns, filtered, tell_suggestions
from anlan.suggestions.models import Suggestion, SuggestionState


@needs(Permission.SUGGESTION_ANSWER)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the suggestions that the reader's office answers, the newest first."""
    shown = SUGGESTIONS.show(request, filtered(Suggestion.objects.within(request.actor.scope), request.GET))
    return shown.render(
        "suggestions/list.html",
        columns=columns(),
        rows=tell_suggestions(shown.keys),
        choices=choices(request.actor),
    )


@needs()
def own(request: ActedRequest) -> HttpResponse:
    """Show what the reader sent, with the answers, the newest first."""
    page = parameters.page(Suggestion.objects.sent_by(request.actor).only("pk"), request.GET)
    rows = tell_suggestions([row.pk for row in page.rows])
    return render(request, "suggestions/own.html", {"columns": columns(), "rows": rows, "page": page})


@needs()
@require_http_methods(["GET", "POST"])
def send(request: ActedRequest) -> HttpResponse:
    """Ask for a suggestion; a refused form keeps what was typed."""
    step = SUGGESTION_FLOW.steps["send"]
    form, status = StepForm.of(step, {"page": request.GET.get("page", "")[:300]}), 200
    if request.method == "POST":
        key = request.POST.get("key") or uuid7()
        raw = {name: request.POST.get(name, "") for name in step.form.names}
        try:
            outcome = door.open_case(SUGGESTION_FLOW, "send", by=request.actor, input=raw, key=key)
        except (Invalid, Refused) as error:
            form = StepForm.refused("send", raw, error, key, step)
            status = error.status
        else:
            messages.success(
                request,
                _("Sent as suggestion %(n)s. The answer will stand in your to-do list.") % {"n": outcome.seq},
            )
            return redirect("suggestions:own")
    return render(request, "suggestions/send.html", {"form": form}, status=status)


def _visible(request: ActedRequest, pk: int) -> Suggestion:
    """Return a suggestion that the reader sent or answers. Raises Unknown."""
    actor = request.actor
    found: Suggestion | None = None
    if pk <= parameters.BIGGEST:
        found = Suggestion.objects.within(actor.scope).filter(pk=pk).first()
        found = found or Suggestion.objects.sent_by(actor).filter(pk=pk).first()
    if found is None:
        raise Unknown("suggestion.unknown", _("There is no suggestion with this number that you may see."))
    return found


@needs()
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _show(request, _visible(request, pk))


def _show(
    request: ActedRequest, suggestion: Suggestion, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = step_forms(SUGGESTION_FLOW, suggestion, request.actor, refused=refused)
    context: dict[str, Any] = {
        "suggestion": suggestion,
        "state_label": SuggestionState(suggestion.state).label,
        "tone": TONES[SuggestionState(suggestion.state)],
        "role": Role(suggestion.role).label,
        "forms": [form for form in forms if form.decision or form.error],
        "answers": request.actor.may(Permission.SUGGESTION_ANSWER),
    }
    return render(request, "suggestions/detail.html", context, status=status)


@needs()
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Answer a suggestion, or note that the answer was read."""
    suggestion = _visible(request, pk)
    known = SUGGESTION_FLOW.steps.get(step)
    if request.method == "GET" or known is None or known.opening:
        return redirect("suggestions:detail", pk=pk)
    key = request.POST.get("key") or uuid7()
    raw = {name: request.POST.get(name, "") for name in known.form.names}
    seen = parameters.whole(request.POST, "revision")
    try:
        outcome = door.apply(SUGGESTION_FLOW, pk, step, by=request.actor, input=raw, key=key, revision=seen)
    except (Invalid, Refused) as error:
        suggestion.refresh_from_db()
        return _show(request, suggestion, StepForm.refused(step, raw, error, key), status=error.status)
    messages.success(
        request,
        _("“%(step)s” is recorded: journal entry %(seq)s.") % {"step": known.label, "seq": outcome.seq},
    )
    return redirect("suggestions:detail", pk=pk)
