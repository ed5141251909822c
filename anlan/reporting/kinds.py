"""The words of rules for reports: along which axis, of which group, how often, how far it is chased."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Axis(models.TextChoices):
    """Areas (块), sector departments (条) and townships: each complete by itself, never added together."""

    AREA = "area", _("Areas")
    DEPARTMENT = "department", _("Departments")
    TOWNSHIP = "township", _("Townships")


class Group(models.TextChoices):
    """Of whom a rule asks. All but the last follow the tree of areas and bodies by themselves."""

    AREAS = "areas", _("Offices of the areas directly below")
    DEPARTMENTS = "departments", _("All member departments")
    LEADS = "leads", _("Departments that lead a sector")
    TOWNSHIPS = "townships", _("Safety stations of all townships below")
    PICKED = "picked", _("Units picked by hand")


AXIS_OF = {
    Group.AREAS: Axis.AREA,
    Group.DEPARTMENTS: Axis.DEPARTMENT,
    Group.LEADS: Axis.DEPARTMENT,
    Group.TOWNSHIPS: Axis.TOWNSHIP,
}
"""Of units picked by hand, each stands where its kind of body belongs."""


class Recurrence(models.TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week, on weekdays")
    MONTHLY = "monthly", _("Every month, on days")
    MONTH_END = "month_end", _("On the last day of the month")
    MONTH_END_WORKING = "month_end_working", _("On the last working day of the month")
    ONCE = "once", _("Once, on the first day")


class Shift(models.TextChoices):
    """What becomes of a report that falls on a day off, where only working days count."""

    SKIP = "", _("It is left out")
    BEFORE = "before", _("It is due on the working day before")
    AFTER = "after", _("It is due on the working day after")


class Ladder(models.TextChoices):
    """How far a report is chased by itself: each step includes those before it."""

    REMINDER = "reminder", _("Reminder before it is due")
    CALLS = "calls", _("and two calls when it is missing")
    LEADER = "leader", _("and a notice to the unit’s leader and the collecting office")
    CIRCULAR = "circular", _("and, if it never comes, the list of the weekly circular")


CHASED = (Ladder.LEADER.value, Ladder.CIRCULAR.value)


class DemandState(models.TextChoices):
    """A rule that has ended stands: its days say so, and its past replays."""

    STANDING = "standing", _("Stands")
    WITHDRAWN = "withdrawn", _("Withdrawn before it began")
