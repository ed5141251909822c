"""The lifecycles of incidents that the API offers."""

from __future__ import annotations

from anlan.api.offered import Offered
from anlan.incidents.flow import CONFIRMATION_FLOW, INCIDENT_FLOW, RECOMMENDATION_FLOW, TERM_FLOW
from anlan.incidents.models import ClockTerm, Confirmation, Incident, Recommendation
from anlan.org.roles import Permission

INCIDENTS = tuple(
    Offered(flow, path, Permission.INCIDENT_READ, model.objects.within, opening, without=frozenset({"enter"}))
    for flow, path, model, opening in (
        (INCIDENT_FLOW, "incidents", Incident, Permission.INCIDENT_TAKE),
        (RECOMMENDATION_FLOW, "recommendations", Recommendation, Permission.INCIDENT_RULE),
        (CONFIRMATION_FLOW, "confirmations", Confirmation, Permission.INCIDENT_RULE),
        (TERM_FLOW, "clock-terms", ClockTerm, Permission.INCIDENT_RULE),
    )
)
