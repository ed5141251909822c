"""Acts of administration with sensible input, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from anlan.administration import actions
from anlan.kernel import clock
from anlan.lifecycle.door import Outcome
from anlan.org.models import Area, Organisation, Post, Sector
from anlan.testing import actor, person


def post_of(name: str) -> Post:
    """Return the first post of an account."""
    return Post.objects.select_related("area").filter(person__username=name).order_by("pk").first() or Post()


def body(code: str) -> Organisation:
    return Organisation.objects.select_related("area").get(code=code, valid_to=None)


def area(code: str) -> Area:
    return Area.objects.get(code=code, valid_to=None)


def appoint(who: str, *, by: str = "security1", **changes: Any) -> Outcome:
    given = {
        "person": person(who),
        "organisation": body("gov-a"),
        "role": "area_office",
        "title": "Section chief",
        "area": area("a"),
        "first_day": clock.today(),
        "reason": "Personnel order 12",
    }
    return actions.appoint(by=actor(by), given=given | changes)


def deputise(holder: str, deputy: str, *, by: str = "", days: tuple[date, date] | None = None) -> Outcome:
    first, last = days or (clock.today(), clock.today())
    given = {"person": person(deputy), "first_day": first, "last_day": last, "reason": "On leave"}
    return actions.deputise(post_of(holder), by=actor(by or holder), given=given)


def end(who: str, *, by: str = "security1", last_day: date | None = None) -> Outcome:
    given = {"reason": "Transferred", "last_day": last_day}
    return actions.take_post(post_of(who), "end", by=actor(by), given=given)


def rule(
    sector: str, where: str, department: str = "", *, step: str = "rule", by: str = "office1", **changes: Any
) -> Outcome:
    given: dict[str, Any] = {
        "first_day": clock.today(),
        "document": "安委办〔2022〕12号",
        "decided_by": "The committee",
        "basis": "Similar business",
    }
    if department:
        given["department"] = body(department).pk
    return actions.rule(
        Sector.objects.get(code=sector), area(where), step, by=actor(by), given=given | changes
    )


def reorganise(step: str, *, by: str = "system1", **changes: Any) -> Outcome:
    given = {"effective_on": clock.today(), "document": "政〔2022〕3号", "reason": "Merged by the province"}
    return actions.reorganise(step, by=actor(by), given=given | changes)
