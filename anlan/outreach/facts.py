"""What must be so before a step: the campaign fits, something shows it, nothing lies in the future."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import Taken
from anlan.org.roles import Permission
from anlan.outreach.kinds import ActivityKind
from anlan.outreach.models import Activity, Campaign, CampaignState


def happened(case: Any, taken: Taken) -> datetime:
    """Return when an activity happened: as corrected, as it was, or when the step that records it happened."""
    corrected: datetime | None = taken.input.get("happened_at")
    return corrected or (taken.at if case is None else case.happened_at)


def activity_is_sound(case: Any, taken: Taken) -> Decision:
    at = happened(case, taken)
    if at > taken.at:
        return denied(_("The day on which it happened lies after this step"), code="outreach.future")
    receipted, today = taken.input["receipted_on"], clock.local_day(taken.now or taken.at)
    if receipted is not None and receipted > today:
        return denied(_("The date of the receipt lies in the future"), code="outreach.receipt_date")
    area = taken.input["area"]
    if case is not None and taken.by.holds_in(Permission.OUTREACH_RECORD, area_path=area.path or "") is None:
        return denied(_("You have no right to record publicity in this area"), code="outreach.record")
    return fits_campaign(taken.input["campaign"], area.path or "", at)


def fits_campaign(campaign: Campaign | None, area_path: str, at: datetime) -> Decision:
    """An activity counts in a campaign that runs on its day and reaches its area."""
    if campaign is None:
        return ALLOWED
    if not campaign.first_day <= clock.local_day(at) <= campaign.last_day:
        return denied(_("The campaign does not run on that day"), code="outreach.campaign_days")
    if not area_path.startswith(campaign.area_path):
        return denied(_("The campaign does not reach this area"), code="outreach.campaign_area")
    return ALLOWED


def something_shows_it(activity: Any) -> Decision:
    """Nothing is verified on trust: a receipt, the doors, an address or a picture shows it (domain brief §1.7)."""
    if activity.kind in (ActivityKind.SMS, ActivityKind.HOUSEHOLD_VISIT):
        return ALLOWED
    if activity.reference or activity.pictures:
        return ALLOWED
    return denied(
        _("Nothing shows it yet: no address, no document and no photograph. Send it back for that"),
        code="outreach.no_evidence",
    )


def days_are_in_order(_case: Any, taken: Taken) -> Decision:
    if taken.input["last_day"] < taken.input["first_day"]:
        return denied(_("The campaign ends before it begins"), code="campaign.days")
    return ALLOWED


def holds_its_activities(campaign: Any, taken: Taken) -> Decision:
    """Days are not taken from under activities that count in them."""
    order = days_are_in_order(campaign, taken)
    if not order:
        return order
    within = (taken.input["first_day"], taken.input["last_day"])
    if Activity.objects.standing().filter(campaign=campaign.id).exclude(happened_on__range=within).exists():
        return denied(_("Activities of this campaign lie outside these days"), code="campaign.activities")
    return ALLOWED


def has_no_activities(campaign: Any, _taken: Taken) -> Decision:
    if Activity.objects.standing().filter(campaign=campaign.id).exists():
        return denied(
            _("Activities count in this campaign: it stays. Void them, or correct their campaign, first"),
            code="campaign.activities",
        )
    return ALLOWED


# -- once nobody else can write --------------------------------------------------------------------------------


def still_holds_them(campaign: Any, taken: Taken, _seq: int) -> None:
    _or_conflict(holds_its_activities(campaign, taken))


def still_has_none(campaign: Any, taken: Taken, _seq: int) -> None:
    _or_conflict(has_no_activities(campaign, taken))


def still_fits(activity: Any) -> None:
    """Look again at the campaign: it may have been amended or withdrawn at the same moment."""
    if activity.campaign_id is None:
        return
    campaign = Campaign.objects.get(pk=activity.campaign_id)
    if campaign.state != CampaignState.LAUNCHED:
        raise Conflict("outreach.campaign_gone", _("The campaign was withdrawn at the same moment."))
    _or_conflict(fits_campaign(campaign, activity.area_path, activity.happened_at))


def _or_conflict(decision: Decision) -> None:
    if not decision:
        raise Conflict(decision.code or "outreach.moved", decision.reason)
