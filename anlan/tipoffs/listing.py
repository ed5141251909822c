"""The list of tip-offs: filters and orders; and what of them waits on the to-do page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from anlan.figures.cut import where_and_when
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.obligations.inbox import INBOX, Waiting
from anlan.org.choices import area_choices, areas_of
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.tipoffs.models import AT_WORK, Channel, Result, Subject, TipOff, TipQuerySet, TipState

LATE = "late"
TIPS = ListSpec(
    code="tip-offs",
    label=_("Tip-offs"),
    route="tipoffs:list",
    filters=("state", "subject", "channel", "result", "area", "from", "to"),
    sorts=(Sort("day", Order(("received_on",)), index="tip_by_day"),),
)


def filtered(rows: TipQuerySet, query: Any) -> TipQuerySet:
    """Return what the filters of an address leave."""
    state = parameters.choice(query, "state", [*TipState.values, LATE])
    if state == LATE:
        rows = rows.filter(_late())
    elif state:
        rows = rows.filter(state=state)
    for name, values in (("subject", Subject.values), ("channel", Channel.values), ("result", Result.values)):
        if chosen := parameters.choice(query, name, values):
            rows = rows.filter(**{name: chosen})
    place = {name: query[name] for name in ("area", "from", "to") if query.get(name)}
    return rows.filter(where_and_when(place, "received_on"))


def _late() -> Q:
    now = clock.now()
    return Q(state=TipState.RECEIVED, triage_due_at__lt=now) | Q(state__in=AT_WORK, answer_due_at__lt=now)


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "state": [("", _("All states")), (LATE, pgettext("tip-off", "Late")), *TipState.choices],
        "subject": [("", _("All matters")), *Subject.choices],
        "channel": [("", _("All ways")), *Channel.choices],
        "result": [("", _("All results")), *Result.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }


def waiting(actor: Actor) -> list[Waiting]:
    """Return what waits for an actor's office: to be sorted, looked into, closed. No obligation is written for a
    tip-off: the list of what is owed in an area is read by those whom it may be about."""
    if not (actor.may(Permission.TIP_HANDLE) or actor.may(Permission.TIP_TRIAGE)):
        return []
    rows = TipOff.objects.within(actor.scope).order_by()
    own = Q(state__in=AT_WORK, handler__in=sorted(set(actor.organisation_ids())))
    told = [(own, _own), (_late(), _lateness)]
    if actor.may(Permission.TIP_TRIAGE):
        told = [(Q(state=TipState.RECEIVED), _to_sort), *told, (Q(state=TipState.ANSWERED), _to_close)]
    open_now = rows.filter(state__in=[TipState.RECEIVED, *AT_WORK, TipState.ANSWERED])
    counts = open_now.aggregate(
        **{f"n{place}": Count("pk", filter=where) for place, (where, _say) in enumerate(told)}
    )
    return [say(count) for (_where, say), count in zip(told, counts.values(), strict=True) if count]


def _to_sort(count: int) -> Waiting:
    text = ngettext("%(n)s tip-off is to be sorted", "%(n)s tip-offs are to be sorted", count)
    return Waiting(text % {"n": count}, reverse("tipoffs:list") + "?state=received")


def _own(count: int) -> Waiting:
    text = ngettext("%(n)s tip-off is yours to look into", "%(n)s tip-offs are yours to look into", count)
    return Waiting(text % {"n": count}, reverse("tipoffs:list"))


def _lateness(count: int) -> Waiting:
    text = ngettext("%(n)s tip-off is late", "%(n)s tip-offs are late", count)
    return Waiting(text % {"n": count}, reverse("tipoffs:list") + f"?state={LATE}")


def _to_close(count: int) -> Waiting:
    text = ngettext(
        "%(n)s tip-off was answered and is to be closed",
        "%(n)s tip-offs were answered and are to be closed",
        count,
    )
    return Waiting(text % {"n": count}, reverse("tipoffs:list") + "?state=answered")


INBOX.append(waiting)
