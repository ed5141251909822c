"""A population of hazards waiting for their steps, taken through the door or replayed as bare statements."""
# ruff: noqa: PLC0415, SLF001 -- what needs Django is imported once it is set up; a commit is watched where it happens

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

MIX = ("assign", "claim", "accept", "close_out")
BATCH = 1_000
Statement = tuple[str, Any, bool]
"""SQL, its parameters, and whether they are many rows of them."""


@dataclass
class Actors:
    """Who does what: the officer finds and reports rectified, the head accepts, for a second person must."""

    head: Any
    officer: Any

    def of(self, step: str) -> Any:
        return self.officer if step == "claim" else self.head


@dataclass
class Population:
    """Hazards just found, in order; each is taken through the mix once."""

    cases: list[int]
    actors: Actors
    premises: Any
    visit: Any
    began: datetime

    def moment(self, turn: int) -> datetime:
        """Return a later moment for each later turn of a case."""
        return self.began + timedelta(minutes=10 * (turn + 1))


def without_look_backs() -> None:
    """Draw no general hazard for a look-back: each case then goes the same way through the mix."""
    from anlan.hazards.effects import LOOK_BACK_PER_MILLE
    from anlan.hazards.models import Grade

    LOOK_BACK_PER_MILLE[Grade.GENERAL] = 0


def populate(count: int) -> Population:
    """Record a visit and `count` hazards through the door, in batches, in one township."""
    from anlan.hazards.flow import HAZARD_FLOW
    from anlan.inspections.flow import VISIT_FLOW
    from anlan.inspections.models import Visit
    from anlan.kernel import clock
    from anlan.lifecycle.door import Act, Outcome, apply_many, open_case
    from anlan.org.actors import actors_for
    from bench.ground import small_world

    without_look_backs()
    began = datetime(2022, 10, 20, 9, 0, tzinfo=clock.SHANGHAI)
    world = small_world()
    premises = next(p for p in world.premises if p.reporting_area_id in world.station_officers)
    staff = world.station_officers[premises.reporting_area_id]
    known = actors_for(staff, at=began)
    actors = Actors(known[staff[0].pk], known[staff[1].pk])
    with clock.at(began):
        outcome = open_case(VISIT_FLOW, "record", by=actors.officer, input=visit_input(premises))
        visit = Visit.objects.select_related("premises", "sector").get(pk=outcome.case_id)
        cases: list[int] = []
        while len(cases) < count:
            acts = [
                Act(by=actors.officer, input=finding(visit)) for _ in range(min(BATCH, count - len(cases)))
            ]
            done = apply_many(HAZARD_FLOW, "record", acts)
            cases += [outcome.case_id for outcome in done if isinstance(outcome, Outcome)]
    return Population(cases, actors, premises, visit, began)


def visit_input(premises: Any) -> dict[str, Any]:
    return {
        "premises": premises,
        "mode": "unannounced",
        "focus": "用电、消防",
        "situation": "现场检查配电间与车间通道。",
    }


def finding(visit: Any) -> dict[str, Any]:
    return {
        "visit": visit,
        "description": "车间东侧安全出口被成品堆垛堵塞，疏散通道宽度不足一米",
        "grade": "general",
        "category": "fire",
        "interim_measure": "立即清理堆垛，专人看守",
    }


def step_input(step: str, at: datetime) -> dict[str, Any]:
    if step == "assign":
        return {"due_at": at + timedelta(days=7), "requirement": "清理通道并划线"}
    if step == "claim":
        return {"rectification": "已清理堆垛，恢复一点四米宽通道并划出警戒线"}
    if step == "accept":
        return {"acceptance": "经现场复查，整改到位", "mode": "on_site"}
    return {}


def uncounted(flow: Any) -> Any:
    """Return the same flow without any contribution to a figure: the control."""
    control = copy(flow)
    control.counts = ()
    return control


def take(people: Population, cases: list[int], *, flow: Any) -> int:
    """Take each case through the whole mix, one step a transaction; return the number of steps."""
    from anlan.kernel import clock
    from anlan.lifecycle.door import apply

    for case_id in cases:
        for turn, step in enumerate(MIX):
            at = people.moment(turn)
            with clock.at(at):
                apply(flow, case_id, step, by=people.actors.of(step), input=step_input(step, at))
    return len(cases) * len(MIX)


# -- the same statements without the product ---------------------------------------------------------------


def capture(work: Callable[[], Any], connection: Any) -> list[list[Statement]]:
    """Run `work` and return the statements of each of its transactions, in the driver's own form.

    On PostgreSQL a parameter stays as it is; on SQLite Django's marks become the driver's.
    """
    sqlite = connection.vendor == "sqlite"
    transactions: list[list[Statement]] = []
    commit = connection._commit

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("BEGIN"):
            return execute(sql, params, many, context)
        if not current:
            transactions.append(current[:])
        form = (sql.replace("%s", "?").replace("%%", "%") if params is not None else sql) if sqlite else sql
        given = () if params is None else [tuple(row) for row in params] if many else tuple(params)
        current.append((form, given, many))
        transactions[-1] = list(current)
        return execute(sql, params, many, context)

    def committed() -> Any:
        current.clear()
        return commit()

    current: list[Statement] = []
    connection._commit = committed
    try:
        with connection.execute_wrapper(keep):
            work()
    finally:
        connection._commit = commit
    return transactions


def replay(transactions: list[list[Statement]], driver: Any, *, sqlite: bool) -> None:
    """Execute the transactions on the driver's connection alone, one commit each; rows asked for are fetched."""
    cursor = driver.cursor()
    execute, executemany = cursor.execute, cursor.executemany
    if not sqlite:
        driver.autocommit = False
    for transaction in transactions:
        if sqlite:
            execute("BEGIN IMMEDIATE")
        for sql, params, many in transaction:
            (executemany if many else execute)(sql, params)
            if cursor.description is not None:
                cursor.fetchall()
        driver.commit()
    if not sqlite:
        driver.autocommit = True


def chunks(items: list[Any], count: int) -> Iterator[list[Any]]:
    each = len(items) // count
    for number in range(count):
        yield items[number * each : (number + 1) * each]
