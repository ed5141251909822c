"""What the API offers of the lifecycles in which people outside of the government take part."""

from __future__ import annotations

<<<<<<< HEAD
from anlan.api.offered import Offered
=======
from typing import Any

from anlan.enterprise.flow import ADMISSION_FLOW, CHECK_FLOW, LETTER_FLOW
from anlan.enterprise.models import Admission, Letter, SelfCheck
>>>>>>> public
from anlan.org.roles import Permission
from anlan.tipoffs.flow import INFORMANT_STEPS, TIP_FLOW
from anlan.tipoffs.models import TipOff

TIP_STEPS_WITHOUT = frozenset({*INFORMANT_STEPS, "record", "open"})
"""The informant’s own, the intake with its receipt code (routers/tip_offs.py), and who informed: a person’s alone."""

<<<<<<< HEAD
OPENED = (
    Offered(TIP_FLOW, "tip-offs", Permission.TIP_HANDLE, TipOff.objects.within, without=TIP_STEPS_WITHOUT),
=======
OPENED: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    (
        (TIP_FLOW, "tip-offs", Permission.TIP_HANDLE, TipOff.objects.within),
        {"without": TIP_STEPS_WITHOUT},
    ),
    (
        # a code is in the answer: routers/enterprises.py
        (ADMISSION_FLOW, "enterprise-codes", Permission.ENTERPRISE_ADMIT, Admission.objects.within),
        {"without": frozenset({"give", "renew"})},
    ),
    (
        (
            CHECK_FLOW,
            "self-checks",
            Permission.HAZARD_READ,
            SelfCheck.objects.within,
            Permission.HAZARD_CLAIM,
        ),
        {},
    ),
    (
        (
            LETTER_FLOW,
            "letters",
            Permission.ENTERPRISE_ADMIT,
            Letter.objects.within,
            Permission.ENTERPRISE_ADMIT,
        ),
        {"without": frozenset({"ask", "read"})},  # the enterprise's own, on its page
    ),
>>>>>>> public
)
