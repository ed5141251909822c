"""The ledgers of meetings and tasks; found by this name when the apps load."""

from __future__ import annotations

from anlan.assignments import register_imports
from anlan.assignments.task_imports import TASKS

__all__ = ["TASKS", "register_imports"]
