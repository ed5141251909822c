"""The words of duty: levels, kinds of seat, teams, leave, how a check is made. Stored codes are never shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NORMAL = "normal"


class Level(models.TextChoices):
    """How ready everybody is to be (应急状态), the first the strictest: no warning colour, no response to an event."""

    ONE = "1", pgettext_lazy("readiness", "Level 1")
    TWO = "2", pgettext_lazy("readiness", "Level 2")
    THREE = "3", pgettext_lazy("readiness", "Level 3")
    FOUR = "4", pgettext_lazy("readiness", "Level 4")


class ResponseLevel(models.TextChoices):
    """The emergency response to one event (应急响应), I to IV."""

    ONE = "1", pgettext_lazy("response", "Level I")
    TWO = "2", pgettext_lazy("response", "Level II")
    THREE = "3", pgettext_lazy("response", "Level III")
    FOUR = "4", pgettext_lazy("response", "Level IV")


class RuleLevel(models.TextChoices):
    """When a rule of a duty room holds: in ordinary times, or from a level on."""

    NORMAL = NORMAL, _("Ordinary times")
    FOUR = "4", pgettext_lazy("readiness", "Level 4")
    THREE = "3", pgettext_lazy("readiness", "Level 3")
    TWO = "2", pgettext_lazy("readiness", "Level 2")
    ONE = "1", pgettext_lazy("readiness", "Level 1")


RANK = {level.value: rank for rank, level in enumerate(RuleLevel)}
"""The stricter, the higher."""


class SeatKind(models.TextChoices):
    LEADER = "leader", _("Leader on duty")
    STAFF = "staff", _("Staff on duty")
    SUPPORT = "support", _("Technical support")


class Team(models.TextChoices):
    A = "A", _("Team A")
    B = "B", _("Team B")


class LeaveKind(models.TextChoices):
    LEAVE = "leave", _("Leave")
    SICK = "sick", _("Sick leave")
    TRIP = "trip", _("Business trip")
    TRAINING = "training", _("Training")


RECALLED = (LeaveKind.LEAVE, LeaveKind.TRIP, LeaveKind.TRAINING)
"""What a level that cancels leave cancels: nobody is called in sick."""


class Method(models.TextChoices):
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")
    SITE = "site", _("On site")


ANSWER_SECONDS = 60
"""Within so many seconds a duty phone is answered; later is a fault (domain brief §4.4: “值班电话无法接通”)."""
