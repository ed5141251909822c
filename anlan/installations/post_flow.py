"""The lifecycle of a guarantee post (包保): vacant, filled for a term, acknowledged, vacant again, closed.

A vacant post is an alarm: somebody owes its filling within five days (the change is entered within five days;
domain brief §3.4).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.installations import inputs, rules
from anlan.installations.kinds import PostState, Role
from anlan.installations.models import GuaranteePost, Installation, Term
from anlan.installations.models.owned import placed_as
from anlan.installations.models.posts import day_before
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.identity import canonical
from anlan.lifecycle.flow import ALL, Counted, Flow, Owed, Step, Taken
from anlan.obligations.models import Kind
from anlan.premises.models import Premises

FILL_DAYS = 5
ACKNOWLEDGE_DAYS = 3


def can_be_set_up(_case: None, taken: Taken) -> Decision:
    given = taken.input
    if not given["installation"].is_guaranteed:
        return denied(_("The installation asks for no guarantee posts"), code="guarantee.none")
    twins = GuaranteePost.objects.filter(installation=given["installation"], role=given["role"])
    if twins.exclude(state=PostState.CLOSED).exists():
        return denied(_("The post is there already"), code="guarantee.double")
    return ALLOWED


def post_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a vacant post. The cadre's is kept by the department that answers for the plant."""
    one, role = taken.input["installation"], taken.input["role"]
    keeper = one.organisation_id
    if role == Role.CADRE:
        department = Premises.objects.values_list("department_id", flat=True).get(pk=one.premises_id)
        keeper = department or (taken.via.organisation_id if taken.via else keeper)
    return {
        **placed_as(one),
        "installation_id": one.pk,
        "role": role,
        "keeper_id": keeper,
        "set_up_on": clock.local_day(taken.at),
    }


def may_hold(case: Any, taken: Taken) -> Decision:
    """Judge a term; the installation is locked, so that two at once cannot both be taken."""
    given = taken.input
    first, last = given["from_day"], given["to_day"]
    if last is not None and last < first:
        return denied(_("The last day lies before the first"), code="days.order")
    Installation.objects.select_for_update().get(pk=case.installation_id)
    there = Term.objects.filter(installation=case.installation_id).meeting(first, last)
    twin = there.filter(post=case.id).first()
    if twin is not None:
        return denied(
            _("%(name)s holds this post from %(first)s to %(last)s: terms of one post do not overlap")
            % {"name": twin.holder, "first": twin.from_day, "last": twin.until or _("further notice")},
            code="term.overlap",
        )
    other = there.filter(holder=given["holder"]).first()
    if other is not None:
        return denied(
            _(
                "%(name)s holds the post “%(role)s” of this installation then: one person holds one of its posts"
            )
            % {"name": other.holder, "role": Role(other.role).label},
            code="term.exclusive",
        )
    return ALLOWED


def appointed(_case: Any, taken: Taken) -> dict[str, Any]:
    told = {name: taken.input[name] for name in ("holder", "title", "phone", "from_day", "to_day")}
    return {**told, "acknowledged_on": None}


def write_term(case: Any, taken: Taken, seq: int) -> None:
    given = taken.input
    Term.objects.create(
        post_id=case.id,
        installation_id=case.installation_id,
        role=case.role,
        holder=given["holder"],
        title=given["title"],
        phone=given["phone"],
        from_day=given["from_day"],
        until=given["to_day"],
        planned_until=given["to_day"],
        seq=seq,
    )


def _last_term(case: Any) -> Term | None:
    found: Term | None = Term.objects.filter(post=case.id).order_by("-seq").first()
    return found


def has_begun(case: Any, taken: Taken) -> Decision:
    day = _acknowledged_on(taken)
    if case.from_day and case.from_day > day:
        return denied(_("The term begins on %(day)s") % {"day": case.from_day}, code="term.ahead")
    if day > clock.local_day(taken.now or taken.at):
        return denied(_("%(day)s lies in the future") % {"day": day}, code="term.future")
    return ALLOWED


def _acknowledged_on(taken: Taken) -> date:
    return taken.input["on_day"] or clock.local_day(taken.at)


def acknowledged(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"acknowledged_on": _acknowledged_on(taken)}


def note_acknowledged(case: Any, taken: Taken, seq: int) -> None:
    term = _last_term(case)
    assert term is not None
    Term.objects.filter(pk=term.pk).update(acknowledged_on=_acknowledged_on(taken), acknowledged_seq=seq)


