"""An inspection plan of 50 000 places against a year of 111 000 visits: its list made, its page counted, its day list.

The peer is one statement that joins the places with the counted visits grouped by place: what any report would do,
without scope, deadlines and visits of bodies.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import random
import sys
import time
from datetime import date, datetime, timedelta
from typing import Any

from bench.ground import ENGINE, median, note, on_engines, size, small_world, tell

RUNS = 7
BATCH = 5_000
MOST_MS = 300.0
"""A page of figures answers within 0.3 s (C84)."""
PEER = (
    "SELECT i.organisation_id, i.area_id, COUNT(*), COUNT(v.n), SUM(v.n) FROM plans_planitem i LEFT JOIN ("
    "SELECT premises_id, COUNT(*) AS n FROM inspections_visit WHERE is_counted AND state = 'recorded' "
    "GROUP BY premises_id) v ON v.premises_id = i.premises_id WHERE i.plan_id = %s "
    "GROUP BY i.organisation_id, i.area_id"
)


def measure() -> None:
    from django.db import connection

    from anlan.kernel import clock

    world = small_world()
    places, visits = size(50_000, 3_000), size(111_000, 6_000)
    now = datetime(2022, 10, 24, 12, 0, tzinfo=clock.SHANGHAI)
    _fill(world, places, visits)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if ENGINE == "postgresql" else "ANALYZE")
    note(f"{places:,} places, {visits:,} visits")
    with clock.at(now):
        actors = world.actors(now)
        by = {person.username: actors[person.pk] for person in world.people if person.pk in actors}
        for counts in ("anyone", "doers"):
            _plan(counts, by)


def _times(work: Any) -> float:
    found = []
    for _run in range(RUNS):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return median(found) * 1e3


def _plan(counts: str, by: dict[str, Any]) -> None:
    from django.db import connection

    from anlan.kernel import parameters
    from anlan.lifecycle import door
    from anlan.org.models import Area
    from anlan.plans import coverage, due
    from anlan.plans.flow import PLAN_FLOW
    from anlan.plans.listing import BY_DUE, places
    from anlan.plans.models import Plan, PlanItem
    from anlan.plans.rows import tell_items

    given = {
        "kind": "annual", "title": f"年度检查计划 {counts}", "area": Area.objects.get(parent=None),
        "first_day": "2022-01-04", "last_day": "2022-12-31", "chosen_by": "attributes", "doer": "regulator",
        "counts": counts, "target_percent": 80, "visits_each": 1, "classes": "危险化学品 4",
    }  # fmt: skip
    began = time.perf_counter()
    outcome = door.open_case(PLAN_FLOW, "draft", by=by["office"], input=given)
    tell("C11", f"met by {counts}: draft it with its list", (time.perf_counter() - began) * 1e3, "ms")
    door.apply(PLAN_FLOW, outcome.case_id, "submit", by=by["office"])
    door.apply(PLAN_FLOW, outcome.case_id, "approve", by=by["leader"])
    plan = Plan.objects.get(pk=outcome.case_id)
    items, scope = PlanItem.objects, by["office"].scope

    def peer() -> None:
        with connection.cursor() as cursor:
            cursor.execute(PEER, [plan.pk])
            cursor.fetchall()

    def page(query: dict[str, str]) -> None:
        found = parameters.page(places(items.within(scope), plan, query), query, size=60, order=BY_DUE)
        tell_items(found.keys)

    raw = _times(peer)
    live = _times(lambda: coverage.reached(plan, items.within(scope)))
    tell("C11", f"met by {counts}: places, visited, met, visits by body and area", live, "ms", most=MOST_MS)
    tell("C11", "the same against the peer", live / raw, "×")
    tell("C11", f"met by {counts}: a page of 60 of its places", _times(lambda: page({})), "ms")
    tell(
        "C11",
        f"met by {counts}: 60 that were not visited",
        _times(lambda: page({"reached": "unvisited"})),
        "ms",
    )
    asked = due.asked(by["office"], {"body": "all"})
    tell(
        "C18", f"met by {counts}: the day list of all", _times(lambda: due.page(by["office"], asked, 1)), "ms"
    )


def _fill(world: Any, places: int, visits: int) -> None:
    """Write places like the world's, and visits to two thirds of them without a journal: counting is measured."""
    from anlan.inspections.models import Visit
    from anlan.kernel import clock
    from anlan.premises.models import Premises

    rng = random.Random(1)
    fields = (
        "name", "operator_id", "area_id", "reporting_area_id", "area_path", "sector_id", "department_id", "kind",
        "tags", "address",
    )  # fmt: skip
    like = list(Premises.objects.values(*fields))
    more = [Premises(code=f"S{n:06d}", **like[n % len(like)]) for n in range(places - len(like))]
    Premises.objects.bulk_create(more, batch_size=BATCH)
    there = list(Premises.objects.values_list("pk", "reporting_area_id", "area_path", "sector_id"))
    posts = [post for post in world.posts if post.role in ("department", "area_office", "township")]
    rows = []
    for number in range(visits):
        place, post = there[int(len(there) * 0.668 * rng.random())], rng.choice(posts)
        on = date(2022, 1, 1) + timedelta(days=int(296 * rng.random()))
        at = clock.day_start(on) + timedelta(hours=10)
        rows.append(
            Visit(
                id=50_000_000 + number, state="recorded", revision=1, last_hash=bytes(32), last_at=at,
                premises_id=place[0], area_id=place[1], area_path=place[2], sector_id=place[3],
                organisation_id=post.organisation_id, recorded_by_id=post.person_id, mode="announced",
                visited_at=at, visited_on=on,
            )
        )  # fmt: skip
    Visit.objects.bulk_create(rows, batch_size=BATCH)


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_plans", measure))
