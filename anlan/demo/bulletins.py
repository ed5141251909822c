"""The demo city's issues: No. 47 and 48 of the weeks before, No. 49 of 24 October 2022, with special numbers.

They go through the door on the clock of their day, by three invented people, with the figures of that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from anlan.bulletins import actions, numbering, series
from anlan.bulletins.flow import BULLETIN_FLOW
from anlan.bulletins.models import Delivery, Issue, SpecialSeries, State
from anlan.demo.world import World
from anlan.demo.year import MOMENT
from anlan.figures.counting import fold
from anlan.figures.cut import find_area
from anlan.journal.seals import seal
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.kernel.identity import digest
from anlan.lifecycle.door import Outcome, apply, open_case
from anlan.org.actors import actors_for
from anlan.org.scope import Actor

SPECIAL = ("安全生产大检查专刊", "Special issue: great safety inspection")
SPECIAL_SINCE = date(2022, 3, 31)
BEFORE, SPECIAL_BEFORE = 46, 29
EVENING = time(18, 50)
OVERTAKEN = "当日新增隐患使初稿表述不再属实，重新起草"


@dataclass(frozen=True, slots=True)
class Planned:
    """An issue of the demo: drafted at one moment of entry, reviewed and signed at another."""

    number: int
    on: date
    title: str
    drafted: datetime
    signed: datetime


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=clock.SHANGHAI)


NOON = time(12, 40)
PLANNED = (
    Planned(
        47,
        date(2022, 10, 10),
        "节后安全不松懈　隐患排查再加力",
        *(_at(date(2022, 10, 10), t) for t in (NOON, EVENING)),
    ),
    Planned(
        48,
        date(2022, 10, 17),
        "紧盯重点查隐患　压实责任保平安",
        *(_at(date(2022, 10, 17), t) for t in (NOON, EVENING)),
    ),
    Planned(49, date(2022, 10, 24), "严查细改除隐患　守牢底线护盛会", _at(date(2022, 10, 24), NOON), MOMENT),
)


def at_edge(world: World, edge: datetime) -> None:
    """Do what falls at one moment of entry: draft and submit, or review, sign and send out."""
    for plan in PLANNED:
        if edge == plan.drafted:
            _begin()
            _draft(world, plan, edge)
        elif edge == plan.signed or (plan.signed == MOMENT and edge == _last_edge()):
            _sign(world, plan, edge)


def _last_edge() -> datetime:
    return MOMENT - timedelta(seconds=10)


def _begin() -> None:
    """Let the counters go on from what was reached before this system; only with the first issue."""
    if Issue.objects.exists():
        return
    series.found(find_area(None))
    run = series.find(series.BULLETIN)
    special = SpecialSeries.objects.create(
        series=run, name=SPECIAL[0], name_en=SPECIAL[1], first_on=SPECIAL_SINCE, last_on=date(2022, 10, 31)
    )
    numbering.begin(run, year=2022, after=BEFORE)
    numbering.begin(run, year=0, after=SPECIAL_BEFORE, special=special)


def _staff(world: World, edge: datetime) -> dict[str, Actor]:
    actors = actors_for(world.bulletin_staff.values(), at=edge)
    return {role: actors[person.pk] for role, person in world.bulletin_staff.items()}


def _key(plan: Planned, step: str) -> str:
    return f"demo-{plan.number}-{step}-{digest(plan.title).hex()[:8]}"


def _draft(world: World, plan: Planned, edge: datetime, *, again: str = "") -> None:
    editor = _staff(world, edge)["editor"]
    run = series.find(series.BULLETIN)
    special = series.running_special(run, plan.on)
    given = {
        "series": run.pk,
        "special": special.pk if special else None,
        "on": plan.on,
        "title": plan.title,
        "language": "zh",
    }
    opened = open_case(BULLETIN_FLOW, "draft", by=editor, input=given, key=_key(plan, again + "draft"))
    apply(BULLETIN_FLOW, opened.case_id, "submit", by=editor, key=_key(plan, again + "submit"))


def _sign(world: World, plan: Planned, edge: datetime) -> None:
    staff = _staff(world, edge)
    fold(chunk=200_000)  # the figures are read from cells, not from half a million contributions
    seal(at=edge)  # the signature bears the last seal's root
    try:
        issue = _reviewed_and_signed(plan, staff)
    except Refused:  # what came in since noon made a sentence untrue: the issue is drafted anew
        _set_aside(plan, staff)
        _draft(world, plan, edge, again="again-")
        issue = _reviewed_and_signed(plan, staff, again="again-")
    actions.distribute(issue, by=staff["editor"], key=_key(plan, "distribute"))
    if plan.number < 49:
        _receive(world, issue, edge)


def _waiting(plan: Planned) -> Issue:
    issues = Issue.objects.select_related("series__area", "series__issuer", "special")
    return issues.exclude(state=State.DISCARDED).get(title=plan.title, number=None)


def _reviewed_and_signed(plan: Planned, staff: dict[str, Actor], *, again: str = "") -> Issue:
    issue = _waiting(plan)
    apply(BULLETIN_FLOW, issue.pk, "review", by=staff["reviewer"], key=_key(plan, again + "review"))
    issue.refresh_from_db()
    actions.sign(issue, by=staff["signer"], key=_key(plan, again + "sign"))
    issue.refresh_from_db()
    return issue


def _set_aside(plan: Planned, staff: dict[str, Actor]) -> None:
    """Return an issue that was overtaken by the day, and discard it."""
    issue, reason = _waiting(plan), {"reason": OVERTAKEN}
    apply(BULLETIN_FLOW, issue.pk, "return", by=staff["reviewer"], input=reason, key=_key(plan, "return"))
    apply(BULLETIN_FLOW, issue.pk, "discard", by=staff["editor"], input=reason, key=_key(plan, "discard"))


def _receive(world: World, issue: Issue, edge: datetime) -> list[Outcome | None]:
    """Let every office that was sent an earlier issue sign for it, by the first of its people."""
    by_organisation: dict[int, Actor] = {}
    actors = world.actors(edge)
    for actor in actors.values():
        for post in actor.posts:
            by_organisation.setdefault(post.organisation_id, actor)
    rows = Delivery.objects.filter(issue=issue).order_by("pk").values_list("organisation_id", flat=True)
    return [actions.receive(issue, by=by_organisation[key]) for key in rows if key in by_organisation]
