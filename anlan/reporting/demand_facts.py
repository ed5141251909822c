"""What must be so before a step of a rule: it is sound, and it does not rewrite the past."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Taken
from anlan.reporting import asked_forms, groups
from anlan.reporting.demand import CALL, LEADER, REMIND, SCHEDULE, SECOND_CALL
from anlan.reporting.demand_inputs import LATE_HOURS
from anlan.reporting.kinds import Group, Ladder, Recurrence
from anlan.reporting.models import Obliged, ReportRule

_WITH_DAYS = {Recurrence.WEEKLY: 7, Recurrence.MONTHLY: 31}


def today_of(taken: Taken) -> date:
    """Return the day of the server: what is claimed to have happened earlier does not open the past."""
    return clock.local_day(taken.now or taken.at)


def schedule_from(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a version from the input of a step."""
    told = {name: given[name] for name in SCHEDULE}
    told["working_days_only"] = given["working_days_only"] == "yes"
    told["late_hours"] = LATE_HOURS if given["late_hours"] is None else given["late_hours"]
    return told | {
        "grace_minutes": given["grace_minutes"] or 0,
        "ladder": given["ladder"] or Ladder.CIRCULAR.value,
        "turn": given["turn"] or 1,
        **_chased(given),
    }


def _chased(given: Mapping[str, Any]) -> dict[str, int]:
    """Return after which minutes a report is chased; what is not said follows what is, as far apart as usual."""
    call = _or(given["call_minutes"], CALL)
    second = _or(given["second_call_minutes"], call + SECOND_CALL - CALL)
    leader = _or(given["leader_minutes"], second + LEADER - SECOND_CALL)
    return {
        "remind_minutes": _or(given["remind_minutes"], REMIND),
        "call_minutes": call,
        "second_call_minutes": second,
        "leader_minutes": leader,
    }


def _or(given: int | None, usual: int) -> int:
    return usual if given is None else given


def schedule_is_sound(given: Mapping[str, Any]) -> Decision:
    recurrence, days = given["recurrence"], [int(part) for part in given["days"].split(",") if part]
    most = _WITH_DAYS.get(recurrence)
    if most is None and days:
        return denied(_("Days are named for weekly and monthly reports only"), code="demand.days")
    if most is not None and (not days or max(days) > most):
        return denied(
            _("Name the days: weekdays from 1 (Monday) to 7")
            if most == 7
            else _("Name the days of the month, from 1 to 31"),
            code="demand.days",
        )
    if given["shift"] and given["working_days_only"] != "yes":
        return denied(
            _("A report moves off a day off only where working days alone count"), code="demand.shift"
        )
    if given["shift"] and recurrence in (Recurrence.DAILY, Recurrence.MONTH_END_WORKING):
        return denied(
            _("This recurrence never falls on a day off, or has nowhere to move"), code="demand.shift"
        )
    late = LATE_HOURS if given["late_hours"] is None else given["late_hours"]
    if (given["grace_minutes"] or 0) > late * 60:
        return denied(_("The grace is longer than late reports are taken"), code="demand.grace")
    chased = _chased(given)
    if not chased["call_minutes"] <= chased["second_call_minutes"] <= chased["leader_minutes"]:
        return denied(
            _("The second call comes after the first, and the leader is told after both"),
            code="demand.ladder",
        )
    if given["opens_hours"] is None and f"{given['due_time']:%H:%M}" == "00:00":
        return denied(
            _("Due at the first minute of its day, it would never be open: say how many hours before"),
            code="demand.opens",
        )
    return ALLOWED


def rule_is_sound(_demand: None, taken: Taken) -> Decision:
    given, today = taken.input, today_of(taken)
    sound = schedule_is_sound(given)
    if not sound:
        return sound
    forms = asked_forms.choices(given["first_day"])
    if given["form"] not in [code for code, _name in forms]:
        told = "、".join(f"{name} ({code})" for code, name in forms)
        return denied(
            _("There is no form “%(form)s”. There are: %(forms)s.") % {"form": given["form"], "forms": told},
            code="demand.form",
        )
    if given["form"] not in dict(asked_forms.choices_in(given["first_day"], [given["area"].path or ""])):
        return denied(
            _(
                "The form “%(form)s” holds in another area only: enter one for this area, or ask where it holds"
            )
            % {"form": given["form"]},
            code="demand.form_elsewhere",
        )
    first, last, period = given["first_day"], given["last_day"], given["period"]
    if first < today:
        return denied(
            _("The first day lies before today: nobody owes a report for a day that has passed"),
            code="demand.past",
        )
    if last is not None and last < first:
        return denied(_("The last day lies before the first"), code="days.order")
    if period is not None and (first > period.last_day or (last or period.last_day) < period.first_day):
        return denied(
            _("The rule lies outside its special period (%(first)s to %(last)s)")
            % {"first": period.first_day, "last": period.last_day},
            code="demand.period",
        )
    if period is not None and not (given["area"].path or "").startswith(period.area_path):
        return denied(_("The special period does not hold in this area"), code="demand.period")
    return _units_are_there(given)


