"""What the steps of studies, findings and risk levels take in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.advisories.kinds import AdvisoryState
from anlan.advisories.models import Advisory
from anlan.assignments.kinds import MeetingKind
from anlan.assignments.models import AssignedTask, Meeting
from anlan.lifecycle.inputs import Choice, Day, Form, Reference, Text
from anlan.lifecycle.many import Many
from anlan.org.models import Area, Organisation, Sector
from anlan.plans.forms import choices, find_area, find_sector, find_sectors
from anlan.premises.models import Premises
from anlan.studies.kinds import Consequence, Likelihood, RiskLevel, StudyState
from anlan.studies.models import Finding, RiskStudy

MOST_ASKED = 60


def find_bodies(keys: Collection[int]) -> dict[int, Organisation]:
    return Organisation.objects.filter(valid_to=None).in_bulk(list(keys))


def find_body(key: int) -> Organisation | None:
    return Organisation.objects.filter(pk=key, valid_to=None).first()


def find_study(key: int) -> RiskStudy | None:
    return RiskStudy.objects.filter(pk=key, state__in=(StudyState.PREPARED, StudyState.HELD)).first()


def find_meeting(key: int) -> Meeting | None:
    return Meeting.objects.standing().filter(pk=key, kind=MeetingKind.RISK_STUDY).first()


def find_advisory(key: int) -> Advisory | None:
    return Advisory.objects.exclude(state=AdvisoryState.WITHDRAWN).filter(pk=key).first()


def find_task(key: int) -> AssignedTask | None:
    return AssignedTask.objects.standing().filter(pk=key).first()


def find_finding(key: int) -> Finding | None:
    return Finding.objects.exclude(state="voided").filter(pk=key).first()


@dataclass(frozen=True, kw_only=True)
class Place(Text):
    """A place of business by its code, or by a name that only one has."""

    required: bool = False
    max_length: int = 120

    def empty(self) -> None:  # type: ignore[override]
        return None

    def parse(self, raw: Any) -> Premises:  # type: ignore[override]
        if isinstance(raw, Premises):
            return raw
        text = super().parse(raw)
        rows = Premises.objects.filter(is_active=True).select_related("reporting_area")
        found = list(rows.filter(code=text)[:1]) or list(rows.filter(name=text).order_by("pk")[:2])
        if len(found) == 1:
            return found[0]
        if found:
            told = _("“%(name)s” is the name of several places. Give the code.")
            raise self.invalid("ambiguous", told % {"name": text[:60]})
        told = _("“%(name)s” is no place at work, by code or by name. Look it up in the list of premises.")
        raise self.invalid("unknown", told % {"name": text[:60]})

    def journal(self, value: Premises | None) -> int | None:
        return None if value is None else value.pk

    def told(self, value: Any) -> str | None:
        return Premises.objects.filter(pk=value).values_list("name", flat=True).first()


def _words(
    name: str,
    label: Any,
    most: int = 2_000,
    *,
    required: bool = True,
    lines: int = 3,
    help: Any = "",  # noqa: A002
) -> Text:
    least = 2 if required else 0
    return Text(
        name=name, label=label, max_length=most, min_length=least, required=required, lines=lines, help=help
    )


REASON = _words("reason", gettext_lazy("Reason"), 500, lines=2)
BECAUSE = Form((REASON,))
AREA = Reference(name="area", label=gettext_lazy("Area"), find=find_area, model=Area)

# -- studies -----------------------------------------------------------------------------------------------------------

AGENDA = _words(
    "agenda", gettext_lazy("Agenda"), 6_000, required=False, lines=10,
    help=gettext_lazy(
        "Left empty, it is drafted from what the system knows; it can be changed until the study is closed."
    ),
)  # fmt: skip
WEATHER = _words(
    "weather", pgettext_lazy("study", "Weather ahead"), 1_000, required=False,
    help=gettext_lazy("What the weather service told; it stands in the agenda."),
)  # fmt: skip
_STUDY = (
    Text(name="title", label=gettext_lazy("Title"), max_length=120, min_length=2),
    Day(name="planned_on", label=gettext_lazy("Day of the meeting")),
    Day(name="first_day", label=gettext_lazy("Risks from")),
    Day(name="last_day", label=gettext_lazy("to")),
    Many(
        name="sectors", label=gettext_lazy("Sectors"), find=find_sectors, model=Sector, required=False,
        help=gettext_lazy("None chosen: all of them."),
    ),
    Many(
        name="asked", label=gettext_lazy("Bodies asked to come"), find=find_bodies, model=Organisation,
        most=MOST_ASKED, help=gettext_lazy("They see the study and tell their findings."),
    ),
    WEATHER,
    AGENDA,
)  # fmt: skip
PREPARE = Form((AREA, *_STUDY))
AMEND = Form(_STUDY)
REDRAFT = Form((WEATHER, AGENDA))
HOLD = Form(
    (
        Reference(
            name="meeting", label=gettext_lazy("Meeting"), find=find_meeting, model=Meeting,
            help=gettext_lazy("A risk study of the register of meetings, of the same area."),
        ),
    )
)  # fmt: skip
CLOSE = Form((_words("conclusion", pgettext_lazy("study", "Conclusion"), lines=4),))

# -- findings ----------------------------------------------------------------------------------------------------------

_SECTOR = Reference(
    name="sector", label=gettext_lazy("Sector"), find=find_sector, model=Sector, required=False,
    help=gettext_lazy("Empty: that of the place."),
)  # fmt: skip
_LIKELIHOOD = Choice(name="likelihood", label=gettext_lazy("Likelihood"), choices=choices(Likelihood))
_CONSEQUENCE = Choice(name="consequence", label=gettext_lazy("Consequence"), choices=choices(Consequence))
PREMISES = Place(
    name="premises", label=gettext_lazy("Premises"),
    help=gettext_lazy("Code or name, where it is about one place; its area and sector are taken over."),
)  # fmt: skip
_FINDING = (
    _SECTOR,
    Reference(
        name="area", label=gettext_lazy("Area"), find=find_area, model=Area, required=False,
        help=gettext_lazy("Empty: that of the place, or of the study."),
    ),
    PREMISES,
    Text(
        name="place", label=pgettext_lazy("finding", "Where"), max_length=200, required=False,
        help=gettext_lazy("Road section, building site, kind of place."),
    ),
    _words("weakness", pgettext_lazy("finding", "Weakness"), help=gettext_lazy("What may happen, and why now.")),
    _LIKELIHOOD,
    _CONSEQUENCE,
    _words("advice", pgettext_lazy("finding", "Advice"), required=False),
    Reference(
        name="lead", label=pgettext_lazy("finding", "Body in charge"), find=find_body, model=Organisation,
        required=False,
    ),
)  # fmt: skip
STUDY = Reference(
    name="study", label=gettext_lazy("Risk study"), find=find_study, model=RiskStudy, tells=False
)
FIND = Form((STUDY, *_FINDING))
CORRECT = Form(_FINDING)
IN_WARNING = Form(
    (
        Reference(
            name="advisory", label=gettext_lazy("Advisory or warning"), find=find_advisory, model=Advisory
        ),
    )
)
IN_TASK = Form(
    (Reference(name="task", label=gettext_lazy("Assigned task"), find=find_task, model=AssignedTask),)
)
WITHOUT = Form((_words("reason", gettext_lazy("Why nothing follows"), 500, lines=2),))

# -- risk levels -------------------------------------------------------------------------------------------------------

RATE = Form(
    (
        Reference(
            name="area", label=gettext_lazy("Area"), find=find_area, model=Area, required=False,
            help=gettext_lazy("Of an area; empty where one place is rated."),
        ),
        PREMISES,
        Choice(
            name="risk_level", label=gettext_lazy("Risk level"), choices=choices(RiskLevel), required=False,
            help=gettext_lazy("Empty: by the matrix, from likelihood and consequence."),
        ),
        Choice(
            name="likelihood", label=gettext_lazy("Likelihood"), choices=choices(Likelihood), required=False
        ),
        Choice(
            name="consequence", label=gettext_lazy("Consequence"), choices=choices(Consequence), required=False
        ),
        _words("reason", gettext_lazy("Basis of the level"), help=gettext_lazy("What was weighed, by whom.")),
        Day(name="first_day", label=gettext_lazy("Holds from"), required=False, help=gettext_lazy("Empty: today.")),
        Reference(
            name="finding", label=gettext_lazy("Finding"), find=find_finding, model=Finding, required=False, tells=False
        ),
    )
)  # fmt: skip
END = Form((Day(name="last_day", label=gettext_lazy("Last day")),))
