"""The lifecycle of a guarantee duty in one cycle: laid down by the clock, performed in time or late, or missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.installations import inputs, notices, rules
from anlan.installations.duty_packs import duties, packs
from anlan.installations.kinds import TaskState
from anlan.installations.models import GuaranteeTask, Installation, Pledge
from anlan.installations.models.owned import placed_as
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.identity import canonical
from anlan.lifecycle.flow import ALL, NOT_NOW, Count, Counted, Flow, Owed, Step, Taken
from anlan.lifecycle.inputs import Choice, Day, Form, Moment, Reference, Text
from anlan.obligations.models import Kind

DUTIES, PERFORMED, LATE, MISSED, PLEDGES = (
    f"installations.{name}" for name in ("duties", "duties_done", "duties_late", "duties_missed", "pledges")
)
PLEDGE = "pledge"


@dataclass(frozen=True, kw_only=True)
class DutyCode(Text):
    """A duty by its code; the history tells it in words."""

    def told(self, value: Any) -> Any:
        return duties().get(str(value), value)


@dataclass(frozen=True, kw_only=True)
class PackCode(Text):
    """An edition of the rules by its code; the history tells its title."""

    def told(self, value: Any) -> Any:
        return next((one.label for one in packs() if one.code == value), value)


LAY_DOWN = Form(
    (
        inputs.PREMISES,
        Reference(
            name="installation",
            label=gettext_lazy("Installation"),
            find=inputs.find_installation,
            model=Installation,
            required=False,
        ),
        DutyCode(name="duty", label=pgettext_lazy("guarantee", "Duty"), max_length=24),
        PackCode(name="pack", label=gettext_lazy("Edition of the rules"), max_length=30),
        Text(name="occasion", label=gettext_lazy("Occasion"), max_length=80, required=False),
        Day(name="first_day", label=gettext_lazy("First day")),
        Day(name="last_day", label=gettext_lazy("Last day")),
        Moment(name="due_at", label=gettext_lazy("Due at")),
        Moment(name="closes_at", label=gettext_lazy("Missed after")),
    )
)
DROPPED = Form(
    (
        Choice(
            name="why",
            label=gettext_lazy("Reason"),
            choices=(("removed", gettext_lazy("The installation left the list")),),
        ),
    )
)


def _duty(code: str, pack: str) -> Any:
    return next(one for one in packs() if one.code == pack).duties[code]


def laid_down(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    place, one = given["premises"], given["installation"]
    where = placed_as(one) if one is not None else {
        "area_id": place.reporting_area_id,
        "area_path": place.area_path,
        "sector_id": place.sector_id,
        "organisation_id": place.operator_id,
    }  # fmt: skip
    return {
        **where,
        **{
            name: given[name]
            for name in ("duty", "pack", "occasion", "first_day", "last_day", "due_at", "closes_at")
        },
        "premises_id": place.pk,
        "installation_id": one.pk if one is not None else None,
        "role": _duty(given["duty"], given["pack"]).role,
        "due_on": clock.local_day(given["due_at"]),
    }


def to_perform(case: Any, _taken: Taken) -> Owed:
    told = {"duty": case.duty, "first": f"{case.first_day}", "last": f"{case.last_day}"}
    return Owed(Kind.PERFORM_DUTY, case.organisation_id, case.due_at, canonical(told))


def is_no_pledge(case: Any) -> Decision:
    return denied(_("A pledge has fields of its own"), code=NOT_NOW) if case.duty == PLEDGE else ALLOWED


def is_pledge(case: Any) -> Decision:
    return ALLOWED if case.duty == PLEDGE else denied(_("This duty is no pledge"), code=NOT_NOW)


def in_its_days(case: Any, taken: Taken) -> Decision:
    day = clock.local_day(taken.at)
    if day < case.first_day:
        return denied(
            _("The cycle begins on %(day)s: it cannot be performed before") % {"day": case.first_day},
            code="duty.early",
        )
    if taken.at > case.closes_at:
        return denied(_("It is over: it was to be performed before"), code="duty.over")
    return ALLOWED


def performed(case: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        "holder": given["holder"],
        "result": given["result"],
        "hazards_found": given["hazards_found"],
        "performed_at": taken.at,
        "is_late": taken.at > case.due_at,
    }


UNITS = ("units_total", "units_running", "units_stopped", "units_maintained")
WORKS = ("special_fire", "fire_one", "fire_two", "confined", "other_works")
SAYS = ("is_trial", "is_starting", "is_tank_farm_safe")


def is_sound(case: Any, taken: Taken) -> Decision:
    """Refuse a pledge whose units do not add up, and one that is silent about what is wrong."""
    given = taken.input
    if given["units_running"] + given["units_stopped"] > given["units_total"]:
        return denied(
            _("%(run)s units run and %(stop)s stand still: more than %(all)s in all")
            % {"run": given["units_running"], "stop": given["units_stopped"], "all": given["units_total"]},
            code="pledge.units",
        )
    if given["units_maintained"] > given["units_stopped"]:
        return denied(_("More units are under maintenance than stand still"), code="pledge.maintained")
    if given["is_tank_farm_safe"] == "no" and not given["trouble"]:
        return denied(_("Say what is wrong, or that they are safe"), code="pledge.trouble")
    return in_its_days(case, taken)


def pledged(case: Any, taken: Taken) -> dict[str, Any]:
    return {
        "holder": taken.input["principal"],
        "result": taken.input["sentence"],
        "performed_at": taken.at,
        "is_late": taken.at > case.due_at,
    }


def write_pledge(case: Any, taken: Taken, seq: int) -> None:
    given = taken.input
    Pledge.objects.create(
        task_id=case.id,
        seq=seq,
        **{name: given[name] for name in (*UNITS, "trouble", "sentence", "principal")},
        **{name: given[name] or 0 for name in WORKS},
        **{name: given[name] == "yes" for name in SAYS},
    )


def is_over(case: Any, taken: Taken) -> Decision:
    if taken.at <= case.closes_at:
        return denied(_("It can still be performed"), code="duty.open")
    return ALLOWED


DUE = frozenset({TaskState.DUE})
DONE = frozenset({TaskState.DONE})
ASKED = frozenset({TaskState.DUE, TaskState.DONE, TaskState.MISSED})

TASK_FLOW = Flow(
    "guarantee_task",
    model=GuaranteeTask,
    name=gettext_lazy("guarantee duty"),
    states={state.value: state.label for state in TaskState},
    counted=Counted(day="due_on", of_its_day=True),
    counts=(
        Count(DUTIES, ASKED, besides=("duty", PLEDGE)),
        Count(PERFORMED, DONE, besides=("duty", PLEDGE)),
        Count(LATE, DONE, when="is_late", besides=("duty", PLEDGE)),
        Count(MISSED, frozenset({TaskState.MISSED}), besides=("duty", PLEDGE)),
        Count(PLEDGES, DONE, when="duty", equals=PLEDGE),
    ),
    steps=[
        Step(
            name="lay_down",
            label=gettext_lazy("Lay down a duty"),
            done=gettext_lazy("laid the duty down"),
            target=TaskState.DUE,
            rule=rules.by_the_clock,
            form=LAY_DOWN,
            effect=laid_down,
            opens=(to_perform,),
        ),
        Step(
            name="perform",
            label=gettext_lazy("Record that it was done"),
            done=gettext_lazy("performed the duty"),
            sources=DUE,
            target=TaskState.DONE,
            rule=rules.may_perform,
            form=inputs.PERFORMED,
            applies=is_no_pledge,
            guard=in_its_days,
            effect=performed,
            discharges=(Kind.PERFORM_DUTY,),
        ),
        Step(
            name="pledge",
            label=gettext_lazy("Announce the pledge"),
            done=gettext_lazy("announced the pledge"),
            sources=DUE,
            target=TaskState.DONE,
            rule=rules.may_perform,
            form=inputs.PLEDGED,
            applies=is_pledge,
            guard=is_sound,
            effect=pledged,
            discharges=(Kind.PERFORM_DUTY,),
            projects=write_pledge,
        ),
        Step(
            name="miss",
            label=gettext_lazy("Note that it was missed"),
            done=gettext_lazy("noted that it was missed"),
            sources=DUE,
            target=TaskState.MISSED,
            rule=rules.by_the_clock,
            guard=is_over,
            discharges=(Kind.PERFORM_DUTY,),
            tells=(notices.missed,),
        ),
        Step(
            name="drop",
            label=gettext_lazy("Drop it"),
            done=gettext_lazy("dropped the duty"),
            sources=DUE,
            target=TaskState.DROPPED,
            rule=rules.by_the_clock,
            form=DROPPED,
            discharges=(ALL,),
        ),
    ],
)
