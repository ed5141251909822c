"""Many units that owe a report on one day, each with a clerk who is signed in, and dispatchers at their boards."""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

DAY = date(2022, 10, 24)
SINCE = date(2020, 1, 1)
COUNTIES, TOWNSHIPS = 8, 58
_AGENT = "bench"


@dataclass(frozen=True)
class Unit:
    """A report that is owed, and the session in which its clerk sends it."""

    due: int
    number: str
    session: str


@dataclass(frozen=True)
class Rush:
    """Everything that takes part: the units by day, and the dispatchers' sessions."""

    units: dict[date, list[Unit]]
    boards: list[str]


def populate(count: int, *, days: int = 1, boards: int = 50) -> Rush:
    """Write a city of 58 townships with `count` units, and what they owe for the last `days` days up to `DAY`.

    Organisations and people are rows; what is due is made through the door, as the calendar makes it.
    """
    from anlan.kernel import clock
    from anlan.org.models import Organisation, OrganisationKind, Post
    from anlan.org.roles import Role
    from anlan.reporting.making import make_due
    from anlan.reporting.models import Due, Obliged
    from anlan.reporting.tests.factories import rule

    city, townships = _areas()
    bodies = [
        Organisation(
            code=f"unit-{n:05d}", kind=OrganisationKind.STATION, area=townships[n % len(townships)],
            name=f"{townships[n % len(townships)].name}第{n // len(townships) + 1}单位",
            name_en=f"Unit {n}", valid_from=SINCE,
        )
        for n in range(count)
    ]  # fmt: skip
    office = Organisation(
        code="office",
        kind=OrganisationKind.OFFICE,
        area=city,
        name="市安委办",
        name_en="Office",
        valid_from=SINCE,
    )
    Organisation.objects.bulk_create([office, *bodies], batch_size=500)
    clerks, desks = _people("clerk", count), _people("desk", boards)
    Post.objects.bulk_create(
        [
            *(
                Post(person=who, organisation=body, role=Role.AREA_OFFICE, title="", area=body.area, valid_from=SINCE)
                for who, body in zip(clerks, bodies, strict=True)
            ),
            *(
                Post(person=who, organisation=office, role=Role.OFFICE, title="", area=city, valid_from=SINCE)
                for who in desks
            ),
        ],
        batch_size=500,
    )  # fmt: skip
    asked = rule(due_time=time(16), late_hours=24 * (days + 1))
    Obliged.objects.bulk_create(
        [Obliged(rule=asked, organisation=body, phone="0000-8100001", first_day=date(2022, 1, 1)) for body in bodies],
        batch_size=500,
    )  # fmt: skip
    first = DAY - timedelta(days=days - 1)
    with clock.at(clock.day_start(first) + timedelta(minutes=5)):
        make_due(first, DAY)
    sessions = dict(
        zip([body.pk for body in bodies], signed_in(clerks), strict=True)
    )  # the clerk's cookie by organisation
    units: dict[date, list[Unit]] = {}
    for due in Due.objects.filter(day__range=(first, DAY)).order_by("day", "id"):
        units.setdefault(due.day, []).append(Unit(due.pk, due.number, sessions[due.organisation_id]))
    return Rush(units, signed_in(desks))


def _areas() -> tuple[Any, list[Any]]:
    """Write a city with its counties and townships; return it and the townships."""
    from anlan.org.models import Area, AreaAncestor, AreaKind

    areas: list[Any] = []

    def add(kind: Any, name: str, above: Any = None) -> Any:
        key = len(areas) + 1
        area = Area(
            pk=key, code=f"area-{key}", name=name, name_en=f"Area {key}", short_name=name, kind=kind, parent=above,
            path=f"{above.path if above else '/'}{key}/", depth=above.depth + 1 if above else 0, valid_from=SINCE,
        )  # fmt: skip
        areas.append(area)
        return area

    city = add(AreaKind.CITY, "安州市")
    counties = [add(AreaKind.COUNTY, f"第{n + 1}县", city) for n in range(COUNTIES)]
    townships = [add(AreaKind.TOWNSHIP, f"第{n + 1}镇", counties[n % COUNTIES]) for n in range(TOWNSHIPS)]
    Area.objects.bulk_create(areas)
    AreaAncestor.objects.bulk_create(
        AreaAncestor(area_id=area.pk, ancestor_id=key) for area in areas for key in area.ancestor_ids()
    )
    return city, townships


def _people(stem: str, count: int) -> list[Any]:
    from anlan.org.models import Person

    people = [Person(username=f"{stem}-{n}", name=f"{stem} {n}", password="!") for n in range(count)]
    return Person.objects.bulk_create(people, batch_size=500)


def signed_in(people: list[Any]) -> list[str]:
    """Return a session's key for each, as a sign-in leaves it: the password's cost is no part of what is measured."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from anlan.access.models import Session
    from anlan.access.sessions import STARTED, SessionStore, longest
    from anlan.kernel import clock

    now = clock.real_now()
    store = SessionStore()
    rows = []
    for person in people:
        data = {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
            STARTED: now.isoformat(),
        }
        rows.append(
            Session(
                session_key=secrets.token_hex(16), session_data=store.encode(data), expire_date=now + longest(),
                person_id=person.pk, started_at=now, seen_at=now, address="127.0.0.1", browser=_AGENT,
            )
        )  # fmt: skip
    Session.objects.bulk_create(rows, batch_size=500)
    return [row.session_key for row in rows]
