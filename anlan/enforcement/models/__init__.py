"""Cases of enforcement, and the legal limits that hold for them."""

from anlan.enforcement.models.base import Enforced
from anlan.enforcement.models.limits import Limit, LimitState
from anlan.enforcement.models.listings import ON_LIST, WAS_LISTED, Level, Listing, ListingState
from anlan.enforcement.models.measures import (
    DECIDED,
    HOLDING,
    STOPS,
    Ground,
    Measure,
    MeasureKind,
    MeasureState,
)
from anlan.enforcement.models.penalties import (
    PENDING,
    STANDS,
    Appeal,
    Penalty,
    PenaltyKind,
    PenaltyState,
    Punished,
)
from anlan.enforcement.models.referrals import (
    WAS_SENT,
    Referral,
    ReferralKind,
    ReferralOutcome,
    ReferralState,
)
from anlan.enforcement.models.site_papers import (
    Cured,
    OrderedHazard,
    SitePaper,
    SitePaperKind,
    SitePaperState,
)

__all__ = [
    "DECIDED",
    "HOLDING",
    "ON_LIST",
    "PENDING",
    "STANDS",
    "STOPS",
    "WAS_LISTED",
    "WAS_SENT",
    "Appeal",
    "Cured",
    "Enforced",
    "Ground",
    "Level",
    "Limit",
    "LimitState",
    "Listing",
    "ListingState",
    "Measure",
    "MeasureKind",
    "MeasureState",
    "OrderedHazard",
    "Penalty",
    "PenaltyKind",
    "PenaltyState",
    "Punished",
    "Referral",
    "ReferralKind",
    "ReferralOutcome",
    "ReferralState",
    "SitePaper",
    "SitePaperKind",
    "SitePaperState",
]
