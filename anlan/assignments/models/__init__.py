from anlan.assignments.models.registers import (
    Attendance,
    Coming,
    LeaderActivity,
    LeaderTerm,
    Meeting,
    RecordState,
)
from anlan.assignments.models.tasks import (
    ENDED_STATES,
    OPEN_STATES,
    AssignedTask,
    PartState,
    TaskCounter,
    TaskPart,
    TaskState,
)

__all__ = [
    "ENDED_STATES",
    "OPEN_STATES",
    "AssignedTask",
    "Attendance",
    "Coming",
    "LeaderActivity",
    "LeaderTerm",
    "Meeting",
    "PartState",
    "RecordState",
    "TaskCounter",
    "TaskPart",
    "TaskState",
]
