"""What tests of every app stand on: one small city, somebody in every role, and cases built through the door.

The city: two counties and a functional zone without townships, three townships, two sectors with their lead
departments, five places of business. Its keys are chosen so that the path of county b (`/101/1020/`) begins with
the digits of county a's (`/101/102/`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.test import Client

from anlan.criteria.models import Criterion, CriterionPack
from anlan.figures.models import Contribution
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.models import Visit
from anlan.journal.models import Entry, Head
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.notifications.models import Notice
from anlan.obligations.models import Obligation
from anlan.org.actors import actor_for
from anlan.org.models import (
    Area,
    AreaAncestor,
    AreaKind,
    Organisation,
    OrganisationKind,
    Person,
    Post,
    Sector,
)
from anlan.org.roles import Role
from anlan.org.scope import Actor
from anlan.premises.models import Premises

SINCE = date(2020, 1, 1)
TODAY = date(2022, 10, 24)
NOON = datetime(2022, 10, 24, 12, 0, tzinfo=clock.SHANGHAI)
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"

# short name → (key, parent, kind, Chinese, English)
_AREAS: dict[str, tuple[int, str, AreaKind, str, str]] = {
    "city": (101, "", AreaKind.CITY, "安州市", "Anzhou"),
    "a": (102, "city", AreaKind.COUNTY, "东江县", "Dongjiang"),
    "b": (1020, "city", AreaKind.COUNTY, "西山区", "Xishan"),
    "zone": (103, "city", AreaKind.ZONE, "经济开发区", "Development Zone"),
    "a1": (104, "a", AreaKind.TOWNSHIP, "城关镇", "Chengguan"),
    "a2": (105, "a", AreaKind.TOWNSHIP, "柳林镇", "Liulin"),
    "b1": (106, "b", AreaKind.TOWNSHIP, "石桥街道", "Shiqiao"),
}
# short name → (kind, area, Chinese, English)
_ORGANISATIONS: dict[str, tuple[OrganisationKind, str, str, str]] = {
    "office": (OrganisationKind.OFFICE, "city", "安州市安委办", "Anzhou Work Safety Office"),
    "fire": (OrganisationKind.DEPARTMENT, "city", "消防救援支队", "Fire and Rescue"),
    "gas": (OrganisationKind.DEPARTMENT, "city", "住房和城乡建设局", "Housing and Construction"),
    "gov-a": (OrganisationKind.GOVERNMENT, "a", "东江县安委办", "Dongjiang Work Safety Office"),
    "gov-b": (OrganisationKind.GOVERNMENT, "b", "西山区安委办", "Xishan Work Safety Office"),
    "gov-zone": (OrganisationKind.GOVERNMENT, "zone", "开发区安委办", "Zone Work Safety Office"),
    "station-a1": (OrganisationKind.STATION, "a1", "城关镇安全生产管理站", "Chengguan Safety Station"),
    "station-a2": (OrganisationKind.STATION, "a2", "柳林镇安全生产管理站", "Liulin Safety Station"),
    "station-b1": (OrganisationKind.STATION, "b1", "石桥街道安全生产管理站", "Shiqiao Safety Station"),
    "shop": (OrganisationKind.BUSINESS, "a1", "惠民超市", "Huimin Shop"),
    "kitchen": (OrganisationKind.BUSINESS, "a1", "老街饭店", "Old Street Kitchen"),
    "mill": (OrganisationKind.BUSINESS, "a2", "柳林面粉厂", "Liulin Mill"),
    "depot": (OrganisationKind.BUSINESS, "b1", "石桥燃气站", "Shiqiao Gas Depot"),
    "plant": (OrganisationKind.BUSINESS, "zone", "开发区化工厂", "Zone Plant"),
}
# account → (role, organisation, area, sectors); the name that people read is “<account> name”
_POSTS: dict[str, tuple[Role, str, str, tuple[str, ...]]] = {
    "office1": (Role.OFFICE, "office", "city", ()),
    "county1": (Role.AREA_OFFICE, "gov-a", "a", ()),
    "county2": (Role.AREA_OFFICE, "gov-b", "b", ()),
    "zone1": (Role.AREA_OFFICE, "gov-zone", "zone", ()),
    "dept1": (Role.DEPARTMENT, "fire", "city", ("fire",)),
    "dept2": (Role.DEPARTMENT, "gas", "city", ("gas",)),
    "inspector1": (Role.INSPECTOR, "fire", "a", ("fire",)),
    "station1": (Role.TOWNSHIP, "station-a1", "a1", ()),
    "station2": (Role.TOWNSHIP, "station-a1", "a1", ()),
    "station3": (Role.TOWNSHIP, "station-b1", "b1", ()),
    "leader1": (Role.LEADER, "office", "city", ()),
    "editor1": (Role.EDITOR, "office", "city", ()),
    "system1": (Role.SYSTEM_ADMIN, "office", "city", ()),
    "security1": (Role.SECURITY_ADMIN, "office", "city", ()),
    "auditor1": (Role.AUDITOR, "office", "city", ()),
    "business1": (Role.BUSINESS, "shop", "a1", ()),
    "business2": (Role.BUSINESS, "kitchen", "a1", ()),
    "business3": (Role.BUSINESS, "mill", "a2", ()),
    "business4": (Role.BUSINESS, "depot", "b1", ()),
    "business5": (Role.BUSINESS, "plant", "zone", ()),
}
WITHOUT_POST = "nobody1"
SECTORS = {"fire": ("消防", "Fire safety"), "gas": ("燃气", "Town gas")}
# premises → sector; its operator is the organisation of the same name
PLACES = {"shop": "fire", "kitchen": "gas", "mill": "fire", "depot": "gas", "plant": "fire"}
LEAD = {"fire": "dept1", "gas": "dept2"}
OPERATOR = {post[1]: name for name, post in _POSTS.items() if post[0] == Role.BUSINESS}

STEPS = ("assign", "claim", "accept", "send_back", "close_out")
# who takes a step that neither the lead department nor the business takes; dept1 finds, so it does not accept
TAKERS = {
    "accept": "county1",
    "look_back": "station2",
    "decide_refusal": "office1",
    "decide_extension": "county1",
    "decide_regrade": "county1",
    "decide_void": "county1",
    "rule_owner": "office1",
    "except": "office1",
}
BY_BUSINESS = ("claim", "sign_for", "refuse", "plan", "ask_extension")


@dataclass(frozen=True)
class SmallCity:
    """The standing parts of the city by their short names."""

    areas: dict[str, Area]
    organisations: dict[str, Organisation]
    sectors: dict[str, Sector]
    people: dict[str, Person]
    premises: dict[str, Premises]


def seed_template() -> None:
    """Leave the template database without a city: the demo and the shell are tested on an empty one."""


def small_city() -> SmallCity:
    """Write the small city into a migrated database that holds none; ten statements."""
    areas = _write_areas()
    organisations = {
        code: Organisation(
            code=code, kind=kind, area=areas[area], name=name, name_en=english, valid_from=SINCE
        )
        for code, (kind, area, name, english) in _ORGANISATIONS.items()
    }
    Organisation.objects.bulk_create(organisations.values())
    sectors = {
        code: Sector(code=code, name=name, name_en=english, position=number, lead=organisations[code])
        for number, (code, (name, english)) in enumerate(SECTORS.items())
    }
    Sector.objects.bulk_create(sectors.values())
    people = _write_people(areas, organisations, sectors)
    premises = {
        code: Premises(
            code=code,
            name=organisations[code].name,
            operator=organisations[code],
            area=organisations[code].area,
            reporting_area=organisations[code].area,
            area_path=organisations[code].area.path or "",
            sector=sectors[sector],
            kind="shop",
            address=f"{organisations[code].area.name}一号",
            staff_count=number,
        )
        for number, (code, sector) in enumerate(PLACES.items(), start=1)
    }
    Premises.objects.bulk_create(premises.values())
    return SmallCity(areas, organisations, sectors, people, premises)


def _write_areas() -> dict[str, Area]:
    areas: dict[str, Area] = {}
    for code, (key, parent, kind, name, english) in _AREAS.items():
        above = areas[parent] if parent else None
        areas[code] = Area(
            pk=key,
            code=code,
            name=name,
            name_en=english,
            short_name=name,
            kind=kind,
            parent=above,
            path=f"{above.path if above else '/'}{key}/",
            depth=above.depth + 1 if above else 0,
            valid_from=SINCE,
        )
    Area.objects.bulk_create(areas.values())
    AreaAncestor.objects.bulk_create(
        AreaAncestor(area_id=area.pk, ancestor_id=key)
        for area in areas.values()
        for key in area.ancestor_ids()
    )
    return areas


def _write_people(
    areas: dict[str, Area], organisations: dict[str, Organisation], sectors: dict[str, Sector]
) -> dict[str, Person]:
    people = {
        name: Person(username=name, name=f"{name} name", password="!") for name in (*_POSTS, WITHOUT_POST)
    }
    Person.objects.bulk_create(people.values())
    posts = {
        name: Post(
            person=people[name],
            organisation=organisations[organisation],
            role=role,
            title=f"{name} title",
            area=areas[area],
            valid_from=SINCE,
        )
        for name, (role, organisation, area, _sectors) in _POSTS.items()
    }
    Post.objects.bulk_create(posts.values())
    through: Any = Post.sectors.through
    through.objects.bulk_create(
        through(post_id=posts[name].pk, sector_id=sectors[sector].pk)
        for name, (_role, _organisation, _area, limited) in _POSTS.items()
        for sector in limited
    )
    return people


# -- who -------------------------------------------------------------------------------------------------------


def person(username: str) -> Person:
    return Person.objects.get(username=username)


def actor(username: str, *, at: datetime | None = None) -> Actor:
    """Return the account as it may act at a moment (now)."""
    return actor_for(person(username), at=at or clock.now())


def sign_in(client: Client, username: str) -> Client:
    """Return the client signed in as an account, without a password."""
    client.force_login(person(username), MODEL_BACKEND)
    return client


# -- cases, through the door -------------------------------------------------------------------------------------


def place(code: str) -> Premises:
    return Premises.objects.select_related("sector", "operator", "reporting_area").get(code=code)


def visit_input(premises: str = "shop", **changes: Any) -> dict[str, Any]:
    """Return what records a visit; a change of None leaves the field out."""
    whole = {"premises": place(premises).pk, "mode": "announced", "focus": "", "situation": "as usual"}
    return _changed(whole, changes)


def record_visit(
    premises: str = "shop",
    *,
    by: str = "",
    at: datetime | None = None,
    key: str | None = None,
    **changes: Any,
) -> Visit:
    """Record a visit by the department that leads the sector, or by somebody else."""
    outcome = door.open_case(
        VISIT_FLOW,
        "record",
        by=actor(by or LEAD[PLACES[premises]]),
        input=visit_input(premises, **changes),
        at=at,
        key=key,
    )
    return Visit.objects.get(pk=outcome.case_id)


def hazard_input(visit: Visit, **changes: Any) -> dict[str, Any]:
    whole = {
        "visit": visit.pk,
        "description": "The fire door is blocked",
        "grade": "general",
        "category": "fire",
    }
    if changes.get("grade") == "major":
        whole["criterion"] = criterion()
    return _changed(whole, changes)


def record_hazard(
    premises: str = "shop",
    *,
    visit: Visit | None = None,
    by: str = "",
    at: datetime | None = None,
    key: str | None = None,
    **changes: Any,
) -> Hazard:
    """Record a hazard on a visit, made for it at the same moment where none is given."""
    visit = visit or record_visit(premises, by=by, at=at)
    who = by or LEAD[PLACES[visit.premises.code]]
    outcome = door.open_case(
        HAZARD_FLOW, "record", by=actor(who), input=hazard_input(visit, **changes), at=at, key=key
    )
    return Hazard.objects.get(pk=outcome.case_id)


def step_input(step: str, **changes: Any) -> dict[str, Any]:
    """Return what a step of a hazard takes in; a change of None leaves the field out."""
    whole: dict[str, dict[str, Any]] = {
        "assign": {"due_at": clock.now() + timedelta(days=7), "requirement": "Clear it"},
        "claim": {"rectification": "The door was cleared"},
        "accept": {"acceptance": "Seen and agreed", "mode": "on_site", "report": "Examined by experts"},
        "send_back": {"reason": "The door is blocked again"},
        "close_out": {},
        "sign_for": {},
        "refuse": {"reason": "It is not ours"},
        "decide_refusal": {"decision": "refuse", "reason": "It is yours"},
        "plan": dict.fromkeys(("duty", "measure", "fund", "time", "contingency"), "as agreed"),
        "ask_extension": {"until": clock.now() + timedelta(days=20), "reason": "The part is ordered"},
        "decide_extension": {"decision": "grant", "reason": "Agreed"},
        "look_back": {"result": "cleared", "note": "Seen again"},
        "reopen": {"reason": "It came back", "due_at": clock.now() + timedelta(days=7)},
        "ask_regrade": {"grade": "major", "reason": "It is graver", "criterion": criterion()},
        "decide_regrade": {"decision": "grant", "reason": "Agreed"},
        "merge": {"reason": "Recorded twice"},
        "unmerge": {"reason": "They differ"},
        "ask_void": {"reason": "Recorded by mistake"},
        "decide_void": {"decision": "grant", "reason": "Agreed"},
        "transfer": {"reason": "The gas department's"},
        "receive": {},
        "decline": {"reason": "Not ours either"},
        "rule_owner": {"reason": "Decided by the office"},
        "except": {"part": "accept", "reason": "Nobody else is on the island"},
    }
    return _changed(whole[step], changes)


def usual_taker(step: str, hazard: Hazard) -> str:
    """Return who takes a step as a rule: the business answers, another accepts, the lead department does the rest."""
    code = hazard.premises.code
    if step in BY_BUSINESS:
        return OPERATOR[code]
    county = {"depot": "county2", "plant": "zone1"}.get(code, "county1")
    looker = {"depot": "station3", "plant": "office1", "mill": "office1"}.get(code, "station2")
    usual = TAKERS.get(step, LEAD[PLACES[code]])
    return {"county1": county, "station2": looker}.get(usual, usual)


def criterion() -> int:
    """Return a criterion that is in force in October 2022, whatever its sector."""
    packs = CriterionPack.objects.filter(criteria__isnull=False).in_force(TODAY)
    return int(Criterion.objects.filter(pack__in=packs).order_by("pk").values_list("pk", flat=True)[0])


def take(
    hazard: Hazard | int,
    step: str,
    *,
    by: str = "",
    at: datetime | None = None,
    key: str | None = None,
    **changes: Any,
) -> Outcome:
    """Take a hazard through one step with sensible input."""
    found = Hazard.objects.select_related("premises").get(pk=hazard if isinstance(hazard, int) else hazard.pk)
    who = actor(by or usual_taker(step, found))
    return door.apply(HAZARD_FLOW, found.pk, step, by=who, input=step_input(step, **changes), at=at, key=key)


def hazard_after(*steps: str, premises: str = "shop", **changes: Any) -> Hazard:
    """Return a hazard that was taken through these steps, all of them now."""
    hazard = record_hazard(premises, **changes)
    for step in steps:
        take(hazard, step)
    return Hazard.objects.get(pk=hazard.pk)


def found_hazard(premises: str = "shop", **changes: Any) -> Hazard:
    return hazard_after(premises=premises, **changes)


def assigned_hazard(premises: str = "shop", **changes: Any) -> Hazard:
    return hazard_after("assign", premises=premises, **changes)


def claimed_hazard(premises: str = "shop", **changes: Any) -> Hazard:
    return hazard_after("assign", "claim", premises=premises, **changes)


def accepted_hazard(premises: str = "shop", **changes: Any) -> Hazard:
    return hazard_after("assign", "claim", "accept", premises=premises, **changes)


def closed_hazard(premises: str = "shop", **changes: Any) -> Hazard:
    return hazard_after("assign", "claim", "accept", "close_out", premises=premises, **changes)


READY_FOR = {
    "assign": found_hazard,
    "claim": assigned_hazard,
    "accept": claimed_hazard,
    "send_back": claimed_hazard,
    "close_out": accepted_hazard,
}
"""Step → the trait whose hazard the step may be taken on."""


def many_hazards(count: int, premises: str = "shop") -> list[int]:
    """Record a visit with `count` hazards in one batch; return their keys."""
    visit = record_visit(premises)
    by = actor(LEAD[PLACES[premises]])
    acts = [
        door.Act(by=by, input=hazard_input(visit, description=f"Hazard number {n}")) for n in range(count)
    ]
    return _keys(door.apply_many(HAZARD_FLOW, "record", acts))


def many_visits(count: int, premises: str = "shop") -> list[int]:
    """Record `count` visits in one batch; return their keys."""
    by = actor(LEAD[PLACES[premises]])
    given = {**visit_input(premises), "premises": place(premises)}
    acts = [door.Act(by=by, input=given) for _n in range(count)]
    return _keys(door.apply_many(VISIT_FLOW, "record", acts))


def _keys(outcomes: list[Outcome | AnlanError]) -> list[int]:
    for outcome in outcomes:
        if isinstance(outcome, AnlanError):
            raise outcome
    return [outcome.case_id for outcome in outcomes if isinstance(outcome, Outcome)]


def _changed(whole: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


# -- what was written --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """Everything that a step writes, to be compared before and after."""

    head: int
    entries: int
    contributions: int
    notices: int
    obligations: list[dict[str, Any]] = field(default_factory=list)
    hazards: list[dict[str, Any]] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)


def written() -> Written:
    """Return what stands in the journal, the kernel's tables and the cases."""
    return Written(
        Head.objects.get(pk=1).seq,
        Entry.objects.count(),
        Contribution.objects.count(),
        Notice.objects.count(),
        [_plain(row) for row in Obligation.objects.order_by("pk").values()],
        [_plain(row) for row in Hazard.objects.order_by("pk").values()],
        [_plain(row) for row in Visit.objects.order_by("pk").values()],
    )


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


@contextmanager
def scratch() -> Iterator[None]:
    """Take back whatever the block writes: one example of a property after the other on the same city."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
