"""The list of publicity: its filters, orders and search."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor
from anlan.outreach.kinds import ActivityKind, Channel, VenueKind
from anlan.outreach.models import ActivityQuerySet, ActivityState, Campaign

MOST_CAMPAIGNS = 100

ACTIVITIES = ListSpec(
    code="activities",
    label=_("Publicity"),
    route="outreach:list",
    filters=("state", "kind", "channel", "venue", "campaign", "area", "from", "to"),
    sorts=(Sort("day", Order(("happened_on",)), index="activity_by_day"),),
    search="activity",
)


def filtered(activities: ActivityQuerySet, query: Any) -> ActivityQuerySet:
    """Return what the filters of an address leave, without the words searched for; voided ones only if asked for."""
    state = parameters.choice(query, "state", ActivityState.values)
    activities = activities.filter(state=state) if state else activities.standing()
    for name, column, values in (
        ("kind", "kind", ActivityKind.values),
        ("channel", "channel", Channel.values),
        ("venue", "venue_kind", VenueKind.values),
    ):
        if code := parameters.choice(query, name, values):
            activities = activities.filter(**{column: code})
    if campaign := parameters.whole(query, "campaign"):
        activities = activities.filter(campaign=campaign)
    place = {name: query[name] for name in ("area", "from", "to") if query.get(name)}
    return activities.filter(where_and_when(place, "happened_on"))


def campaign_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the campaigns that a reader may see, the latest first."""
    rows = Campaign.objects.within(actor.scope).launched().order_by("-first_day", "-pk")
    return [(str(key), name) for key, name in rows.values_list("pk", "name")[:MOST_CAMPAIGNS]]


def choices(actor: Actor) -> dict[str, Choices]:
    """Return what each filter offers to a reader."""
    return {
        "state": [("", _("All states")), *ActivityState.choices],
        "kind": [("", _("All kinds")), *ActivityKind.choices],
        "channel": [("", _("All channels")), *Channel.choices],
        "venue": [("", _("All of the five")), *VenueKind.choices],
        "campaign": [("", _("All campaigns")), *campaign_choices(actor)],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
