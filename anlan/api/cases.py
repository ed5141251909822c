"""What every case answers beside its own fields: the steps that lead on, its history, its photographs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anlan.evidence import shown
from anlan.kernel.errors import Unknown
from anlan.lifecycle.flow import Flow
from anlan.lifecycle.models import Case
from anlan.lifecycle.pages import trail
from anlan.org.scope import Actor


def available(
    flow: Flow, case: Case, actor: Actor, *, without: frozenset[str] = frozenset()
) -> list[dict[str, Any]]:
    """Return the steps that leave the case's state, each with whether the actor may and why not."""
    return [
        {
            "step": step.name,
            "label": str(step.label),
            "allowed": bool(decision),
            "code": decision.code,
            "reason": str(decision.reason),
        }
        for step, decision in flow.available(case, actor)
        if step.name not in without
    ]


def history(flow: Flow, case: Case) -> list[dict[str, Any]]:
    """Return what happened to a case, newest first."""
    return [
        {
            "seq": entry["seq"],
            "title": str(entry["title"]),
            "who": str(entry["who"]),
            "recorded_at": entry["at"],
            "claimed_at": entry["claimed_at"],
            "details": [{"label": str(label), "value": str(value)} for label, value in entry["details"]],
        }
        for entry in trail(flow, case)
    ]


def photographs(kind: str, case_id: int) -> list[dict[str, str]]:
    return [
        {
            "href": f"/api/v1/photographs/{kind}/{case_id}/{picture.file.pk}",
            "role": picture.role,
            "sha256": picture.file.picture_sha256,
        }
        for picture in shown.of_case(kind, case_id)
    ]


def unknown(flow: Flow) -> Unknown:
    told = _("There is no %(kind)s with this number in your area and sector.") % {"kind": flow.name}
    return Unknown("case.unknown", told, field="id")
