"""The words of advisories and warnings. Stored codes are never shown.

The level of a warning (预警级别, Emergency Response Law, art. 63–64) is neither the risk of a unit, nor the grade of a
hazard, nor a level of readiness or response: each has a scale of its own.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AdvisoryKind(models.TextChoices):
    ADVISORY = "advisory", pgettext_lazy("product", "Advisory")
    WARNING = "warning", pgettext_lazy("product", "Warning")


class Category(models.TextChoices):
    """What it warns of: the four classes of the Emergency Response Law, the first told apart by what a city meets."""

    WEATHER = "weather", pgettext_lazy("warning", "Weather")
    FLOOD = "flood", pgettext_lazy("warning", "Flood and geology")
    FIRE = "fire", pgettext_lazy("warning", "Fire")
    CHEMICAL = "chemical", pgettext_lazy("warning", "Hazardous chemicals")
    GAS = "gas", pgettext_lazy("warning", "Town gas")
    TRAFFIC = "traffic", pgettext_lazy("warning", "Traffic")
    BUILDING = "building", pgettext_lazy("warning", "Building sites")
    CROWD = "crowd", pgettext_lazy("warning", "Crowds and events")
    SAFETY = "safety", pgettext_lazy("warning", "Work safety, other")


class WarningLevel(models.TextChoices):
    """一级 red to 四级 blue; an advisory has none."""

    ONE = "1", pgettext_lazy("warning level", "Level 1, red")
    TWO = "2", pgettext_lazy("warning level", "Level 2, orange")
    THREE = "3", pgettext_lazy("warning level", "Level 3, yellow")
    FOUR = "4", pgettext_lazy("warning level", "Level 4, blue")


COLOURS = {"1": "red", "2": "orange", "3": "yellow", "4": "blue"}
ZH_LEVELS = {"1": "一级（红色）", "2": "二级（橙色）", "3": "三级（黄色）", "4": "四级（蓝色）"}


class AdvisoryState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("advisory", "Draft")
    APPROVED = "approved", pgettext_lazy("advisory", "Approved")
    ISSUED = "issued", pgettext_lazy("advisory", "In force")
    LIFTED = "lifted", pgettext_lazy("advisory", "Lifted")
    EXPIRED = "expired", pgettext_lazy("advisory", "Expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("advisory", "Withdrawn")


WENT_OUT = frozenset({AdvisoryState.ISSUED, AdvisoryState.LIFTED, AdvisoryState.EXPIRED})


class Change(models.TextChoices):
    """What somebody asked to be done with what is in force, and another person decides."""

    UPDATE = "update", pgettext_lazy("change of a warning", "Update")
    LIFT = "lift", pgettext_lazy("change of a warning", "Lifting")


class ReceiptState(models.TextChoices):
    SENT = "sent", pgettext_lazy("receipt", "Not acknowledged")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("receipt", "Acknowledged")
    ENDED = "ended", pgettext_lazy("receipt", "Acknowledged, ended")
    LAPSED = "lapsed", pgettext_lazy("receipt", "Ended without acknowledgement")


class Answer(models.TextChoices):
    """How a call to a recipient (叫应) went."""

    NOBODY = "nobody", _("Nobody answered")
    TOLD = "told", _("Answered, will acknowledge")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged by telephone")
