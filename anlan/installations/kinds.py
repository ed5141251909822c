"""The words of major hazard installations: stored codes are never shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Unit(models.TextChoices):
    STORAGE = "storage", pgettext_lazy("unit", "Storage unit")
    PRODUCTION = "production", pgettext_lazy("unit", "Production unit")


class Applicability(models.TextChoices):
    """Whether decree 40 supervises it: city gas, national defence and ports have rules of their own (brief §3.1)."""

    GENERAL = "general", pgettext_lazy("applicability", "Decree 40 applies")
    CITY_GAS = "city_gas", pgettext_lazy("applicability", "City gas: decree 40 does not apply")
    PORT = "port", pgettext_lazy("applicability", "Port area: decree 40 does not apply")
    DEFENCE = "defence", pgettext_lazy("applicability", "National defence: decree 40 does not apply")


class Licence(models.TextChoices):
    """Whom the guarantee responsibility (包保) binds (应急厅〔2021〕12号)."""

    PRODUCER = "producer", pgettext_lazy("licence", "Producer of hazardous chemicals")
    OPERATOR = "operator", pgettext_lazy("licence", "Operator with storage")
    USER = "user", pgettext_lazy("licence", "User with a use licence")
    OTHER = "other", pgettext_lazy("licence", "Other: no guarantee posts")


class Level(models.TextChoices):
    ONE = "I", _("Level I")
    TWO = "II", _("Level II")
    THREE = "III", _("Level III")
    FOUR = "IV", _("Level IV")


OLD_METHODS = (("gb-18218-2009", _("GB 18218-2009 with the levels of decree 40 (2011)")),)
"""Methods by which old filings were made: taken in as they state it, reckoned anew by no one."""
LEVEL_FROM = {"I": (100, None), "II": (50, 100), "III": (10, 50), "IV": (0, 10)}
"""Level → from which R on, and below which; the same in both methods."""


class ParkState(models.TextChoices):
    LISTED = "listed", pgettext_lazy("park", "Listed")
    STRUCK = "struck", pgettext_lazy("park", "Struck off")


class InstallationState(models.TextChoices):
    IDENTIFIED = "identified", pgettext_lazy("installation", "Graded, not filed")
    FILED = "filed", pgettext_lazy("installation", "Filed")
    REMOVED = "removed", pgettext_lazy("installation", "Removed from the list")
    VOIDED = "voided", pgettext_lazy("installation", "Voided")


KEPT = (InstallationState.IDENTIFIED, InstallationState.FILED)


class Role(models.TextChoices):
    """Who guarantees for an installation: three of the enterprise, one cadre of the government's side."""

    PRINCIPAL = "principal", pgettext_lazy("guarantee", "Principal")
    TECHNICAL = "technical", pgettext_lazy("guarantee", "Technical")
    OPERATIONAL = "operational", pgettext_lazy("guarantee", "Operational")
    CADRE = "cadre", pgettext_lazy("guarantee", "Cadre of the government's side")


class PostState(models.TextChoices):
    VACANT = "vacant", pgettext_lazy("guarantee", "Vacant")
    APPOINTED = "appointed", pgettext_lazy("guarantee", "Appointed, not acknowledged")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("guarantee", "Acknowledged")
    CLOSED = "closed", pgettext_lazy("guarantee", "Closed")


class TaskState(models.TextChoices):
    DUE = "due", pgettext_lazy("performance", "To do")
    DONE = "done", pgettext_lazy("performance", "Done")
    MISSED = "missed", pgettext_lazy("performance", "Missed")
    DROPPED = "dropped", pgettext_lazy("performance", "Dropped")


class Shift(models.TextChoices):
    DAY = "day", pgettext_lazy("shift", "Day shift")
    NIGHT = "night", pgettext_lazy("shift", "Night shift")


class StationingState(models.TextChoices):
    STATIONED = "stationed", pgettext_lazy("stationing", "Stationed")
    ENDED = "ended", pgettext_lazy("stationing", "Ended early")
    VOIDED = "voided", pgettext_lazy("stationing", "Voided")


class LogState(models.TextChoices):
    WRITTEN = "written", pgettext_lazy("expert log", "Written, not taken over")
    TAKEN_OVER = "taken_over", pgettext_lazy("expert log", "Taken over")


class AlarmKind(models.TextChoices):
    LEVEL = "level", pgettext_lazy("alarm", "Liquid level")
    PRESSURE = "pressure", pgettext_lazy("alarm", "Pressure")
    TEMPERATURE = "temperature", pgettext_lazy("alarm", "Temperature")
    FLOW = "flow", pgettext_lazy("alarm", "Flow")
    TOXIC_GAS = "toxic_gas", pgettext_lazy("alarm", "Toxic gas")
    FLAMMABLE_GAS = "flammable_gas", pgettext_lazy("alarm", "Flammable gas")
    OTHER = "other", pgettext_lazy("alarm", "Other")


class AlarmState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("alarm", "Not checked yet")
    CHECKED = "checked", pgettext_lazy("alarm", "Checked")
    CLOSED = "closed", pgettext_lazy("alarm", "Closed")


class Finding(models.TextChoices):
    """What a check of an alarm found."""

    REAL = "real", pgettext_lazy("alarm", "Real")
    FALSE = "false", pgettext_lazy("alarm", "False: instrument or setting")
    TEST = "test", pgettext_lazy("alarm", "Test or maintenance")


class SourceState(models.TextChoices):
    OPEN = "open", pgettext_lazy("alarm source", "Open")
    SHUT = "shut", pgettext_lazy("alarm source", "Shut")


class Archive(models.TextChoices):
    """What the archive of an installation (登记建档) holds (decree 40; domain brief §3.3)."""

    GRADING = "grading", _("Identification and grading record")
    FEATURES = "features", _("Table of basic features")
    DATA_SHEETS = "data_sheets", _("Safety data sheets of all chemicals")
    DRAWINGS = "drawings", _("Location, layout, flow and equipment lists")
    RULES = "rules", _("Rules and procedures")
    MONITORING = "monitoring", _("Monitoring system and results of its tests")
    PLAN = "plan", _("Emergency plan, its review, drill plan and evaluation")
    ASSESSMENT = "assessment", _("Assessment report")
    PERSONS = "persons", _("Responsible persons of key parts")
    SIGNS = "signs", _("Warning signs")
