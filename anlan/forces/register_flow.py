"""The lifecycle of a rescue force: entered, its readiness confirmed, amended, away and back, retired."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.forces import inputs, rules
from anlan.forces.kinds import ForceKind, ForceState
from anlan.forces.models import CallOut, Confirmed, Positioning, RescueForce, Stand, Stock
from anlan.imports.datums import may_lie, placed
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import STAY, Count, Counted, Flow, Step, Taken

TEAMS, EXPERTS, PEOPLE = "forces.registered", "forces.experts_registered", "forces.people_registered"
_TOLD = (
    "name",
    "name_en",
    "head_count",
    "skills",
    "equipment",
    "base",
    "leader",
    "phone",
    "assembly_minutes",
)


def _columns(taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {**{name: given[name] for name in _TOLD}, **placed(given)}


def _fits(given: Any, kind: str) -> Decision:
    if kind == ForceKind.EXPERT and given["head_count"] != 1:
        return denied(_("An expert is one person: enter each by his own"), code="force.expert")
    return may_lie(given, code="force.place")


def _is_named_once(body: int, name: str, but: int = 0) -> Decision:
    twins = RescueForce.objects.filter(organisation=body, name=name).exclude(state=ForceState.RETIRED)
    if twins.exclude(pk=but).exists():
        return denied(_("This body keeps a force of that name already"), code="force.double")
    return ALLOWED


def may_be_entered(_case: None, taken: Taken) -> Decision:
    given = taken.input
    return _fits(given, given["kind"]) and _is_named_once(given["organisation"].pk, given["name"])


def force_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return the columns of a new force: all of it can come, until somebody says otherwise."""
    body, today = taken.input["organisation"], clock.local_day(taken.at)
    return {
        **_columns(taken),
        "kind": taken.input["kind"],
        "present": taken.input["head_count"],
        "confirmed_on": today,
        "entered_on": today,
        "organisation_id": body.pk,
        "area_id": body.area_id,
        "area_path": body.area.path,
    }


def may_be_amended(force: Any, taken: Taken) -> Decision:
    given = taken.input
    fits = _fits(given, force.kind) and _is_named_once(force.organisation_id, given["name"], force.id)
    return fits and _covers_positions(force, given["head_count"], clock.local_day(taken.at))


def _covers_positions(force: Any, heads: int, today: date) -> Decision:
    ahead = Positioning.objects.filter(force=force.id, state="standing", last_day__gte=today)
    most = ahead.order_by("-heads").first()
    if most is not None and most.heads > heads:
        return denied(
            _("%(heads)s people of it are positioned (%(number)s): amend that first")
            % {"heads": most.heads, "number": most.number},
            code="force.positioned",
        )
    return ALLOWED


def amended(force: Any, taken: Taken) -> dict[str, Any]:
    return {**_columns(taken), "present": min(force.present, taken.input["head_count"])}


def counted_right(force: Any, taken: Taken) -> Decision:
    if taken.input["present"] > force.head_count:
        return denied(
            _("The force has %(heads)s people in all: amend that first") % {"heads": force.head_count},
            code="force.heads",
        )
    return ALLOWED


def confirmed(_force: Any, taken: Taken) -> dict[str, Any]:
    return {"present": taken.input["present"], "confirmed_on": clock.local_day(taken.at)}


def write_confirmed(force: Any, taken: Taken, seq: int) -> None:
    Confirmed.objects.create(
        force_id=force.id, seq=seq, on_day=clock.local_day(taken.at), present=force.present
    )


def write_stock(force: Any, taken: Taken, seq: int) -> None:
    given = taken.input
    lines = Stock.objects.filter(force=force.id, item=given["item"])
    if not given["quantity"]:
        lines.delete()
        return
    told = {"quantity": given["quantity"], "unit": given["unit"], "seq": seq}
    Stock.objects.update_or_create(force_id=force.id, item=given["item"], defaults=told)


