"""What the API offers of the lifecycles in which people outside of the government take part."""

from __future__ import annotations

from anlan.api.offered import Offered
from anlan.enterprise.flow import ADMISSION_FLOW, CHECK_FLOW, LETTER_FLOW
from anlan.enterprise.models import Admission, Letter, SelfCheck
from anlan.org.roles import Permission
from anlan.tipoffs.flow import INFORMANT_STEPS, TIP_FLOW
from anlan.tipoffs.models import TipOff

TIP_STEPS_WITHOUT = frozenset({*INFORMANT_STEPS, "record", "open"})
"""The informant’s own, the intake with its receipt code (routers/tip_offs.py), and who informed: a person’s alone."""

_ADMIT = Permission.ENTERPRISE_ADMIT

OPENED = (
    Offered(TIP_FLOW, "tip-offs", Permission.TIP_HANDLE, TipOff.objects.within, without=TIP_STEPS_WITHOUT),
    Offered(  # a code is in the answer: routers/enterprises.py
        ADMISSION_FLOW,
        "enterprise-codes",
        _ADMIT,
        Admission.objects.within,
        without=frozenset({"give", "renew"}),
    ),
    Offered(
        CHECK_FLOW, "self-checks", Permission.HAZARD_READ, SelfCheck.objects.within, Permission.HAZARD_CLAIM
    ),
    Offered(  # what the enterprise asks and reads is its own, on its page
        LETTER_FLOW, "letters", _ADMIT, Letter.objects.within, _ADMIT, without=frozenset({"ask", "read"})
    ),
)
