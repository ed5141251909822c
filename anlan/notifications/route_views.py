"""Where notices go besides the system: one's own routes and those of one's units, and what became of what was sent."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Conflict, Invalid, Unknown
from anlan.notifications.channels import available, chat
from anlan.notifications.models import Delivery, Event, Route, Sent, Via
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Organisation
from anlan.org.scope import Actor

NUMBER = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]")
MINE = "me"
SHOWN = 30
HOURS = [("", "—"), *((str(hour), f"{hour:02d}:00") for hour in range(24))]


def routes_of(actor: Actor) -> Any:
    """Return the routes that somebody sees and sets: the own, and those of the units in which a post is held."""
    return Route.objects.filter(
        Q(person=actor.person_id) | Q(organisation__in=list(actor.organisation_ids()))
    )


@needs()
def routes(request: ActedRequest) -> HttpResponse:
    """Show the routes and the newest deliveries."""
    return _page(request)


def _page(request: ActedRequest, error: AnlanError | None = None) -> HttpResponse:
    mine = list(routes_of(request.actor).select_related("organisation", "changed_by").order_by("id"))
    newest = (
        Delivery.objects.filter(route__in=[one.pk for one in mine])
        .select_related("notice", "route")
        .order_by("-queued_at", "-id")[:SHOWN]
    )
    ready = available()
    context = {
        "routes": mine,
        "deliveries": [
            {
                "event": Event(one.notice.event).label, "via": Via(one.route.via).label, "target": one.route.target,
                "state": one.state, "label": Sent(one.state).label, "fault": one.fault, "bundled": one.is_bundled,
                "queued_at": one.queued_at, "next_at": one.next_at, "settled_at": one.settled_at,
            }
            for one in newest
        ],
        "vias": Via.choices,
        "labels": dict(Via.choices),
        "not_set_up": _(", ").join(str(via.label) for via in Via if via.value not in ready),
        "chats": [("", "—"), *((name, name) for name in chat.names())],
        "owners": [(MINE, _("Only myself")), *_units(request.actor)],
        "hours": HOURS,
        "raw": request.POST if error else {},
        "error": error,
    }  # fmt: skip
    return render(request, "notifications/routes.html", context, status=error.status if error else 200)


def _units(actor: Actor) -> list[tuple[str, str]]:
    units = Organisation.objects.filter(pk__in=list(actor.organisation_ids())).order_by("code")
    return [(str(unit.pk), unit.label) for unit in units]


@needs()
@require_http_methods(["GET", "POST"])
def add(request: ActedRequest) -> HttpResponse:
    """Add a route for oneself or for one of one's units."""
    if request.method == "GET":
        return redirect("notices:routes")
    try:
        given = _given(request)
        with transaction.atomic():
            Route.objects.create(**given, changed_by_id=request.actor.person_id, changed_at=clock.now())
    except IntegrityError:
        twice = Conflict("route.twice", _("This route is there already: switch it on below."), field="target")
        return _page(request, twice)
    except Invalid as error:
        return _page(request, error)
    return redirect("notices:routes")


@needs()
@require_http_methods(["GET", "POST"])
def switch(request: ActedRequest, pk: int) -> HttpResponse:
    """Switch a route on or off. What waits on a route that was switched off still goes."""
    route = routes_of(request.actor).filter(pk=min(pk, parameters.BIGGEST)).first()
    if route is None:
        raise Unknown("route.unknown", _("There is no such route of yours or of your units."))
    if request.method == "POST":
        routes_of(request.actor).filter(pk=route.pk).update(
            is_on=request.POST.get("on") == "1", changed_by=request.actor.person_id, changed_at=clock.now()
        )
    return redirect("notices:routes")


def _given(request: ActedRequest) -> dict[str, Any]:
    """Return the columns of a new route. Raises Invalid, naming the field."""
    post = request.POST
    owner, via = post.get("owner", ""), post.get("via", "")
    units = {str(key) for key in request.actor.organisation_ids()}
    if owner != MINE and owner not in units:
        raise Invalid("route.owner", _("Choose yourself or one of your units."), field="owner")
    if via not in Via.values:
        raise Invalid("route.via", _("Choose how the notices leave."), field="via")
    first, last = (parameters.whole(post, name) for name in ("quiet_from", "quiet_to"))
    if (first is None) != (last is None) or not all(h is None or 0 <= h <= 23 for h in (first, last)):
        raise Invalid("route.quiet", _("Quiet hours need both: from when and to when."), field="quiet_from")
    return {
        "person_id": request.actor.person_id if owner == MINE else None,
        "organisation_id": None if owner == MINE else int(owner),
        "via": via,
        "target": _target(via, post),
        "urgent_only": post.get("urgent_only") == "1",
        "is_digest": post.get("is_digest") == "1",
        "quiet_from": first,
        "quiet_to": last,
    }


def _target(via: str, post: Any) -> str:
    if via == Via.CHAT:
        name = str(post.get("chat", ""))
        if name not in chat.names():
            raise Invalid(
                "route.chat", _("Choose a chat that the operator has set up for this system."), field="chat"
            )
        return name
    target = parameters.words(post, "target", most=200)
    if via == Via.MAIL:
        try:
            validate_email(target)
        except ValidationError:
            raise Invalid(
                "route.mail", _("This is no mail address, for example duty@example.cn."), field="target"
            ) from None
    elif not NUMBER.fullmatch(target):
        raise Invalid(
            "route.number",
            _("A telephone number has 7 to 20 digits, for example 13800000000."),
            field="target",
        )
    return target
