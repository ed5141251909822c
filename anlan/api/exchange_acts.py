"""What the API offers of forms for superiors: the steps that need no file; those with one have paths of their own."""

from __future__ import annotations

from anlan.api.offered import Offered
from anlan.exchange.flow import FILLING_FLOW, FORM_FLOW
from anlan.exchange.models import Filling, SuperiorForm
from anlan.org.roles import Permission

EXCHANGE = (
    Offered(
        FORM_FLOW,
        "superior-forms",
        Permission.FORM_FILL,
        SuperiorForm.objects.within,
        without=frozenset({"bring", "replace"}),
    ),
    Offered(
        FILLING_FLOW,
        "form-fillings",
        Permission.FORM_FILL,
        Filling.objects.within,
        without=frozenset({"fill", "receive"}),
    ),
)
