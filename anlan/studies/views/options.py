"""What the references of the forms may name, for the reader who fills them in."""

from __future__ import annotations

from typing import Any

from anlan.advisories.kinds import AdvisoryState
from anlan.advisories.models import Advisory
from anlan.assignments.kinds import MeetingKind
from anlan.assignments.models import AssignedTask, Meeting
from anlan.assignments.views import choosing
from anlan.org.models import Organisation, OrganisationKind, Sector
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.studies.models import Finding, RiskStudy

MOST = 120
_KINDS = (
    OrganisationKind.OFFICE, OrganisationKind.DEPARTMENT, OrganisationKind.GOVERNMENT, OrganisationKind.STATION,
)  # fmt: skip


def sectors(codes: str = "") -> list[tuple[int, str]]:
    rows = Sector.objects.order_by("position", "code")
    if codes:
        rows = rows.filter(code__in=codes.split(","))
    return [(sector.pk, sector.label) for sector in rows]


def bodies(path: str, *, stations: bool = False) -> list[tuple[int, str]]:
    """Return the authorities of an area, departments first; its stations where they are asked for."""
    kinds = _KINDS if stations else _KINDS[:3]
    rows = Organisation.objects.filter(below(path, "area__path"), kind__in=kinds, valid_to=None)
    order = {kind: place for place, kind in enumerate((_KINDS[1], _KINDS[0], *_KINDS[2:]))}
    found = sorted(
        rows.select_related("area"),
        key=lambda one: (one.area.depth, order[OrganisationKind(one.kind)], one.pk),
    )
    return [(one.pk, one.label) for one in found]


def path_of(actor: Actor) -> str:
    own = next((post for post in actor.posts if Permission.STUDY_KEEP in post.permissions), None)
    return own.area_path if own is not None else "/"


def at_beginning(kind: str, actor: Actor) -> dict[str, Any]:
    told: dict[str, Any] = {"area": choosing.areas(actor)}
    if kind == "risk_study":
        told |= {"sectors": sectors(), "asked": bodies(path_of(actor))}
    return told


def of_finding(study: RiskStudy, actor: Actor) -> dict[str, Any]:
    areas = choosing.areas(actor)
    return {
        "area": areas,
        "sector": sectors(study.sectors),
        "lead": bodies(study.area_path, stations=True),
        "study": [(study.pk, study.title)],
    }


def of_step(kind: str, case: Any, step: str, actor: Actor) -> dict[str, Any]:
    """Return what the references of a step of a case may name."""
    if kind == "risk_study":
        if step == "amend":
            return {"sectors": sectors(), "asked": bodies(case.area_path)}
        return {"meeting": _meetings(case, actor)} if step == "hold" else {}
    if kind == "finding":
        if step == "correct":
            return of_finding(case.study, actor)
        if step == "end_in_warning":
            return {"advisory": _advisories(case, actor)}
        return {"task": _tasks(case, actor)} if step == "end_in_task" else {}
    return {}


def _meetings(study: RiskStudy, actor: Actor) -> list[tuple[int, str]]:
    taken = (
        RiskStudy.objects.within(actor.scope)
        .filter(meeting__isnull=False)
        .exclude(state="voided")
        .values("meeting")
    )
    rows = (
        Meeting.objects.within(actor.scope).standing().filter(area=study.area_id, kind=MeetingKind.RISK_STUDY)
    )
    rows = rows.exclude(pk__in=taken).order_by("-held_on", "-pk")
    return [(key, f"{on} {title}") for key, on, title in rows.values_list("pk", "held_on", "title")[:MOST]]


def _advisories(finding: Finding, actor: Actor) -> list[tuple[int, str]]:
    rows = Advisory.objects.within(actor.scope).exclude(state=AdvisoryState.WITHDRAWN)
    rows = rows.filter(drafted_on__gte=finding.found_on).order_by("-pk")
    return [(one.pk, f"{one.number} {one.title}") for one in rows[:MOST]]


def _tasks(finding: Finding, actor: Actor) -> list[tuple[int, str]]:
    rows = AssignedTask.objects.within(actor.scope).standing().filter(issued_on__gte=finding.found_on)
    return [(one.pk, f"{one.told_number} {one.title}") for one in rows.order_by("-pk")[:MOST]]
