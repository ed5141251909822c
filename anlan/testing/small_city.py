"""What tests of every app stand on: one small city, somebody in every role, and cases built through the door.

The city: two counties and a functional zone without townships, three townships, two sectors with their lead
departments, five places of business. Its keys are chosen so that the path of county b (`/101/1020/`) begins with
the digits of county a's (`/101/102/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anlan.kernel import clock
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
    "watch1": (Role.DUTY_OFFICER, "gov-a", "a", ()),
    "leader1": (Role.LEADER, "office", "city", ()),
    "editor1": (Role.EDITOR, "office", "city", ()),
    "reviewer1": (Role.REVIEWER, "office", "city", ()),
    "signer1": (Role.SIGNER, "office", "city", ()),
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
