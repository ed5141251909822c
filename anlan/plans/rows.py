"""Plans, the places on them, joint visits and leaders' plans as rows of tables, prepared from values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.evidence.access import VISIBLE
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.plans.coverage import with_last, with_made
from anlan.plans.models import (
    JointState,
    JointVisit,
    LeaderPlan,
    LeaderPlanState,
    Plan,
    PlanItem,
    PlanKind,
    PlanState,
)

TONES: dict[str, str] = {
    PlanState.DRAFT: "neutral",
    PlanState.SUBMITTED: "warn",
    PlanState.APPROVED: "info",
    PlanState.CLOSED: "good",
    PlanState.WITHDRAWN: "neutral",
}
JOINT_TONES: dict[str, str] = {
    JointState.PROPOSED: "warn",
    JointState.AGREED: "info",
    JointState.DECLINED: "neutral",
    JointState.HELD: "good",
    JointState.CALLED_OFF: "neutral",
}


def chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def named(name: str, name_en: str) -> str:
    return name if chinese() or not name_en else name_en


def standing(plan: Any, today: date) -> tuple[str, str]:
    """Return how a plan stands, in words, with its tone: an approved one runs, is ahead, or waits to be closed."""
    if plan.state != PlanState.APPROVED:
        return str(PlanState(plan.state).label), TONES[plan.state]
    if today < plan.first_day:
        return _("Begins on %(day)s") % {"day": plan.first_day.isoformat()}, "info"
    if today > plan.last_day:
        return _("Over: to be closed"), "warn"
    return _("Running"), "info"


def plan_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Title"), "kind": "wide"},
        {"label": _("Kind")},
        {"label": _("State")},
        {"label": _("Made by"), "kind": "name"},
        {"label": _("First day"), "kind": "date", "sort": "day"},
        {"label": _("Last day"), "kind": "date"},
        {"label": _("Places due"), "kind": "num"},
        {"label": _("Visited"), "kind": "num"},
    ]


def tell_plans(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the plans with these keys, in their order. One query. What was visited is as the clock
    counted it last, with the moment."""
    today, kinds = clock.today(), dict(PlanKind.choices)
    rows: dict[int, list[Any]] = {}
    for plan in Plan.objects.filter(pk__in=keys).select_related("organisation", "tally"):
        words, tone = standing(plan, today)
        rows[plan.pk] = [
            {"text": plan.number, "href": reverse("plans:detail", args=[plan.pk])},
            plan.title,
            kinds[plan.kind],
            {"text": words, "tone": tone},
            plan.organisation.label,
            plan.first_day.isoformat(),
            plan.last_day.isoformat(),
            f"{plan.units:,}",
            _visited(plan),
        ]
    return plan_columns(), [rows[key] for key in keys if key in rows]


def _visited(plan: Plan) -> Any:
    tally = getattr(plan, "tally", None)
    if plan.state == PlanState.CLOSED:
        return _share(plan.units_visited or 0, plan.units)
    if tally is None:
        return "—"
    at = tally.counted_at.astimezone(clock.SHANGHAI)
    return {
        **_share(tally.units_visited, plan.units),
        "title": _("counted at %(at)s") % {"at": f"{at:%m-%d %H:%M}"},
    }


