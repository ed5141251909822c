"""The words of risk studies, and the matrix by which a risk gets its level. Stored codes are never shown.

The level of a risk (风险等级: 重大、较大、一般、低) is a scale of its own, of a place or an area: neither the level of
a warning, nor the grade of a hazard, nor the level of an installation, of readiness or of response (domain brief §4.3).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class StudyState(models.TextChoices):
    PREPARED = "prepared", pgettext_lazy("study", "Prepared, not held yet")
    HELD = "held", pgettext_lazy("study", "Held, findings to be ended")
    CLOSED = "closed", pgettext_lazy("study", "Closed")
    VOIDED = "voided", pgettext_lazy("study", "Voided")


class FindingState(models.TextChoices):
    OPEN = "open", pgettext_lazy("finding", "Without an end")
    ENDED = "ended", pgettext_lazy("finding", "Ended")
    VOIDED = "voided", pgettext_lazy("finding", "Voided")


class End(models.TextChoices):
    """What became of a finding; every finding has exactly one."""

    WARNING = "warning", pgettext_lazy("end of a finding", "Advisory or warning")
    TASK = "task", pgettext_lazy("end of a finding", "Assigned task")
    NONE = "none", pgettext_lazy("end of a finding", "None, with a reason")


class RatingState(models.TextChoices):
    IN_FORCE = "in_force", pgettext_lazy("risk level", "In force")
    SUPERSEDED = "superseded", pgettext_lazy("risk level", "Superseded")
    VOIDED = "voided", pgettext_lazy("risk level", "Voided")


class RiskLevel(models.TextChoices):
    """Of a place or an area, by colour."""

    MAJOR = "1", pgettext_lazy("risk level", "Major risk, red")
    CONSIDERABLE = "2", pgettext_lazy("risk level", "Considerable risk, orange")
    GENERAL = "3", pgettext_lazy("risk level", "General risk, yellow")
    LOW = "4", pgettext_lazy("risk level", "Low risk, blue")


COLOURS = {"1": "red", "2": "orange", "3": "yellow", "4": "blue"}
ZH_LEVELS = {"1": "重大风险（红）", "2": "较大风险（橙）", "3": "一般风险（黄）", "4": "低风险（蓝）"}


class Likelihood(models.TextChoices):
    ONE = "1", pgettext_lazy("likelihood", "1 Hardly ever: no case known in the province")
    TWO = "2", pgettext_lazy("likelihood", "2 Rarely: happened elsewhere in the province")
    THREE = "3", pgettext_lazy("likelihood", "3 Possible: happened in the city within five years")
    FOUR = "4", pgettext_lazy("likelihood", "4 Likely: happened in the area within a year")
    FIVE = "5", pgettext_lazy("likelihood", "5 Very likely: happens again and again, or control has failed")


class Consequence(models.TextChoices):
    ONE = "1", pgettext_lazy("consequence", "1 No injury, little damage")
    TWO = "2", pgettext_lazy("consequence", "2 Light injuries, or damage that stops work")
    THREE = "3", pgettext_lazy("consequence", "3 Up to 2 deaths or 9 serious injuries (general accident)")
    FOUR = "4", pgettext_lazy("consequence", "4 3–9 deaths or 10–49 serious injuries (considerable accident)")
    FIVE = "5", pgettext_lazy("consequence", "5 10 deaths or 50 serious injuries and more (major accident)")


METHOD = "LS-5x5/1"
"""The version of the matrix; each finding and each level keeps the one by which it was made."""
BANDS = ((20, RiskLevel.MAJOR), (15, RiskLevel.CONSIDERABLE), (9, RiskLevel.GENERAL), (1, RiskLevel.LOW))
"""Least product → level. The technique is the consequence/likelihood matrix of GB/T 27921; the consequences follow the
accident grades of Decree 493, art. 3. The bands are this product's own, told in docs/guide and ADR 0085."""


def level_of(likelihood: int, consequence: int) -> str:
    """Return the level of a risk by the matrix: the product of both, from 1 to 25, falls into a band."""
    if not (1 <= likelihood <= 5 and 1 <= consequence <= 5):
        raise ValueError("likelihood and consequence run from 1 to 5")
    score = likelihood * consequence
    return next(level.value for least, level in BANDS if score >= least)