def may_stand_by(force: Any, taken: Taken) -> Decision:
    given = taken.input
    if given["heads"] > force.head_count:
        return denied(
            _("The force has %(heads)s people in all") % {"heads": force.head_count}, code="position.heads"
        )
    if given["heads"] and not given["place"]:
        return denied(_("Say where it stands ready"), code="position.place")
    return ALLOWED


def write_stand(force: Any, taken: Taken, seq: int) -> None:
    given = taken.input
    lines = Stand.objects.filter(force=force.id, level=given["level"])
    if not given["heads"]:
        lines.delete()
        return
    told = {
        "place": given["place"],
        "heads": given["heads"],
        "area_id": given["area"].pk if given["area"] else force.area_id,
        "seq": seq,
    }
    Stand.objects.update_or_create(force_id=force.id, level=given["level"], defaults=told)


def is_free(force: Any, _taken: Taken) -> Decision:
    """Refuse while it is called out or positioned: somebody relies on it."""
    call = CallOut.objects.running().filter(force=force.id).first()
    if call is not None:
        return denied(_("It is called out (%(number)s)") % {"number": call.number}, code="force.called")
    stands = Positioning.objects.on(clock.local_day(_taken.at)).filter(force=force.id).first()
    if stands is not None:
        return denied(
            _("It is positioned (%(number)s): call it back first") % {"number": stands.number},
            code="force.positioned",
        )
    return ALLOWED


READY, AWAY = frozenset({ForceState.READY}), frozenset({ForceState.AWAY})
KEPT = READY | AWAY

FORCE_FLOW = Flow(
    "force",
    model=RescueForce,
    name=gettext_lazy("rescue force"),
    states={state.value: state.label for state in ForceState},
    counted=Counted(day="entered_on", sector=""),
    counts=(
        Count(TEAMS, KEPT, besides=("kind", "expert")),
        Count(EXPERTS, KEPT, when="kind", equals="expert"),
        Count(PEOPLE, KEPT, amount="head_count", besides=("kind", "expert")),
    ),
    steps=[
        Step(
            name="enter",
            label=gettext_lazy("Enter a force"),
            done=gettext_lazy("entered the force"),
            target=ForceState.READY,
            rule=rules.may_enter,
            form=inputs.ENTER,
            guard=may_be_entered,
            effect=force_of,
            projects=write_confirmed,
            looks_up=True,
        ),
        Step(
            name="confirm",
            label=gettext_lazy("Confirm readiness"),
            done=gettext_lazy("confirmed the readiness"),
            sources=KEPT,
            target=ForceState.READY,
            rule=rules.may_keep,
            form=inputs.CONFIRM,
            guard=counted_right,
            effect=confirmed,
            projects=write_confirmed,
        ),
        Step(
            name="amend",
            label=gettext_lazy("Amend"),
            done=gettext_lazy("amended the force"),
            sources=KEPT,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.AMEND,
            guard=may_be_amended,
            effect=amended,
            looks_up=True,
        ),
        Step(
            name="stock",
            label=gettext_lazy("Lay down a line of stock"),
            done=gettext_lazy("laid down a line of stock"),
            sources=KEPT,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.STOCK,
            projects=write_stock,
        ),
        Step(
            name="stand_by",
            label=gettext_lazy("Lay down where it stands ready from a level on"),
            done=gettext_lazy("laid down where it stands ready from a level on"),
            sources=KEPT,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.STAND_BY,
            guard=may_stand_by,
            projects=write_stand,
        ),
        Step(
            name="stand_off",
            label=gettext_lazy("Report as not available"),
            done=gettext_lazy("reported it as not available"),
            sources=READY,
            target=ForceState.AWAY,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
            guard=is_free,
            looks_up=True,
        ),
        Step(
            name="retire",
            label=gettext_lazy("Take it off the register"),
            done=gettext_lazy("took it off the register"),
            sources=KEPT,
            target=ForceState.RETIRED,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
            guard=is_free,
            looks_up=True,
        ),
    ],
)
