"""What the API offers of the lifecycles in which people outside of the government take part."""

from __future__ import annotations

from anlan.api.offered import Offered
from anlan.org.roles import Permission
from anlan.tipoffs.flow import INFORMANT_STEPS, TIP_FLOW
from anlan.tipoffs.models import TipOff

TIP_STEPS_WITHOUT = frozenset({*INFORMANT_STEPS, "record", "open"})
"""The informant’s own, the intake with its receipt code (routers/tip_offs.py), and who informed: a person’s alone."""

OPENED = (
    Offered(TIP_FLOW, "tip-offs", Permission.TIP_HANDLE, TipOff.objects.within, without=TIP_STEPS_WITHOUT),
)
