"""The lifecycles of publicity: the one file to open when a step of a campaign or of an activity changes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.flow import ALL, STAY, Count, Counted, Flow, Step
from anlan.obligations.models import Kind
from anlan.outreach import duties, effects, facts, forms, rules
from anlan.outreach.kinds import ActivityKind
from anlan.outreach.models import (
    UNPROVEN_STATES,
    Activity,
    ActivityState,
    Campaign,
    CampaignState,
)

MEASURES = {
    ActivityKind.MEDIA_ITEM: "outreach.media_items",
    ActivityKind.SHORT_VIDEO: "outreach.short_videos",
    ActivityKind.FIVE_ENTRIES: "outreach.five_entries",
    ActivityKind.LEAFLET: "outreach.leaflets",
    ActivityKind.SMS: "outreach.sms",
    ActivityKind.HOUSEHOLD_VISIT: "outreach.household_visits",
}
"""Kind → the measure to which a verified activity adds its quantity; what is of the other kind has no common unit."""
ACTIVITIES = "outreach.activities"
UNVERIFIED = "outreach.unverified"

PROVEN = frozenset({ActivityState.VERIFIED})
UNPROVEN = frozenset(UNPROVEN_STATES)
LAUNCHED = frozenset({CampaignState.LAUNCHED})

CAMPAIGN_FLOW = Flow(
    "campaign",
    model=Campaign,
    name=_("campaign"),
    states={s.value: s.label for s in CampaignState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="launch",
            label=_("Launch"),
            done=_("launched the campaign"),
            target=CampaignState.LAUNCHED,
            rule=rules.may_launch,
            form=forms.LAUNCH,
            guard=facts.days_are_in_order,
            effect=effects.campaign_of,
        ),
        Step(
            name="amend",
            label=_("Amend"),
            done=_("amended the campaign"),
            sources=LAUNCHED,
            target=STAY,
            rule=rules.may_change,
            form=forms.AMEND,
            guard=facts.holds_its_activities,
            effect=effects.amended,
            projects=facts.still_holds_them,
        ),
        Step(
            name="withdraw",
            label=_("Call off"),
            done=_("withdrew the campaign"),
            sources=LAUNCHED,
            target=CampaignState.WITHDRAWN,
            rule=rules.may_change,
            form=forms.BECAUSE,
            guard=facts.has_no_activities,
            projects=facts.still_has_none,
        ),
    ],
)

ACTIVITY_FLOW = Flow(
    "activity",
    model=Activity,
    name=_("activity"),
    states={s.value: s.label for s in ActivityState},
    counted=Counted(day="happened_on", sector=""),
    counts=(
        *(
            Count(measure, PROVEN, when="kind", equals=kind.value, amount="quantity")
            for kind, measure in MEASURES.items()
        ),
        Count(ACTIVITIES, PROVEN),
        Count(UNVERIFIED, UNPROVEN),
    ),
    steps=[
        Step(
            name="record",
            label=_("Record"),
            done=_("recorded the activity"),
            target=ActivityState.RECORDED,
            rule=rules.may_record,
            form=forms.RECORD,
            guard=facts.activity_is_sound,
            effect=effects.activity_of,
            opens=(duties.verify,),
            projects=effects.write_beside,
        ),
        Step(
            name="verify",
            label=_("Verify"),
            done=_("verified the activity"),
            sources=frozenset({ActivityState.RECORDED}),
            target=ActivityState.VERIFIED,
            rule=rules.may_verify,
            form=forms.NOTHING,
            applies=facts.something_shows_it,
            effect=effects.verified,
            discharges=(Kind.VERIFY_ACTIVITY,),
        ),
        Step(
            name="send_back",
            label=_("Return for correction"),
            done=_("sent the activity back"),
            sources=frozenset({ActivityState.RECORDED}),
            target=ActivityState.RETURNED,
            rule=rules.may_verify,
            form=forms.BECAUSE,
            effect=effects.returned,
            discharges=(Kind.VERIFY_ACTIVITY,),
            opens=(duties.correct,),
        ),
        Step(
            name="correct",
            label=_("Correct"),
            done=_("corrected the activity"),
            sources=UNPROVEN,
            target=ActivityState.RECORDED,
            rule=rules.may_correct,
            form=forms.CORRECT,
            guard=facts.activity_is_sound,
            effect=effects.corrected,
            discharges=(Kind.CORRECT_ACTIVITY, Kind.VERIFY_ACTIVITY),
            opens=(duties.verify,),
            projects=effects.write_beside,
        ),
        Step(
            name="void",
            label=_("Void"),
            done=_("voided the activity"),
            sources=UNPROVEN | PROVEN,
            target=ActivityState.VOIDED,
            rule=rules.may_void,
            form=forms.BECAUSE,
            discharges=(ALL,),
            corrects=True,
        ),
        Step(
            name="take_back",
            label=_("Take back"),
            done=_("took back what was entered from a ledger"),
            sources=UNPROVEN | PROVEN,
            target=ActivityState.VOIDED,
            rule=rules.may_take_back,
            applies=rules.is_from_ledger,
            discharges=(ALL,),
            corrects=True,
        ),
    ],
)
