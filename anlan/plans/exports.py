"""Plans, their places, the day list, joint visits and leaders' plans as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.listings.sheets import CODE, DAY, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.plans import due, listing
from anlan.plans.listing import BY_DUE, JOINT_VISITS, LEADER_PLANS, PLANS
from anlan.plans.models import (
    JointState,
    JointVisit,
    LeaderPlan,
    LeaderPlanState,
    Plan,
    PlanItem,
    PlanKind,
)
from anlan.plans.rows import due_next, named, reached_items, standing


def plan_columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Title"), WIDE),
        Column(_("Kind")),
        Column(_("State")),
        Column(_("Made by"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("First day"), DAY),
        Column(_("Last day"), DAY),
        Column(_("Basis"), NAME),
        Column(_("List made on"), DAY),
        Column(_("Places due"), NUMBER),
        Column(_("Visits due"), NUMBER),
        Column(_("To be visited (percent)"), NUMBER),
        Column(_("Visited"), NUMBER),
        Column(_("Visits made"), NUMBER),
        Column(_("Summary"), WIDE),
    ]


def plan_teller() -> Teller:
    kinds, today = {code: str(label) for code, label in PlanKind.choices}, clock.today()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for plan in Plan.objects.filter(pk__in=keys).select_related("organisation", "area", "tally"):
            tally = getattr(plan, "tally", None)
            yield (
                plan.pk,
                (
                    plan.number, plan.title, kinds[plan.kind], standing(plan, today)[0], plan.organisation.label,
                    plan.area.code, plan.area.short_label, plan.first_day, plan.last_day, plan.basis, plan.made_on,
                    plan.units, plan.visits_due, plan.target_percent,
                    tally.units_visited if tally else plan.units_visited,
                    tally.visits_made if tally else plan.visits_made,
                    plan.summary,
                ),
            )  # fmt: skip

    return tell


def item_columns() -> list[Column]:
    return [
        Column(_("Number of the plan"), CODE),
        Column(_("Plan"), NAME),
        Column(_("Code of the premises"), CODE),
        Column(_("Premises"), NAME),
        Column(_("Address"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Sector")),
        Column(_("Who goes there"), NAME),
        Column(_("Officer")),
        Column(_("Due by"), DAY),
        Column(_("Visits due"), NUMBER),
        Column(_("Visits made"), NUMBER),
        Column(_("Last visited"), DAY),
    ]


def item_teller() -> Teller:
    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for item in reached_items(keys):
            told: Any = item
            yield (
                item.pk,
                (
                    item.plan.number, item.plan.title, item.premises.code, item.premises.name, item.premises.address,
                    item.area.code, named(item.area.short_name, item.area.name_en),
                    named(item.sector.name, item.sector.name_en), item.organisation.label,
                    item.officer.name if item.officer else "", due_next(item), item.visits_due, told.made, told.last_on,
                ),
            )  # fmt: skip

    return tell


def place_rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    """Return the places of one plan, or of all that the reader sees."""
    items = PlanItem.objects.within(actor.scope).standing()
    key = parameters.whole(query, "plan")
    if key is None:
        return items
    plan = Plan.objects.within(actor.scope).filter(pk=key).first()
    if plan is None:
        raise Unknown("plan.unknown", _("There is no plan with this number in your area."))
    return listing.places(items, plan, query)


def due_rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return due.everything(actor, due.asked(actor, query))


def place_choices(actor: Actor) -> Mapping[str, Any]:
    offered = dict(due.choices(actor))
    return {name: offered[name] for name in ("area", "sector")}


def joint_columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Code of the premises"), CODE),
        Column(_("Premises"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("State")),
        Column(_("Proposed by"), NAME),
        Column(_("The other body"), NAME),
        Column(_("Day of the joint visit"), DAY),
        Column(_("Focus"), NAME),
        Column(_("The visit"), CODE),
        Column(_("Reason"), WIDE),
    ]


def joint_teller() -> Teller:
    states = {code: str(label) for code, label in JointState.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        rows = JointVisit.objects.filter(pk__in=keys)
        for joint in rows.select_related("premises", "area", "proposer", "partner", "visit"):
            yield (
                joint.pk,
                (
                    joint.number, joint.premises.code, joint.premises.name, joint.area.code, joint.area.short_label,
                    states[joint.state], joint.proposer.label, joint.partner.label, joint.planned_on, joint.focus,
                    joint.visit.number if joint.visit else "", joint.reason,
                ),
            )  # fmt: skip

    return tell


def leader_columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Leader")),
        Column(_("Post"), NAME),
        Column(_("First day"), DAY),
        Column(_("Last day"), DAY),
        Column(_("Visits planned"), NUMBER),
        Column(_("State")),
        Column(_("Basis"), NAME),
    ]


def leader_teller() -> Teller:
    states = {code: str(label) for code, label in LeaderPlanState.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for plan in LeaderPlan.objects.filter(pk__in=keys).select_related("leader"):
            head = (plan.number, plan.leader.name, plan.leader.title, plan.first_day, plan.last_day)
            yield plan.pk, (*head, plan.visits_due, states[plan.state], plan.basis)

    return tell


Sheet(
    code="plans",
    label=PLANS.label,
    route=PLANS.route,
    permission=Permission.PLAN_READ,
    rows=lambda actor, query: listing.filtered(Plan.objects.within(actor.scope), query),
    columns=plan_columns,
    teller=plan_teller,
    choices=listing.choices,
    spec=PLANS,
)
Sheet(
    code="plan-places",
    label=gettext_lazy("Places on plans"),
    route="plans:list",
    permission=Permission.PLAN_READ,
    rows=place_rows,
    columns=item_columns,
    teller=item_teller,
    choices=place_choices,
    filters=("plan", "reached", "body", "officer", "area", "sector"),
    order=BY_DUE,
)
Sheet(
    code="plan-due",
    label=gettext_lazy("Day list"),
    route="plans:due",
    permission=Permission.PLAN_READ,
    rows=due_rows,
    columns=item_columns,
    teller=item_teller,
    choices=due.choices,
    filters=due.FILTERS,
    order=BY_DUE,
)
Sheet(
    code="joint-visits",
    label=JOINT_VISITS.label,
    route=JOINT_VISITS.route,
    permission=Permission.PLAN_READ,
    rows=lambda actor, query: listing.joints_filtered(JointVisit.objects.within(actor.scope), query),
    columns=joint_columns,
    teller=joint_teller,
    choices=listing.joint_choices,
    spec=JOINT_VISITS,
)
Sheet(
    code="leader-plans",
    label=LEADER_PLANS.label,
    route=LEADER_PLANS.route,
    permission=Permission.PLAN_READ,
    rows=lambda actor, query: listing.leaders_filtered(LeaderPlan.objects.within(actor.scope), query),
    columns=leader_columns,
    teller=leader_teller,
    choices=lambda _actor: {},
    spec=LEADER_PLANS,
)
