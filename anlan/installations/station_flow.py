"""The lifecycles of experts in plants: stationed from a day to a day, and the log of each of their shifts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.inspections.models import Qualification
from anlan.installations import inputs, rules
from anlan.installations.kinds import LogState, Shift, StationingState
from anlan.installations.models import ExpertLog, ExpertStationing
from anlan.installations.models.owned import placed_as
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Count, Counted, Flow, Step, Taken

LOGS, HANDED_OVER = "installations.expert_logs", "installations.expert_hand_overs"
LONGEST = 366


def can_be_stationed(_case: None, taken: Taken) -> Decision:
    """Judge days, standing and place; the expert is locked, so that two at once cannot both be taken."""
    given = taken.input
    first, last = given["first_day"], given["last_day"]
    if last < first:
        return denied(_("The last day lies before the first"), code="days.order")
    if (last - first).days >= LONGEST:
        return denied(_("A stationing has a year at most"), code="stationing.long")
    expert = Qualification.objects.select_for_update().get(pk=given["expert"].pk)
    if expert.first_day > first or (expert.last_day is not None and expert.last_day < last):
        return denied(
            _("%(name)s does not stand on the register of experts on all of these days")
            % {"name": expert.name},
            code="stationing.standing",
        )
    twin = (
        ExpertStationing.objects.filter(
            expert=expert.pk, shift=given["shift"], first_day__lte=last, last_day__gte=first
        )
        .exclude(state=StationingState.VOIDED)
        .first()
    )
    if twin is not None:
        return denied(
            _("%(name)s is stationed from %(first)s to %(last)s in this shift already (%(number)s)")
            % {"name": twin.name, "first": twin.first_day, "last": twin.last_day, "number": twin.number},
            code="stationing.double",
        )
    return ALLOWED


def stationing_of(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    place = given["premises"]
    return {
        **{name: given[name] for name in ("shift", "first_day", "last_day", "phone", "task")},
        "premises_id": place.pk,
        "expert_id": given["expert"].pk,
        "name": given["expert"].name,
        "area_id": place.reporting_area_id,
        "area_path": place.area_path,
        "sector_id": place.sector_id,
        "organisation_id": place.operator_id,
    }


def may_end(case: Any, taken: Taken) -> Decision:
    last = taken.input["last_day"]
    if not case.first_day <= last < case.last_day:
        return denied(
            _("Name a day from %(first)s to the day before %(last)s")
            % {"first": case.first_day, "last": case.last_day},
            code="stationing.days",
        )
    later = ExpertLog.objects.filter(stationing=case.id, day__gt=last).first()
    if later is not None:
        return denied(_("There is a log of %(day)s") % {"day": later.day}, code="stationing.logged")
    return ALLOWED


def ended(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"last_day": taken.input["last_day"]}


def has_no_log(case: Any, _taken: Taken) -> Decision:
    if ExpertLog.objects.filter(stationing=case.id).exists():
        return denied(_("It has logs: end it instead"), code="stationing.logged")
    return ALLOWED


def can_be_written(_case: None, taken: Taken) -> Decision:
    given = taken.input
    one, day = given["stationing"], given["day"]
    today: date = clock.local_day(taken.now or taken.at)
    if day > today:
        return denied(_("%(day)s lies in the future") % {"day": day}, code="log.future")
    if not one.first_day <= day <= one.last_day:
        return denied(
            _("%(name)s is there from %(first)s to %(last)s")
            % {"name": one.name, "first": one.first_day, "last": one.last_day},
            code="log.days",
        )
    if ExpertLog.objects.filter(stationing=one.pk, day=day).exists():
        return denied(_("The log of this day is written already"), code="log.double")
    return ALLOWED


def log_of(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    one = given["stationing"]
    return {
        **placed_as(one),
        **{name: given[name] for name in ("day", "checked", "found", "advice", "open_items")},
        "stationing_id": one.pk,
        "premises_id": one.premises_id,
        "shift": one.shift,
        "writer": one.name,
    }


def can_take_over(case: Any, taken: Taken) -> Decision:
    """The next shift takes over: another expert of the same plant, who is there on that day or the next."""
    after = taken.input["successor"]
    if after.premises_id != case.premises_id:
        return denied(_("The log is of another plant"), code="log.plant")
    if after.name == case.writer and after.shift == case.shift:
        return denied(_("Whoever hands over does not take over"), code="log.self")
    next_day = case.day.toordinal() + (case.shift == Shift.NIGHT or after.shift == case.shift)
    if not after.first_day.toordinal() <= next_day <= after.last_day.toordinal():
        return denied(_("%(name)s is not there in the next shift") % {"name": after.name}, code="log.next")
    return ALLOWED


def taken_over(_case: Any, taken: Taken) -> dict[str, Any]:
    after = taken.input["successor"]
    return {"successor_id": after.pk, "taken_by": after.name, "taken_over_at": taken.at}


STATIONED = frozenset({StationingState.STATIONED})
WRITTEN = frozenset({LogState.WRITTEN})

STATIONING_FLOW = Flow(
    "expert_stationing",
    model=ExpertStationing,
    name=gettext_lazy("stationing of an expert"),
    states={state.value: state.label for state in StationingState},
    counted=Counted(day="first_day"),
    steps=[
        Step(
            name="station",
            label=gettext_lazy("Station an expert"),
            done=gettext_lazy("stationed the expert"),
            target=StationingState.STATIONED,
            rule=rules.may_register,
            form=inputs.STATION,
            guard=can_be_stationed,
            effect=stationing_of,
            looks_up=True,
        ),
        Step(
            name="end",
            label=gettext_lazy("End it early"),
            done=gettext_lazy("ended the stationing early"),
            sources=STATIONED,
            target=StationingState.ENDED,
            rule=rules.may_keep,
            form=inputs.END_STATIONING,
            guard=may_end,
            effect=ended,
            looks_up=True,
        ),
        Step(
            name="void",
            label=gettext_lazy("Void"),
            done=gettext_lazy("voided the stationing"),
            sources=STATIONED,
            target=StationingState.VOIDED,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
            guard=has_no_log,
            looks_up=True,
        ),
    ],
)

LOG_FLOW = Flow(
    "expert_log",
    model=ExpertLog,
    name=gettext_lazy("log of a stationed expert"),
    states={state.value: state.label for state in LogState},
    counted=Counted(day="day"),
    counts=(
        Count(LOGS, frozenset(LogState.values)),
        Count(HANDED_OVER, frozenset({LogState.TAKEN_OVER})),
    ),
    steps=[
        Step(
            name="write",
            label=gettext_lazy("Write the log of a shift"),
            done=gettext_lazy("wrote the log"),
            target=LogState.WRITTEN,
            rule=rules.may_write_log,
            form=inputs.WRITE_LOG,
            guard=can_be_written,
            effect=log_of,
            looks_up=True,
        ),
        Step(
            name="take_over",
            label=gettext_lazy("Take over"),
            done=gettext_lazy("took over"),
            sources=WRITTEN,
            target=LogState.TAKEN_OVER,
            rule=rules.may_perform,
            form=inputs.TAKE_OVER,
            guard=can_take_over,
            effect=taken_over,
        ),
    ],
)