def _units_are_there(given: Mapping[str, Any]) -> Decision:
    wanted = [code for code in given["units"].split("、") if code]
    if given["group"] != Group.PICKED:
        if wanted:
            return denied(_("Units are named only where they are picked by hand"), code="demand.units")
        if not groups.members(given["group"], given["area"], given["first_day"]):
            return denied(
                _("There is no such unit in this area: nobody would owe anything"), code="demand.nobody"
            )
        return ALLOWED
    if not wanted:
        return denied(_("Name the units that are picked by hand"), code="demand.units")
    found = groups.find(wanted, given["first_day"])
    unknown = [code for code in wanted if code not in found]
    outside = [
        code
        for code, body in found.items()
        if code in wanted and not (body.area.path or "").startswith(given["area"].path or "")
    ]
    if unknown or outside:
        return denied(
            _("No unit of this area that reports: %(units)s. Give its code, or its full name.")
            % {"units": "、".join([*unknown, *outside][:10])},
            code="demand.unknown_unit",
        )
    return ALLOWED


def change_is_ahead(demand: Any, taken: Taken) -> Decision:
    given, today = taken.input, today_of(taken)
    sound = schedule_is_sound(given)
    if not sound:
        return sound
    if given["recurrence"] == Recurrence.ONCE:
        return denied(_("A report that is owed once has a rule of its own"), code="demand.once")
    ends = _has_ended(demand, today)
    if not ends:
        return ends
    if given["from_day"] <= today:
        return denied(
            _("A change holds from tomorrow on at the earliest: what is due today stays"), code="demand.past"
        )
    if given["from_day"] <= demand.first_day and demand.first_day <= today:
        return denied(_("A change begins after the rule does"), code="demand.past")
    if demand.last_day is not None and given["from_day"] > demand.last_day:
        return denied(_("The rule has ended by then"), code="demand.over")
    begun = ReportRule.objects.filter(demand=demand.id, first_day__lte=today).exists()
    if not begun and given["from_day"] < demand.first_day:
        return denied(_("A change begins with the rule or after it"), code="demand.past")
    return ALLOWED


def _has_ended(demand: Any, today: date) -> Decision:
    if demand.last_day is not None and demand.last_day < today:
        return denied(_("The rule has ended: lay down a new one"), code="demand.over")
    return ALLOWED


def end_is_ahead(demand: Any, taken: Taken) -> Decision:
    today, last = today_of(taken), taken.input["last_day"]
    ends = _has_ended(demand, today)
    if not ends:
        return ends
    if last < max(today, demand.first_day):
        return denied(
            _("The last day lies before today or before the rule begins: what has passed stays"),
            code="demand.past",
        )
    if demand.last_day is not None and last > demand.last_day:
        return denied(
            _("The rule ends earlier already: for longer, lay down a new one from %(day)s")
            % {"day": demand.last_day + timedelta(days=1)},
            code="demand.over",
        )
    return ALLOWED


def has_not_begun(demand: Any, taken: Taken) -> Decision:
    if demand.first_day <= today_of(taken):
        return denied(_("It has begun: end it, what was due stays"), code="demand.begun")
    return ALLOWED


def unit_may_join(demand: Any, taken: Taken) -> Decision:
    given, today = taken.input, today_of(taken)
    ends = _has_ended(demand, today)
    if not ends:
        return ends
    if given["from_day"] < max(today, demand.first_day):
        return denied(
            _("A unit owes from today, or from the rule's first day, at the earliest"), code="demand.past"
        )
    unit = given["unit"]
    if not (unit.area.path or "").startswith(demand.area_path):
        return denied(_("The unit lies outside the area of the rule"), code="demand.unknown_unit")
    if _rows(demand, unit.pk, given["from_day"]).exists():
        return denied(_("The unit owes these reports already"), code="demand.obliged")
    return ALLOWED


def _rows(demand: Any, unit: int, day: date) -> Any:
    """Return the rows by which a unit is obliged on a day or later."""
    rows = Obliged.objects.filter(rule__demand=demand.id, organisation=unit)
    return rows.exclude(last_day__lt=day)


def unit_may_leave(demand: Any, taken: Taken) -> Decision:
    today, last = today_of(taken), taken.input["last_day"]
    if not _rows(demand, taken.input["unit"].pk, today).exists():
        return denied(_("The unit does not owe these reports"), code="demand.not_obliged")
    if last < today - timedelta(days=1):
        return denied(
            _("The last day lies in the past: what was owed stays, the office excuses single days"),
            code="demand.past",
        )
    return ALLOWED


def unit_owes(demand: Any, taken: Taken) -> Decision:
    if not _rows(demand, taken.input["unit"].pk, today_of(taken)).exists():
        return denied(_("The unit does not owe these reports"), code="demand.not_obliged")
    return ALLOWED
