"""The lifecycle of a receiver: registered, changed, given new keys, paused by hand or by itself, closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.access import tokens
from anlan.hooks import inputs, notices, rules
from anlan.hooks.models import LIVING, Course, Receiver, ReceiverState, Why
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import STAY, Counted, Flow, Step, Taken
from anlan.org.models import Area, Person, Post
from anlan.org.models.people import held_at

MOST = 40
"""Receivers at a time: each has a thread of the worker while it is sent to."""


def can_be_opened(_case: None, taken: Taken) -> Decision:
    """The account is locked, so that two at once do not register the same twice."""
    account = Person.objects.select_for_update().get(pk=taken.input["account"].pk)
    if not tokens.machines_of(Person.objects.filter(pk=account.pk)).exists():
        return denied(
            _("“%(name)s” is the account of a person: open an account of its own for the machine")
            % {"name": account.username},
            code="webhook.person",
        )
    if not Post.objects.filter(held_at(taken.now or taken.at), person=account).exists():
        return denied(
            _("“%(name)s” holds no post: it sees nothing, so nothing would be told")
            % {"name": account.username},
            code="webhook.post",
        )
    return _is_another(account.pk, taken.input["address"], None) and _there_is_room()


def _is_another(account: int, address: str, besides: int | None) -> Decision:
    twin = (
        Receiver.objects.filter(account=account, address=address, state__in=LIVING)
        .exclude(pk=besides or 0)
        .first()
    )
    if twin is not None:
        return denied(
            _("This account tells this address already (%(number)s)") % {"number": twin.number},
            code="webhook.double",
        )
    return ALLOWED


def _there_is_room() -> Decision:
    if Receiver.objects.filter(state__in=LIVING).count() >= MOST:
        return denied(
            _("There are %(most)s receivers already: close those no longer needed") % {"most": MOST},
            code="webhook.many",
        )
    return ALLOWED


def is_another(case: Any, taken: Taken) -> Decision:
    return _is_another(case.account_id, taken.input["address"], case.id)


def receiver_of(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        **{name: given[name] for name in ("name", "address", "kinds")},
        "account_id": given["account"].pk,
        "turn": 1,
        "opened_on": clock.local_day(taken.at),
        "paused_why": "",
        **_home(taken),
    }


def _home(taken: Taken) -> dict[str, Any]:
    """Return the area and body of the post in whose right it is registered; at the command line the account's own."""
    if taken.via is not None:
        found = Area.objects.get(pk=taken.via.area_id)
        return {"area_id": found.pk, "area_path": found.path, "organisation_id": taken.via.organisation_id}
    posts = Post.objects.filter(held_at(taken.now or taken.at), person=taken.input["account"].pk)
    post = posts.select_related("area").order_by("pk")[0]
    return {"area_id": post.area_id, "area_path": post.area.path, "organisation_id": post.organisation_id}


def begin_here(receiver: Any, _taken: Taken, seq: int) -> None:
    """A new receiver is told of what is journalled from its own opening on; what was before it asks the feed for."""
    Course.objects.create(receiver_id=receiver.id, seq=seq)


def amended(_case: Any, taken: Taken) -> dict[str, Any]:
    return {name: taken.input[name] for name in ("name", "address", "kinds")}


def turned(case: Any, taken: Taken) -> dict[str, Any]:
    hours = taken.input["overlap_hours"]
    until = clock.real_now() + timedelta(hours=hours) if hours else None
    return {"turn": case.turn + 1, "former_until": until}


def paused(_case: Any, _taken: Taken) -> dict[str, Any]:
    return {"paused_why": Why.HAND}


def stopped(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"paused_why": taken.input["why"]}


def not_paused(_case: Any, _taken: Taken) -> dict[str, Any]:
    return {"paused_why": ""}


def go_on(receiver: Any, taken: Taken, seq: int) -> None:
    rows = Course.objects.filter(receiver=receiver.id)
    rows.update(tries=0, failures=0, next_at=None)
    if taken.input["begin"] == inputs.NOW:
        rows.update(seq=seq)


_OPEN = frozenset({ReceiverState.OPEN})
_PAUSED = frozenset({ReceiverState.PAUSED})
_LIVING = frozenset(LIVING)

WEBHOOK_FLOW = Flow(
    "webhook",
    model=Receiver,
    name=gettext_lazy("receiver of webhooks"),
    states={state.value: state.label for state in ReceiverState},
    counted=Counted(day="opened_on", sector=""),
    steps=[
        Step(
            name="open",
            label=gettext_lazy("Register a receiver"),
            done=gettext_lazy("registered the receiver"),
            target=ReceiverState.OPEN,
            rule=rules.may_open,
            form=inputs.OPEN,
            guard=can_be_opened,
            effect=receiver_of,
            projects=begin_here,
            looks_up=True,
        ),
        Step(
            name="amend",
            label=gettext_lazy("Change its name, address or kinds"),
            done=gettext_lazy("changed the receiver"),
            sources=_LIVING,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.AMEND,
            guard=is_another,
            effect=amended,
            looks_up=True,
        ),
        Step(
            name="turn",
            label=gettext_lazy("Give it a new key"),
            done=gettext_lazy("gave the receiver a new key"),
            sources=_LIVING,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.TURN,
            effect=turned,
        ),
        Step(
            name="pause",
            label=pgettext_lazy("webhook", "Pause it"),
            done=gettext_lazy("paused the receiver"),
            sources=_OPEN,
            target=ReceiverState.PAUSED,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
            effect=paused,
        ),
        Step(
            name="stop",
            label=pgettext_lazy("webhook", "Paused by itself"),
            done=gettext_lazy("paused itself"),
            sources=_OPEN,
            target=ReceiverState.PAUSED,
            rule=rules.by_itself,
            form=inputs.STOP,
            effect=stopped,
            tells=(notices.stopped,),
        ),
        Step(
            name="resume",
            label=pgettext_lazy("webhook", "Go on"),
            done=gettext_lazy("let the receiver go on"),
            sources=_PAUSED,
            target=ReceiverState.OPEN,
            rule=rules.may_keep,
            form=inputs.RESUME,
            effect=not_paused,
            projects=go_on,
        ),
        Step(
            name="close",
            label=pgettext_lazy("webhook", "Close it for good"),
            done=gettext_lazy("closed the receiver"),
            sources=_LIVING,
            target=ReceiverState.CLOSED,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
            effect=not_paused,
        ),
    ],
)
