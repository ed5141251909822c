"""Pages of webhooks: the receivers of the area, registering one, one with its deliveries and what leads on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anlan.access import tokens
from anlan.hooks import acts, rows
from anlan.hooks.acts import Keyed
from anlan.hooks.flow import WEBHOOK_FLOW
from anlan.hooks.inputs import STOPPED, USUAL_OVERLAP
from anlan.hooks.kinds import tellable
from anlan.hooks.models import Receiver, ReceiverState, Why
from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import asking
from anlan.lifecycle.door import Outcome
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Person
from anlan.org.roles import Permission
from anlan.org.scope import Actor

MOST_ACCOUNTS = 200
MANAGE = Permission.PEOPLE_MANAGE


def _choices(actor: Actor) -> dict[str, Any]:
    """Return the accounts of machines in the administrator's area, and the kinds of cases."""
    people = tokens.machines_of(Person.objects.within(actor.scope)).order_by("username")[:MOST_ACCOUNTS]
    return {
        "account": [(one.pk, f"{one.username} · {one.name}") for one in people],
        "kinds": list(tellable().items()),
    }


@needs(MANAGE)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the receivers of the administrator's area, those that are closed last."""
    found = Receiver.objects.within(request.actor.scope).select_related("account", "course")
    order = {state: place for place, state in enumerate(ReceiverState.values)}
    shown = sorted(found.order_by("-pk")[:MOST_ACCOUNTS], key=lambda one: order[one.state])
    columns, table = rows.table(shown)
    return render(request, "hooks/list.html", {"columns": columns, "rows": table})


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: ActedRequest) -> HttpResponse:
    """Register a receiver; its key is shown this once."""
    made: list[Keyed] = []

    def through(_flow: Any, _step: str, *, by: Actor, input: Any, key: str, at: Any) -> Outcome:  # noqa: A002
        made.append(acts.register(by=by, given=input, key=key))
        return made[0].outcome

    chosen = _choices(request.actor)
    begun = asking.begin(request, WEBHOOK_FLOW, "open", {}, options=chosen, through=through)
    if made:
        return _key(request, made[0])
    context = {"form": begun.form, "has_accounts": bool(chosen["account"])}
    return render(request, "hooks/register.html", context, status=begun.status)


def _key(request: ActedRequest, made: Keyed) -> HttpResponse:
    return render(request, "hooks/key.html", {"receiver": made.receiver, "key": made.key})


@needs(MANAGE)
@never_cache
def receiver(request: ActedRequest, pk: int) -> HttpResponse:
    """Show a receiver: how far it has come, what was delivered, what can be done."""
    return _page(request, acts.find(request.actor, min(pk, parameters.BIGGEST)))


def _page(
    request: ActedRequest, found: Receiver, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = step_forms(
        WEBHOOK_FLOW,
        found,
        request.actor,
        defaults={
            "amend": {"name": found.name, "address": found.address, "kinds": found.kinds},
            "turn": {"overlap_hours": USUAL_OVERLAP},
            "resume": {"begin": STOPPED},
        },
        options=lambda _step: {"kinds": list(tellable().items())},
        refused=refused,
    )
    page = parameters.page(found.deliveries.all(), request.GET)
    context = {
        "receiver": found,
        "facts_shown": rows.facts_of(found),
        "state_label": ReceiverState(found.state).label,
        "tone": rows.TONES[ReceiverState(found.state)],
        "why": Why(found.paused_why).label if found.paused_why else "",
        "is_closed": found.state == ReceiverState.CLOSED,
        "forms": [form for form in forms if form.decision or form.error],
        "entries": trail(WEBHOOK_FLOW, found),
        "log": rows.log_rows(page.rows),
        "page": page,
    }
    return render(request, "hooks/receiver.html", context, status=status)


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a receiver a step on; a new key is shown this once, a refusal on the page."""
    found = acts.find(request.actor, min(pk, parameters.BIGGEST))
    made: list[Keyed] = []

    def through(
        _flow: Any, _pk: int, name: str, *, by: Actor, input: Any, key: str, revision: Any  # noqa: A002
    ) -> Outcome:  # fmt: skip
        if name != "turn":
            return acts.take(found, name, by=by, given=input, key=key, revision=revision)
        made.append(acts.turn(found, by=by, given=input, key=key, revision=revision))
        return made[0].outcome

    answer = asking.take(
        request,
        WEBHOOK_FLOW,
        found.pk,
        step,
        back=redirect("webhooks:receiver", pk=found.pk),
        again=lambda form, status: _page(request, acts.find(request.actor, found.pk), form, status),
        through=through,
    )
    return _key(request, made[0]) if made else answer


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def test(request: ActedRequest, pk: int) -> HttpResponse:
    """Let a test message be sent."""
    found = acts.find(request.actor, min(pk, parameters.BIGGEST))
    if request.method == "POST":
        _asked(request, lambda: acts.ping(found, by=request.actor, at=clock.real_now()))
    return redirect("webhooks:receiver", pk=found.pk)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def again(request: ActedRequest, pk: int, delivery: int) -> HttpResponse:
    """Let one event be sent once more."""
    found = acts.find(request.actor, min(pk, parameters.BIGGEST))
    if request.method == "POST":
        key = min(delivery, parameters.BIGGEST)
        _asked(request, lambda: acts.redeliver(found, key, by=request.actor, at=clock.real_now()))
    return redirect("webhooks:receiver", pk=found.pk)


def _asked(request: ActedRequest, ask: Any) -> None:
    try:
        ask()
    except AnlanError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is sent within a minute: open this page again to see the answer."))
