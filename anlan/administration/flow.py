"""The lifecycles of administration: accounts, appointments with their deputies, rulings, reorganisations."""

from __future__ import annotations

from anlan.administration.flows.accounts import ACCOUNT_FLOW
from anlan.administration.flows.appointments import APPOINTMENT_FLOW
from anlan.administration.flows.reorganisations import REORGANISATION_FLOW
from anlan.administration.flows.rulings import RULING_FLOW

__all__ = ["ACCOUNT_FLOW", "APPOINTMENT_FLOW", "REORGANISATION_FLOW", "RULING_FLOW"]