def _share(part: int, whole: int) -> dict[str, Any]:
    return {"text": f"{part:,}", "sub": f"{100 * part / whole:.1f}%" if whole else "—"}


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which to-do lists and notices tell plans. One query."""
    rows = Plan.objects.filter(pk__in=keys).select_related("area")
    return {
        plan.pk: CaseWords(
            plan.title, plan.area.short_label, reverse("plans:detail", args=[plan.pk]), plan.number
        )
        for plan in rows
    }


# -- places on plans ---------------------------------------------------------------------------------------------------


def item_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Premises"), "kind": "wide"},
        {"label": _("Area")},
        {"label": _("Sector")},
        {"label": _("Who goes there"), "kind": "name"},
        {"label": _("Officer")},
        {"label": _("Due by"), "kind": "date"},
        {"label": _("Visits due"), "kind": "num"},
        {"label": _("Visits made"), "kind": "num"},
        {"label": _("Last visited"), "kind": "date"},
        {"label": _("Plan"), "kind": "name"},
    ]


def due_next(item: Any) -> date | None:
    """Return by when a place is to be visited next; None where it was visited as often as it is due."""
    left: int = item.visits_due - item.made
    return item.due_on - timedelta(days=(left - 1) * item.every_days) if left > 0 else None


def reached_items(keys: Sequence[int]) -> list[PlanItem]:
    """Return places on plans with `made` and `last_on`, in the order of the keys. Two queries and one a plan."""
    items = PlanItem.objects.filter(pk__in=keys).select_related(
        "plan", "premises", "area", "sector", "organisation", "officer"
    )
    found = {item.pk: item for item in items}
    for plan in {item.plan_id: item.plan for item in found.values()}.values():
        rows = PlanItem.objects.filter(pk__in=[key for key, item in found.items() if item.plan_id == plan.pk])
        for key, made, last in with_last(with_made(rows, plan), plan).values_list("pk", "made", "last_on"):
            found[key].made, found[key].last_on = made, last  # type: ignore[attr-defined]
    return [found[key] for key in keys if key in found]


def tell_items(keys: list[int]) -> tuple[list[dict[str, Any]], list[Any]]:
    """Return the table of places on plans with these keys, in their order."""
    today = clock.today()
    rows: list[Any] = []
    for item in reached_items(keys):
        due = due_next(item)
        late = due is not None and due < today and item.plan.state == PlanState.APPROVED
        cells = [
            {
                "text": item.premises.name,
                "href": reverse("premises:detail", args=[item.premises_id]),
                "sub": f"{item.premises.code} · {item.premises.address}",
            },
            named(item.area.short_name, item.area.name_en),
            named(item.sector.name, item.sector.name_en),
            item.organisation.label,
            item.officer.name if item.officer else "—",
            _due_cell(due, late=late),
            item.visits_due,
            item.made,  # type: ignore[attr-defined]
            item.last_on.isoformat() if item.last_on else "—",  # type: ignore[attr-defined]
            {"text": item.plan.title, "href": reverse("plans:detail", args=[item.plan_id])},
        ]
        rows.append({"cells": cells, "tone": "bad"} if late else cells)
    return item_columns(), rows


def _due_cell(due: date | None, *, late: bool) -> Any:
    """Return the next deadline: what is late says so in words too, not by a colour alone."""
    if due is None:
        return {"text": _("done"), "tone": "good"}
    return {"text": due.isoformat(), "sub": _("Overdue")} if late else due.isoformat()


# -- joint visits ------------------------------------------------------------------------------------------------------


def joint_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Premises"), "kind": "wide"},
        {"label": _("Area")},
        {"label": _("State")},
        {"label": _("Proposed by"), "kind": "name"},
        {"label": _("The other body"), "kind": "name"},
        {"label": _("Day of the joint visit"), "kind": "date"},
        {"label": _("The visit"), "kind": "code"},
    ]


def tell_joints(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the joint visits with these keys, in their order. One query."""
    states = dict(JointState.choices)
    rows: dict[int, list[Any]] = {}
    found = JointVisit.objects.filter(pk__in=keys)
    for joint in found.select_related("premises", "area", "proposer", "partner", "visit"):
        visit = joint.visit
        rows[joint.pk] = [
            {"text": joint.number, "href": reverse("plans:joint", args=[joint.pk])},
            joint.premises.name,
            named(joint.area.short_name, joint.area.name_en),
            {"text": states[joint.state], "tone": JOINT_TONES[joint.state]},
            joint.proposer.label,
            joint.partner.label,
            joint.planned_on.isoformat(),
            visit.number if visit else "—",
        ]
    return joint_columns(), [rows[key] for key in keys if key in rows]


def tell_joint_cases(keys: list[int]) -> dict[int, CaseWords]:
    rows = JointVisit.objects.filter(pk__in=keys).select_related("premises", "area", "proposer")
    return {
        joint.pk: CaseWords(
            f"{joint.premises.name} · {joint.planned_on:%m-%d}",
            joint.area.short_label,
            reverse("plans:joint", args=[joint.pk]),
            joint.number,
        )
        for joint in rows
    }


# -- leaders' plans ----------------------------------------------------------------------------------------------------


def leader_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Leader"), "kind": "name"},
        {"label": _("Post"), "kind": "name"},
        {"label": _("First day"), "kind": "date"},
        {"label": _("Last day"), "kind": "date"},
        {"label": _("Visits planned"), "kind": "num"},
        {"label": _("State")},
    ]


def tell_leader_plans(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the leaders' plans with these keys, in their order, without how far each is: it is no
    ranking. One query."""
    rows: dict[int, list[Any]] = {}
    for plan in LeaderPlan.objects.filter(pk__in=keys).select_related("leader"):
        rows[plan.pk] = [
            {"text": plan.number, "href": reverse("plans:leader", args=[plan.pk])},
            plan.leader.name,
            plan.leader.title,
            plan.first_day.isoformat(),
            plan.last_day.isoformat(),
            plan.visits_due,
            {
                "text": LeaderPlanState(plan.state).label,
                "tone": "neutral" if plan.state == LeaderPlanState.WITHDRAWN else "info",
            },
        ]
    return leader_columns(), [rows[key] for key in keys if key in rows]


def tell_leader_cases(keys: list[int]) -> dict[int, CaseWords]:
    rows = LeaderPlan.objects.filter(pk__in=keys).select_related("area")
    return {
        plan.pk: CaseWords(
            _("A leader’s plan"), plan.area.short_label, reverse("plans:leader", args=[plan.pk]), plan.number
        )
        for plan in rows
    }


TELLERS["plan"] = tell_cases
TELLERS["joint_visit"] = tell_joint_cases
TELLERS["leader_plan"] = tell_leader_cases
VISIBLE["plan"] = lambda actor, pk: Plan.objects.within(actor.scope).filter(pk=pk).exists()
VISIBLE["joint_visit"] = lambda actor, pk: JointVisit.objects.within(actor.scope).filter(pk=pk).exists()
VISIBLE["leader_plan"] = lambda actor, pk: LeaderPlan.objects.within(actor.scope).filter(pk=pk).exists()