def may_leave(case: Any, taken: Taken) -> Decision:
    """A term ends today at the latest in advance; the days that are over stay: figures were told of them."""
    last = taken.input["last_day"]
    if last < day_before(case.from_day):
        return denied(
            _("The term begins on %(day)s: name the day before it, or a later one") % {"day": case.from_day},
            code="term.order",
        )
    if last > clock.local_day(taken.now or taken.at):
        return denied(_("%(day)s lies in the future") % {"day": last}, code="term.future")
    if case.to_day is not None and last > case.to_day:
        return denied(_("The term ends on %(day)s by itself") % {"day": case.to_day}, code="term.order")
    return ALLOWED


def left(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"to_day": taken.input["last_day"]}


def end_term(case: Any, taken: Taken, seq: int) -> None:
    term = _last_term(case)
    assert term is not None
    Term.objects.filter(pk=term.pk).update(until=case.to_day, ended_seq=seq)


def is_over(case: Any, taken: Taken) -> Decision:
    if case.to_day is None or case.to_day >= clock.local_day(taken.at):
        return denied(_("The term is not over"), code="term.runs")
    return ALLOWED


def close_term(case: Any, taken: Taken, seq: int) -> None:
    """End a term that runs when its installation leaves the list."""
    term, today = _last_term(case), clock.local_day(taken.at)
    if term is not None and (term.until is None or term.until > today):
        until = max(today, day_before(term.from_day))
        Term.objects.filter(pk=term.pk).update(until=until, ended_seq=seq)


def _by(day: date, days: int, kind: str, owner: int) -> Owed:
    due = datetime.combine(day + timedelta(days=days), time(18), tzinfo=clock.SHANGHAI)
    return Owed(kind, owner, due, canonical({"from": f"{day}", "days": days}))


def to_fill(case: Any, taken: Taken) -> Owed:
    """Owe the filling of a vacant post: the alarm about a gap."""
    return _by(clock.local_day(taken.at), FILL_DAYS, Kind.FILL_POST, case.keeper_id)


def to_acknowledge(case: Any, taken: Taken) -> Owed:
    day = max(case.from_day, clock.local_day(taken.at))
    return _by(day, ACKNOWLEDGE_DAYS, Kind.ACKNOWLEDGE_POST, case.keeper_id)


VACANT = frozenset({PostState.VACANT})
FILLED = frozenset({PostState.APPOINTED, PostState.ACKNOWLEDGED})

POST_FLOW = Flow(
    "guarantee_post",
    model=GuaranteePost,
    name=gettext_lazy("guarantee post"),
    states={state.value: state.label for state in PostState},
    counted=Counted(day="set_up_on"),
    steps=[
        Step(
            name="set_up",
            label=gettext_lazy("Set up a guarantee post"),
            done=gettext_lazy("set up the post"),
            target=PostState.VACANT,
            rule=rules.may_set_up,
            form=inputs.SET_UP,
            guard=can_be_set_up,
            effect=post_of,
            opens=(to_fill,),
            looks_up=True,
        ),
        Step(
            name="appoint",
            label=gettext_lazy("Appoint somebody"),
            done=gettext_lazy("appointed"),
            sources=VACANT | FILLED,
            target=PostState.APPOINTED,
            rule=rules.may_fill,
            form=inputs.APPOINT,
            guard=may_hold,
            effect=appointed,
            discharges=(Kind.FILL_POST, Kind.ACKNOWLEDGE_POST),
            opens=(to_acknowledge,),
            projects=write_term,
            looks_up=True,
        ),
        Step(
            name="acknowledge",
            label=gettext_lazy("Acknowledge the post"),
            done=gettext_lazy("acknowledged the post"),
            sources=frozenset({PostState.APPOINTED}),
            target=PostState.ACKNOWLEDGED,
            rule=rules.may_fill,
            form=inputs.ACKNOWLEDGE,
            guard=has_begun,
            effect=acknowledged,
            discharges=(Kind.ACKNOWLEDGE_POST,),
            projects=note_acknowledged,
        ),
        Step(
            name="relieve",
            label=gettext_lazy("End the term"),
            done=gettext_lazy("ended the term"),
            sources=FILLED,
            target=PostState.VACANT,
            rule=rules.may_fill,
            form=inputs.RELIEVE,
            guard=may_leave,
            effect=left,
            discharges=(Kind.ACKNOWLEDGE_POST,),
            opens=(to_fill,),
            projects=end_term,
        ),
        Step(
            name="expire",
            label=gettext_lazy("Note that the term is over"),
            done=gettext_lazy("noted that the term is over"),
            sources=FILLED,
            target=PostState.VACANT,
            rule=rules.by_the_clock,
            guard=is_over,
            discharges=(Kind.ACKNOWLEDGE_POST,),
            opens=(to_fill,),
        ),
        Step(
            name="close",
            label=gettext_lazy("Close the post"),
            done=gettext_lazy("closed the post"),
            sources=VACANT | FILLED,
            target=PostState.CLOSED,
            rule=rules.by_the_clock,
            discharges=(ALL,),
            projects=close_term,
        ),
    ],
)
