"""Inspection plans, the places on them, joint visits, and the plans of leaders."""

from anlan.plans.models.joint import JointState, JointVisit, JointVisitQuerySet
from anlan.plans.models.leaders import LeaderPlan, LeaderPlanQuerySet, LeaderPlanState, PlanLine
from anlan.plans.models.plans import (
    RUNNING,
    ChosenBy,
    Counts,
    Doer,
    Force,
    Plan,
    PlanItem,
    PlanItemQuerySet,
    PlanKind,
    PlanQuerySet,
    PlanState,
    Tally,
)

__all__ = [
    "RUNNING",
    "ChosenBy",
    "Counts",
    "Doer",
    "Force",
    "JointState",
    "JointVisit",
    "JointVisitQuerySet",
    "LeaderPlan",
    "LeaderPlanQuerySet",
    "LeaderPlanState",
    "Plan",
    "PlanItem",
    "PlanItemQuerySet",
    "PlanKind",
    "PlanLine",
    "PlanQuerySet",
    "PlanState",
    "Tally",
]
