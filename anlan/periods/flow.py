"""The lifecycle of a special period: declared, moved while it is ahead or runs, ended early, or called off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import STAY, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Day, Form, Reference, Text
from anlan.org.models import Area
from anlan.periods import rules
from anlan.periods.models import Level, PeriodState, SpecialPeriod
from anlan.periods.running import CHANGED

LONGEST_DAYS = 366


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


REASON = Text(name="reason", label=gettext_lazy("Reason"), max_length=300, lines=2)
_TOLD = (
    Text(name="name", label=gettext_lazy("Name of the period"), max_length=60),
    Text(name="name_en", label=gettext_lazy("Name in English"), required=False, max_length=80),
    Choice(name="level", label=gettext_lazy("Level"), choices=tuple(Level.choices)),
    Day(name="first_day", label=gettext_lazy("First day")),
    Day(name="last_day", label=gettext_lazy("Last day")),
    Text(name="purpose", label=gettext_lazy("Purpose"), required=False, max_length=300, lines=2),
    Text(
        name="basis",
        label=gettext_lazy("Document number"),
        required=False,
        max_length=100,
        help=gettext_lazy("The document that this rests on, for example 安委办〔2022〕12号."),
    ),
)
DECLARE = Form(
    (*_TOLD, Reference(name="area", label=gettext_lazy("Area"), find=find_area, model=Area, tells=False))
)
AMEND = Form((*_TOLD, REASON))
END = Form((Day(name="last_day", label=gettext_lazy("Last day")), REASON))
BECAUSE = Form((REASON,))


def today_of(taken: Taken) -> date:
    """Return the day of the server: what is claimed to have happened earlier does not open the past."""
    return clock.local_day(taken.now or taken.at)


def _days(first: date, last: date) -> Decision:
    if last < first:
        return denied(_("The last day lies before the first"), code="days.order")
    if last - first >= timedelta(days=LONGEST_DAYS):
        return denied(_("A special period has a year at most: then declare another"), code="period.long")
    return ALLOWED


def declared_in_time(_period: None, taken: Taken) -> Decision:
    """A period of the past is taken from a ledger only, as the record of what was: it asks nothing of anybody."""
    first, last = taken.input["first_day"], taken.input["last_day"]
    if last < today_of(taken) and not taken.ledger:
        return denied(_("These days are over: nothing can be asked for the past"), code="period.past")
    return _days(first, last)


def moved_in_time(period: Any, taken: Taken) -> Decision:
    """What has passed stays: a period that began keeps its first day, and none ends before yesterday."""
    today, first, last = today_of(taken), taken.input["first_day"], taken.input["last_day"]
    if period.last_day < today:
        return denied(_("The period is over: declare a new one"), code="period.over")
    if first != period.first_day and (period.first_day <= today or first < today):
        return denied(_("What has passed stays: the first day can move only ahead of it"), code="period.past")
    if last < today:
        return denied(_("The last day cannot lie before today: what has passed stays"), code="period.past")
    return _days(first, last)


def ends_in_time(period: Any, taken: Taken) -> Decision:
    today, last = today_of(taken), taken.input["last_day"]
    if period.last_day < today:
        return denied(_("The period is over already"), code="period.over")
    if not max(today, period.first_day) <= last < period.last_day:
        return denied(
            _("An early end lies between today and the day before the last (%(last)s)")
            % {"last": period.last_day},
            code="period.end",
        )
    return ALLOWED


def has_not_begun(period: Any, taken: Taken) -> Decision:
    if period.first_day <= today_of(taken):
        return denied(_("It has begun: end it, what has passed stays"), code="period.begun")
    return ALLOWED


def _told(taken: Taken) -> dict[str, Any]:
    names = ("name", "name_en", "level", "first_day", "last_day", "purpose", "basis")
    return {name: taken.input[name] for name in names}


def period_of(_period: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    area = taken.input["area"]
    return {
        **_told(taken),
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
        "declared_by_id": taken.by.person_id,
    }


def amended(_period: Any, taken: Taken) -> dict[str, Any]:
    return _told(taken)


def ended(_period: Any, taken: Taken) -> dict[str, Any]:
    return {"last_day": taken.input["last_day"]}


def tell_after(_period: Any, _taken: Taken, _seq: int) -> None:
    """Tell, after the commit, whoever made something ahead for these days."""
    for told in CHANGED:
        waiting = {callback for _ids, callback, *_rest in transaction.get_connection().run_on_commit}
        if told not in waiting:
            transaction.on_commit(told, robust=True)


DECLARED = frozenset({PeriodState.DECLARED})

PERIOD_FLOW = Flow(
    "period",
    model=SpecialPeriod,
    name=gettext_lazy("special period"),
    states={s.value: s.label for s in PeriodState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="declare",
            label=gettext_lazy("Declare a special period"),
            done=gettext_lazy("declared the special period"),
            target=PeriodState.DECLARED,
            rule=rules.may_declare,
            form=DECLARE,
            guard=declared_in_time,
            effect=period_of,
            projects=tell_after,
        ),
        Step(
            name="amend",
            label=gettext_lazy("Amend"),
            done=gettext_lazy("amended the special period"),
            sources=DECLARED,
            target=STAY,
            rule=rules.may_change,
            form=AMEND,
            guard=moved_in_time,
            effect=amended,
            projects=tell_after,
        ),
        Step(
            name="end",
            label=gettext_lazy("End it early"),
            done=gettext_lazy("ended the special period early"),
            sources=DECLARED,
            target=STAY,
            rule=rules.may_change,
            form=END,
            guard=ends_in_time,
            effect=ended,
            projects=tell_after,
        ),
        Step(
            name="call_off",
            label=gettext_lazy("Call off"),
            done=gettext_lazy("called the special period off"),
            sources=DECLARED,
            target=PeriodState.CALLED_OFF,
            rule=rules.may_change,
            form=BECAUSE,
            guard=has_not_begun,
            projects=tell_after,
        ),
    ],
)
