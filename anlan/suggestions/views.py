"""Pages of the suggestion box: sending, one's own, the office's list, one with its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
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
    begun = asking.begin(request, SUGGESTION_FLOW, "send", {"page": request.GET.get("page", "")[:300]})
    if begun.outcome:
        messages.success(
            request,
            _("Sent as suggestion %(n)s. The answer will stand in your to-do list.")
            % {"n": begun.outcome.seq},
        )
        return redirect("suggestions:own")
    return render(request, "suggestions/send.html", {"form": begun.form}, status=begun.status)


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
    _visible(request, pk)
    return asking.take(
        request,
        SUGGESTION_FLOW,
        pk,
        step,
        back=redirect("suggestions:detail", pk=pk),
        again=lambda form, status: _show(request, _visible(request, pk), form, status=status),
    )
