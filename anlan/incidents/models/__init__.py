from anlan.incidents.models.incident import Incident, IncidentQuerySet
from anlan.incidents.models.kept import CasualtyCount, Classing, Report
from anlan.incidents.models.registers import Confirmation, Recommendation

__all__ = [
    "CasualtyCount",
    "Classing",
    "Confirmation",
    "Incident",
    "IncidentQuerySet",
    "Recommendation",
    "Report",
]
