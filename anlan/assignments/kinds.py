"""The kinds of meetings, of what leaders do, and of where an assigned task comes from (domain brief §1.3, §6.5)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    STANDING_COMMITTEE = "standing_committee", _("Party standing committee")
    GOVERNMENT_EXECUTIVE = "government_executive", _("Government executive meeting")
    WEEKLY_ASSIGNMENT = "weekly_assignment", _("Weekly assignment meeting")
    WEEKLY_STABILITY = "weekly_stability", _("Weekly safety and stability meeting")
    CONFERENCE = "conference", _("Safety and stability conference")
    VIDEO_DISPATCH = "video_dispatch", _("Video dispatch meeting")
    RISK_STUDY = "risk_study", _("Risk study")
    COMMITTEE = "committee", _("Plenary of the work safety committee")
    OTHER = "other", _("Other meeting")


STUDYING = frozenset(
    {MeetingKind.STANDING_COMMITTEE, MeetingKind.GOVERNMENT_EXECUTIVE, MeetingKind.RISK_STUDY}
)
"""Kinds that, when they deal with safety, are a study of it (专题研究)."""


class ActivityKind(models.TextChoices):
    CHAIRED_MEETING = "chaired_meeting", _("Chaired a meeting")
    VIDEO_DISPATCH = "video_dispatch", _("Video dispatch")
    FIELD_STUDY = "field_study", _("Field study")
    INSPECTION = "inspection", _("Inspection by a leader")
    INSTRUCTION = "instruction", _("Written instruction")


class Source(models.TextChoices):
    MEETING = "meeting", _("Meeting")
    NOTE = "note", _("Leader's note")
    INSPECTION = "inspection", _("Inspection")
    HOTLINE_12345 = "hotline_12345", _("Hotline 12345")
    HOTLINE_12350 = "hotline_12350", _("Hotline 12350")
    PROVINCE = "province", _("Provincial team")
    REPORT = "report", _("Problem in a daily report")
    OTHER = "other", _("Other source")


class Cycle(models.TextChoices):
    """How often progress is owed."""

    NONE = "none", _("No feedback before the end")
    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY = "monthly", _("Every month")


CYCLE_DAYS = {Cycle.NONE: 0, Cycle.WEEKLY: 7, Cycle.FORTNIGHTLY: 14, Cycle.MONTHLY: 30}
