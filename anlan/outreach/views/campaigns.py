"""Campaigns: their list, one with its totals by medium and period, launching, amending and withdrawing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.figures.cut import where_and_when
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.kernel.parameters import Order
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.outreach import totals
from anlan.outreach.flow import CAMPAIGN_FLOW
from anlan.outreach.models import Activity, Campaign, CampaignState
from anlan.outreach.rows import tell_activities, tell_campaigns
from anlan.outreach.views.asking import options, own_area

NEWEST_FIRST = Order(("first_day",))
MOST_SHOWN = 20


@needs(Permission.OUTREACH_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the campaigns of the reader's area and of the areas above it, the latest first."""
    rows = Campaign.objects.within(request.actor.scope).only("pk", "first_day")
    page = parameters.page(rows, request.GET, order=NEWEST_FIRST)
    columns, cells = tell_campaigns([row.pk for row in page.rows])
    context = {"columns": columns, "rows": cells, "page": page}
    return render(request, "outreach/campaigns.html", context)


@needs(Permission.OUTREACH_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _visible(request: ActedRequest, pk: int) -> Campaign:
    campaign = (
        Campaign.objects.within(request.actor.scope)
        .select_related("area", "organisation", "launched_by")
        .filter(pk=pk)
        .first()
    )
    if campaign is None:
        raise Unknown("campaign.unknown", _("There is no campaign with this number in your area."))
    return campaign


def _detail(
    request: ActedRequest, campaign: Campaign, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    """Show what the campaign came to within the reader's area, in the days asked for (all of them)."""
    actor = request.actor
    days = {name: request.GET[name] for name in ("from", "to") if request.GET.get(name)}
    activities = Activity.objects.within(actor.scope).standing().filter(campaign=campaign)
    activities = activities.filter(where_and_when(days, "happened_on"))
    columns, rows = tell_activities(
        list(activities.order_by("-happened_on", "-pk").values_list("pk", flat=True)[:MOST_SHOWN])
    )
    amended = {name: getattr(campaign, name) for name in ("name", "purpose", "first_day", "last_day")}
    forms = step_forms(CAMPAIGN_FLOW, campaign, actor, defaults={"amend": amended}, refused=refused)
    today = clock.today()
    context: dict[str, Any] = {
        "campaign": campaign,
        "state_label": CampaignState(campaign.state).label,
        "is_running": campaign.state == CampaignState.LAUNCHED
        and campaign.first_day <= today <= campaign.last_day,
        "by_kind": totals.by_kind(activities),
        "by_channel": totals.by_channel(activities),
        "by_month": totals.by_month(activities),
        "columns": columns,
        "rows": rows,
        "query": request.GET,
        "may_record": campaign.state == CampaignState.LAUNCHED and actor.may(Permission.OUTREACH_RECORD),
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "entries": trail(CAMPAIGN_FLOW, campaign),
    }
    return render(request, "outreach/campaign.html", context, status=status)


@needs(Permission.OUTREACH_LAUNCH)
@require_http_methods(["GET", "POST"])
def launch(request: ActedRequest) -> HttpResponse:
    """Launch a campaign; a refused form keeps what was typed."""
    start = {"first_day": clock.today(), "area": own_area(request.actor, Permission.OUTREACH_LAUNCH) or ""}
    chosen = {"area": options(request.actor)["area"]}
    begun = asking.begin(request, CAMPAIGN_FLOW, "launch", start, options=chosen)
    if begun.outcome:
        messages.success(
            request, _("The campaign is launched: journal entry %(seq)s.") % {"seq": begun.outcome.seq}
        )
        return redirect("outreach:campaign", pk=begun.outcome.case_id)
    return render(request, "outreach/launch.html", {"form": begun.form}, status=begun.status)


@needs(Permission.OUTREACH_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Amend or withdraw a campaign; a refusal shows the page again."""
    _visible(request, pk)
    return asking.take(
        request,
        CAMPAIGN_FLOW,
        pk,
        step,
        back=redirect("outreach:campaign", pk=pk),
        again=lambda form, status: _detail(request, _visible(request, pk), form, status),
    )
