"""The lifecycles of look-backs that the API offers: samples and rates. Answers are steps of hazards."""

from __future__ import annotations

from anlan.api.offered import Offered
from anlan.lookbacks.acts import SAMPLE_ACTS
from anlan.lookbacks.flow import RATE_FLOW, SAMPLE_FLOW
from anlan.lookbacks.models import Rate, Sample
from anlan.org.roles import Permission

LOOK_BACKS = (
    Offered(
        SAMPLE_FLOW,
        "look-back-samples",
        Permission.DRAW_READ,
        Sample.objects.within,
        Permission.LOOKBACK_KEEP,
        without=frozenset({"hand_out"}),  # the system's
        actions=SAMPLE_ACTS,
    ),
    Offered(
        RATE_FLOW, "look-back-rates", Permission.DRAW_READ, Rate.objects.within, Permission.LOOKBACK_KEEP
    ),
)
