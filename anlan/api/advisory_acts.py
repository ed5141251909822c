"""The lifecycles of advisories and of their receipts as the API offers them."""

from __future__ import annotations

from anlan.advisories.acts import ADVISORY_ACTS
from anlan.advisories.flow import ADVISORY_FLOW, RECEIPT_FLOW
from anlan.advisories.models import Advisory, Receipt
from anlan.api.offered import Offered
from anlan.org.roles import Permission

ADVISORIES = (
    Offered(
        ADVISORY_FLOW,
        "advisories",
        Permission.ADVISORY_READ,
        Advisory.objects.within,
        Permission.ADVISORY_MAKE,
        without=frozenset({"expire", "enter", "take_back"}),  # the clock's, and of ledgers
        actions=ADVISORY_ACTS,
    ),
    Offered(
        RECEIPT_FLOW,
        "advisory-receipts",
        Permission.ADVISORY_READ,
        Receipt.objects.within,
        # these go with the steps of their advisory, or are the clock's
        without=frozenset({"send", "send_again", "end", "escalate"}),
    ),
)
