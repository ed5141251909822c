"""The words of incidents: kinds, grades, the five categories of the bulletin, sources of calls and of numbers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IncidentKind(models.TextChoices):
    PRODUCTION = "production", _("Production accident")
    FIRE = "fire", _("Fire")
    TRAFFIC = "traffic", _("Road traffic accident")
    EMERGENCY = "emergency", _("Other emergency")
    DISASTER = "disaster", _("Natural disaster")


class IncidentGrade(models.TextChoices):
    """By decree 493, art. 3; in rising order."""

    NONE = "none", _("Not graded")
    ORDINARY = "ordinary", _("Ordinary accident")
    LARGER = "larger", _("Relatively serious accident")
    SERIOUS = "serious", _("Serious accident")
    EXTRAORDINARY = "extraordinary", _("Extraordinarily serious accident")


class Category(models.TextChoices):
    """What the bulletin's lead sentence counts, each with a threshold of its own (domain brief §1.2, S2)."""

    PRODUCTION = "production_casualty", _("Production accidents with casualties")
    FIRE = "fire_casualty", _("Fires with casualties")
    TRAFFIC = "traffic_larger", _("Road traffic accidents, relatively serious or worse")
    EMERGENCY = "emergency", _("Emergencies")
    DISASTER = "disaster", _("Accidents from natural disasters")


class CallSource(models.TextChoices):
    """By which way an incident became known."""

    UNIT = "unit", _("The unit where it happened")
    AREA = "area", _("An area's duty room")
    DEPARTMENT = "department", _("A department")
    HOTLINE = "hotline", _("Hotline 12350 or 12345")
    POLICE = "police", _("Police 110")
    FIRE_SERVICE = "fire_service", _("Fire service 119")
    AMBULANCE = "ambulance", _("Ambulance 120")
    PUBLIC = "public", _("A citizen")
    MEDIA = "media", _("Press or internet")
    OTHER = "other", pgettext_lazy("source", "Other")


class CountSource(models.TextChoices):
    """Who gave numbers of casualties and loss."""

    CALLER = "caller", _("The caller")
    UNIT = "unit", _("The unit where it happened")
    AREA = "area", _("An area's duty room")
    RESCUE = "rescue", _("Rescue on the scene")
    HOSPITAL = "hospital", _("Hospitals")
    POLICE = "police", _("Police")
    INVESTIGATION = "investigation", _("The investigation group")
    LEDGER = "ledger", _("A ledger")
    OTHER = "other", pgettext_lazy("source", "Other")


class IncidentState(models.TextChoices):
    ACTIVE = "active", _("Rescue in progress")
    ENDED = "ended", _("Rescue ended")
    CLOSED = "closed", _("Closed")
    MERGED = "merged", _("Merged")
    DISMISSED = "dismissed", _("False alarm")


class ReportKind(models.TextChoices):
    FIRST = "first_report", _("First report")
    FOLLOW_UP = "follow_up", _("Follow-up report")
    FINAL = "final_report", _("Final report")


class Destiny(models.TextChoices):
    """What becomes of a recommendation."""

    TASK = "task", _("An assigned task")
    HAZARD = "hazard", _("A hazard to rectify")


class RecommendationState(models.TextChoices):
    OPEN = "open", _("Recommended")
    FOLLOWED = "followed", _("Followed up as a hazard")
    DROPPED = "dropped", _("Not followed, with a reason")


class ConfirmationState(models.TextChoices):
    CONFIRMED = "confirmed", pgettext_lazy("confirmation", "Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
