"""The lifecycles of enforcement: one file each in `flows/`; who sees their papers, and where their pages are."""

from __future__ import annotations

from typing import Any

from anlan.enforcement.flows.limits import LIMIT_FLOW
from anlan.enforcement.flows.listings import LISTING_FLOW
from anlan.enforcement.flows.measures import MEASURE_FLOW
from anlan.enforcement.flows.penalties import PENALTY_FLOW
from anlan.enforcement.flows.referrals import REFERRAL_FLOW
from anlan.enforcement.flows.site_papers import SITE_PAPER_FLOW
from anlan.evidence.access import VISIBLE
from anlan.papers.access import PAGES, SEEN

__all__ = ["LIMIT_FLOW", "LISTING_FLOW", "MEASURE_FLOW", "PENALTY_FLOW", "REFERRAL_FLOW", "SITE_PAPER_FLOW"]

ENFORCING = (SITE_PAPER_FLOW, MEASURE_FLOW, PENALTY_FLOW, LISTING_FLOW, REFERRAL_FLOW)


def _show(flow: Any) -> None:
    rows: Any = flow.model.objects
    SEEN[flow.kind] = rows.within
    PAGES[flow.kind] = f"enforcement:{flow.kind.replace('_', '-')}"
    VISIBLE[flow.kind] = lambda actor, pk: flow.model.objects.within(actor.scope).filter(pk=pk).exists()


for _flow in ENFORCING:
    _show(_flow)
