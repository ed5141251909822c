from anlan.incidents.models.incident import Incident, IncidentQuerySet
from anlan.incidents.models.kept import CasualtyCount, Classing, Report
from anlan.incidents.models.registers import Confirmation, Recommendation
from anlan.incidents.models.terms import ClockTerm, TermState

__all__ = [
    "CasualtyCount",
    "Classing",
    "ClockTerm",
    "Confirmation",
    "Incident",
    "IncidentQuerySet",
    "Recommendation",
    "Report",
    "TermState",
]
