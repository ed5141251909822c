"""The words of rescue forces: kinds and skills. Stored codes are never shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy


class ForceKind(models.TextChoices):
    """A team, professional or social (社会救援力量), or one expert, who is called out as a team is."""

    PROFESSIONAL = "professional", pgettext_lazy("force", "Professional team")
    SOCIAL = "social", pgettext_lazy("force", "Social team")
    EXPERT = "expert", pgettext_lazy("force", "Expert")


TEAM_KINDS = (ForceKind.PROFESSIONAL, ForceKind.SOCIAL)


class Skill(models.TextChoices):
    """What a force can do; of an expert, his field."""

    FIRE = "fire", pgettext_lazy("skill", "Fire")
    CHEMICAL = "chemical", pgettext_lazy("skill", "Hazardous chemicals")
    GAS = "gas", pgettext_lazy("skill", "Gas")
    MINE = "mine", pgettext_lazy("skill", "Mine")
    WATER = "water", pgettext_lazy("skill", "Water")
    COLLAPSE = "collapse", pgettext_lazy("skill", "Collapse")
    TRAFFIC = "traffic", pgettext_lazy("skill", "Traffic")
    ELECTRICITY = "electricity", pgettext_lazy("skill", "Electricity")
    EQUIPMENT = "equipment", pgettext_lazy("skill", "Special equipment")
    MEDICAL = "medical", pgettext_lazy("skill", "Medical")
    COMMUNICATION = "communication", pgettext_lazy("skill", "Communication")
    RELIEF = "relief", pgettext_lazy("skill", "Relief and logistics")


class ForceState(models.TextChoices):
    READY = "ready", pgettext_lazy("force", "On call")
    AWAY = "away", pgettext_lazy("force", "Not available")
    RETIRED = "retired", pgettext_lazy("force", "Retired")


class PositionState(models.TextChoices):
    STANDING = "standing", gettext_lazy("Positioned")
    RECALLED = "recalled", gettext_lazy("Called back")
    VOIDED = "voided", gettext_lazy("Voided")


class AlertState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("alert", "Running")
    ENDED = "ended", pgettext_lazy("alert", "Stood down")


class CallState(models.TextChoices):
    ORDERED = "ordered", pgettext_lazy("call-out", "Ordered, no answer yet")
    RECEIVED = "received", pgettext_lazy("call-out", "Order received")
    DEPARTED = "departed", pgettext_lazy("call-out", "On the way")
    ARRIVED = "arrived", pgettext_lazy("call-out", "Arrived")
    DECLINED = "declined", pgettext_lazy("call-out", "Cannot come")
    RELEASED = "released", pgettext_lazy("call-out", "Released")


RUNNING = (CallState.ORDERED, CallState.RECEIVED, CallState.DEPARTED, CallState.ARRIVED)
"""States in which a force is bound by a call-out and cannot be called out by another."""


def skills_of(codes: str) -> list[str]:
    return [code for code in codes.split(",") if code]


def skill_words(codes: str) -> str:
    labels = dict(Skill.choices)
    return str(_(", ").join(str(labels.get(code, code)) for code in skills_of(codes)))
