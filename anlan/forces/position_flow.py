"""The lifecycle of a positioning (预置): from a day to a day, amended, called back, voided."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.forces import inputs, rules
from anlan.forces.kinds import ForceState, PositionState
from anlan.forces.models import Positioning, PositionVersion, RescueForce, Stand
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import STAY, Counted, Flow, Step, Taken

LONGEST = 366
ONE_DAY = timedelta(days=1)


def _fits(force: Any, first: date, last: date, heads: int, *, but: int = 0) -> Decision:
    """Tell whether a force can stand there: days in order, not more people than it has, at no other place then."""
    if last < first:
        return denied(_("The last day lies before the first"), code="days.order")
    if (last - first).days >= LONGEST:
        return denied(_("A positioning has a year at most"), code="position.long")
    if heads > force.head_count:
        return denied(
            _("The force has %(heads)s people in all") % {"heads": force.head_count}, code="position.heads"
        )
    twin = (
        Positioning.objects.filter(force=force.pk, first_day__lte=last, last_day__gte=first)
        .exclude(state=PositionState.VOIDED)
        .exclude(pk=but)
        .first()
    )
    if twin is not None:
        return denied(
            _("It is positioned at %(place)s from %(first)s to %(last)s already (%(number)s)")
            % {
                "place": twin.place,
                "first": twin.first_day,
                "last": twin.last_day,
                "number": twin.number,
            },
            code="position.double",
        )
    return ALLOWED


def may_stand(_case: None, taken: Taken) -> Decision:
    """Judge a new positioning; its force is locked, so that two at once cannot both be taken."""
    given = taken.input
    force = RescueForce.objects.select_for_update().get(pk=given["force"].pk)
    if force.state != ForceState.READY:
        return denied(_("The force is not available: confirm its readiness first"), code="position.away")
    return _fits(force, given["first_day"], given["last_day"], given["heads"])


def position_of(_case: None, taken: Taken) -> dict[str, Any]:
    given, force = taken.input, taken.input["force"]
    area = given["area"] or force.area
    return {
        **{name: given[name] for name in ("place", "first_day", "last_day", "heads", "note")},
        "level": "",
        "force_id": force.pk,
        "force_kind": force.kind,
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": force.organisation_id,
    }


def may_follow(_case: None, taken: Taken) -> Decision:
    """Judge whether a force takes up the stand that is laid down for a level."""
    given, today = taken.input, clock.local_day(taken.at)
    force = RescueForce.objects.select_for_update().get(pk=given["force"].pk)
    stand = stand_of(force.pk, given["level"])
    if stand is None:
        return denied(_("No place is laid down for this force and level"), code="position.stand")
    if force.state != ForceState.READY:
        return denied(_("The force is not available: confirm its readiness first"), code="position.away")
    return _fits(force, today, given["last_day"], min(stand.heads, force.head_count))


def stand_of(force: int, level: str) -> Stand | None:
    return Stand.objects.filter(force=force, level=level).select_related("area").first()


def follow_of(_case: None, taken: Taken) -> dict[str, Any]:
    given, force = taken.input, taken.input["force"]
    stand = stand_of(force.pk, given["level"])
    assert stand is not None  # the guard saw it, and nobody else writes it meanwhile
    return {
        "place": stand.place,
        "first_day": clock.local_day(taken.at),
        "last_day": given["last_day"],
        "heads": min(stand.heads, force.head_count),
        "note": "",
        "level": given["level"],
        "force_id": force.pk,
        "force_kind": force.kind,
        "area_id": stand.area_id,
        "area_path": stand.area.path,
        "organisation_id": force.organisation_id,
    }


def may_last(case: Any, taken: Taken) -> Decision:
    """Judge another last day of what follows a level: no day that is over changes."""
    today, last = clock.local_day(taken.at), taken.input["last_day"]
    if not case.level:
        return denied(_("It was positioned by hand: amend it"), code="position.by_hand")
    if case.last_day < today or last < max(case.first_day, today):
        return denied(_("Its last day cannot lie in the past"), code="position.past")
    force = RescueForce.objects.select_for_update().get(pk=case.force_id)
    return _fits(force, case.first_day, last, case.heads, but=case.id)


def may_leave(case: Any, taken: Taken) -> Decision:
    """Judge that it goes with its level: today, or the day before where it stands elsewhere from today on."""
    today, last = clock.local_day(taken.at), taken.input["last_day"]
    if not case.level:
        return denied(_("It was positioned by hand: amend it"), code="position.by_hand")
    if case.last_day < today or not max(case.first_day, today - ONE_DAY) <= last <= today:
        return denied(_("Its last day cannot lie in the past"), code="position.past")
    return ALLOWED


def write_version(case: Any, _taken: Taken, seq: int) -> None:
    PositionVersion.objects.create(
        positioning_id=case.id,
        seq=seq,
        first_day=case.first_day,
        last_day=case.last_day,
        heads=case.heads,
        stands=case.state != PositionState.VOIDED,
    )


def may_change(case: Any, taken: Taken) -> Decision:
    """Days that are over stay as they were: their figures stand in documents."""
    today = clock.local_day(taken.at)
    if case.last_day < today:
        return denied(_("It is over: its days stay as they were"), code="position.over")
    if taken.input["last_day"] < min(today, case.last_day):
        return denied(_("Its last day cannot lie in the past"), code="position.past")
    force = RescueForce.objects.select_for_update().get(pk=case.force_id)
    return _fits(force, case.first_day, taken.input["last_day"], taken.input["heads"], but=case.id)


def changed(_case: Any, taken: Taken) -> dict[str, Any]:
    return {name: taken.input[name] for name in ("place", "last_day", "heads", "note")}


def still_stands(case: Any, taken: Taken) -> Decision:
    today = clock.local_day(taken.at)
    if not case.first_day <= today <= case.last_day:
        return denied(_("It does not stand there today: void or amend it"), code="position.not_today")
    return ALLOWED


def ended_today(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"last_day": clock.local_day(taken.at)}


STANDING = frozenset({PositionState.STANDING})

POSITION_FLOW = Flow(
    "positioning",
    model=Positioning,
    name=gettext_lazy("positioning"),
    states={state.value: state.label for state in PositionState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="position",
            label=gettext_lazy("Position a force"),
            done=gettext_lazy("positioned the force"),
            target=PositionState.STANDING,
            rule=rules.may_position,
            form=inputs.POSITION,
            guard=may_stand,
            effect=position_of,
            projects=write_version,
            looks_up=True,
        ),
        Step(
            name="follow",
            label=gettext_lazy("Take up the stand of the level"),
            done=gettext_lazy("took up the stand of the level"),
            target=PositionState.STANDING,
            rule=rules.may_follow,
            form=inputs.FOLLOW,
            guard=may_follow,
            effect=follow_of,
            projects=write_version,
            looks_up=True,
        ),
        Step(
            name="last",
            label=gettext_lazy("Stand as long as the level"),
            done=gettext_lazy("stands as long as the level"),
            sources=STANDING,
            target=STAY,
            rule=rules.may_follow_on,
            form=inputs.UNTIL,
            guard=may_last,
            effect=lambda _case, taken: dict(taken.input),
            projects=write_version,
            looks_up=True,
        ),
        Step(
            name="leave",
            label=gettext_lazy("Leave with the level"),
            done=gettext_lazy("left with the level"),
            sources=STANDING,
            target=PositionState.RECALLED,
            rule=rules.may_follow_on,
            form=inputs.LEFT,
            guard=may_leave,
            effect=lambda _case, taken: dict(taken.input),
            projects=write_version,
        ),
        Step(
            name="amend",
            label=gettext_lazy("Amend"),
            done=gettext_lazy("amended the positioning"),
            sources=STANDING,
            target=STAY,
            rule=rules.may_amend_position,
            form=inputs.AMEND_POSITION,
            guard=may_change,
            effect=changed,
            projects=write_version,
            looks_up=True,
        ),
        Step(
            name="recall",
            label=gettext_lazy("Call back: today is its last day"),
            done=gettext_lazy("called the force back"),
            sources=STANDING,
            target=PositionState.RECALLED,
            rule=rules.may_amend_position,
            form=inputs.BECAUSE,
            guard=still_stands,
            effect=ended_today,
            projects=write_version,
        ),
        Step(
            name="void",
            label=gettext_lazy("Void"),
            done=gettext_lazy("voided the positioning"),
            sources=STANDING | frozenset({PositionState.RECALLED}),
            target=PositionState.VOIDED,
            rule=rules.may_void_position,
            form=inputs.BECAUSE,
            projects=write_version,
            corrects=True,
        ),
    ],
)
