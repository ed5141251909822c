"""Tables of major hazard installations."""

from anlan.installations.models.alarms import AlarmSource, HeardMessage, PlantAlarm
from anlan.installations.models.posts import GuaranteePost, Term
from anlan.installations.models.register import ArchiveItem, Installation, Park
from anlan.installations.models.stationing import ExpertLog, ExpertStationing
from anlan.installations.models.tasks import GuaranteeTask, Pledge

__all__ = [
    "AlarmSource",
    "ArchiveItem",
    "ExpertLog",
    "ExpertStationing",
    "GuaranteePost",
    "GuaranteeTask",
    "HeardMessage",
    "Installation",
    "Park",
    "PlantAlarm",
    "Pledge",
    "Term",
]
