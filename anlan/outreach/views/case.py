"""One activity: what it was, what shows it, its history, and the steps that lead on from here."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from anlan.evidence import shown
from anlan.kernel import clock
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.obligations.models import Kind, Obligation
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.outreach.flow import ACTIVITY_FLOW
from anlan.outreach.kinds import ActivityKind, Channel, VenueKind
from anlan.outreach.models import Activity, ActivityState
from anlan.outreach.rows import TONES
from anlan.outreach.views.asking import as_it_is, doors_of, for_kind, options

MAIN = frozenset({"verify", "correct"})
"""The steps that bring an activity on: their forms stand open, the others are folded."""


@needs(Permission.OUTREACH_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _visible(request: ActedRequest, pk: int) -> Activity:
    """Return an activity of the reader's scope. Raises Unknown for a stranger's as for one that does not exist."""
    activity = (
        Activity.objects.within(request.actor.scope)
        .select_related("area", "organisation", "campaign", "recorded_by", "corrected_by", "verified_by")
        .filter(pk=pk)
        .first()
    )
    if activity is None:
        raise Unknown("outreach.unknown", _("There is no activity with this number in your area."))
    return activity


def _detail(
    request: ActedRequest, activity: Activity, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    chosen = options(actor) if actor.may(Permission.OUTREACH_RECORD) else {}
    defaults = as_it_is(activity)
    forms = step_forms(
        ACTIVITY_FLOW,
        activity,
        actor,
        defaults={"correct": defaults},
        options=lambda step: chosen if step == "correct" else {},
        refused=refused,
    )
    forms = [for_kind(form, activity.kind) if form.name == "correct" else form for form in forms]
    context: dict[str, Any] = {
        "activity": activity,
        "state_label": ActivityState(activity.state).label,
        "state_tone": TONES[activity.state],
        "kind_label": ActivityKind(activity.kind).label,
        "forms": sorted(
            (form for form in forms if form.decision or form.error),
            key=lambda form: (not form.error, form.name not in MAIN),
        ),
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "main_steps": MAIN if activity.state == ActivityState.RETURNED else MAIN - {"correct"},
        "entries": trail(ACTIVITY_FLOW, activity),
        "particulars": _particulars(activity),
        "receipt": _receipt(activity),
        "doors": _doors(activity, actor),
        "duties": _duties(activity, actor),
        "pictures": shown.of_case("activity", activity.pk),
        "now": clock.now(),
    }
    return render(request, "outreach/detail.html", context, status=status)


def _particulars(activity: Activity) -> list[tuple[Any, Any]]:
    """Return what is on record, without what is empty."""
    campaign: Any = ""
    if activity.campaign:
        campaign = {
            "text": activity.campaign.name,
            "href": reverse("outreach:campaign", args=[activity.campaign_id]),
        }
    place: Any = activity.reference
    if activity.reference.startswith(("https://", "http://")):
        place = {"text": activity.reference, "href": activity.reference}
    estimated = (
        _("estimated: %(basis)s") % {"basis": activity.estimate_basis} if activity.is_estimated else ""
    )
    facts: list[tuple[Any, Any]] = [
        (_("Number"), activity.number),
        (_("Kind"), ActivityKind(activity.kind).label),
        (_("Quantity"), f"{activity.quantity} {activity.measure_word}"),
        (_("Counted or estimated"), estimated),
        (_("Channel"), Channel(activity.channel).label),
        (_("Into which of the five"), VenueKind(activity.venue_kind).label if activity.venue_kind else ""),
        (pgettext("publicity", "Place"), activity.place),
        (_("Grid cell"), activity.grid_cell),
        (_("Campaign"), campaign),
        (_("Reporting area"), activity.area.label),
        (_("Organiser"), activity.organisation.label),
        (_("Happened at"), _long(activity.happened_at)),
        (_("Where it can be seen"), place),
        (_("Remark"), activity.note),
        (_("Recorded by"), activity.recorded_by.name),
        (_("Who corrected it"), activity.corrected_by.name if activity.corrected_by else ""),
        (_("Verified by"), activity.verified_by.name if activity.verified_by else ""),
        (_("Verified at"), _long(activity.verified_at)),
    ]
    return [(label, value) for label, value in facts if value]


def _receipt(activity: Activity) -> list[tuple[Any, Any]]:
    if not activity.receipt_number:
        return []
    return [
        (_("Telecom operator"), activity.receipt_operator),
        (_("Number of the receipt"), activity.receipt_number),
        (_("Messages by the receipt"), str(activity.receipt_count)),
        (_("Date of the receipt"), str(activity.receipted_on)),
    ]


def _doors(activity: Activity, actor: Actor) -> list[str]:
    """Return the doors of a round, for whoever records or verifies here: nobody else needs to know them."""
    if not activity.grid_cell:
        return []
    rights = (Permission.OUTREACH_RECORD, Permission.OUTREACH_VERIFY)
    may = any(actor.holds_in(right, area_path=activity.area_path) for right in rights)
    return doors_of(activity) if may else []


def _duties(activity: Activity, actor: Actor) -> list[dict[str, Any]]:
    """Return what is owed now: what to do, whose turn it is, by when. One query."""
    rows = Obligation.objects.open().filter(case_id=activity.pk, case_kind="activity").select_related("owner")
    own = set(actor.organisation_ids())
    return [
        {
            "kind": Kind(row.kind).label,
            "owner": row.owner.label,
            "own": row.owner_id in own,
            "due_at": row.due_at,
        }
        for row in rows.order_by("due_at", "id")
    ]


def _long(at: Any) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


@needs(Permission.OUTREACH_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take an activity through one step; a refusal shows the page again with the reason and what was typed."""
    _visible(request, pk)
    answer = asking.take(
        request,
        ACTIVITY_FLOW,
        pk,
        step,
        back=redirect("outreach:detail", pk=pk),
        again=lambda form, status: _detail(request, _visible(request, pk), form, status),
    )
    if not Activity.objects.within(request.actor.scope).filter(pk=pk).exists():
        return redirect("outreach:list")  # its area was corrected to another one
    return answer
