"""The standing parts of the demo city: areas, organisations, people in posts, premises."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from anlan.demo.content import areas as area_content
from anlan.demo.content import people, sectors
from anlan.demo.content.premises import KINDS, TAGS
from anlan.demo.content.premises import premises as premises_seed
from anlan.demo.drawn import Coordinates
from anlan.kernel import clock
from anlan.org.actions import add_area
from anlan.org.actors import actors_for
from anlan.org.models import Area, CityProfile, Organisation, OrganisationKind, Person, Post, Sector
from anlan.org.responsibility import found_matrix
from anlan.org.roles import Role
from anlan.org.scope import Actor
from anlan.premises.models import Premises
from anlan.premises.responsibility import project

SINCE = date(2021, 1, 1)
PREMISES = 40_000
BUSINESSES_WITH_ACCOUNTS = 60


@dataclass
class World:
    """What the year is drawn from."""

    areas: dict[str, Area] = field(default_factory=dict)
    leaves: list[Area] = field(default_factory=list)
    sectors: dict[str, Sector] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    premises: list[Premises] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    area_officers: dict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))
    station_officers: dict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))
    department_officers: dict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))
    business_officers: dict[int, Person] = field(default_factory=dict)
    bulletin_staff: dict[str, Person] = field(default_factory=dict)
    accounts: list[dict[str, str]] = field(default_factory=list)
    codes: list[dict[str, str]] = field(
        default_factory=list
    )  # of enterprises and informants, who have no account

    def actors(self, at: datetime) -> dict[int, Actor]:
        return actors_for(self.people, at=at)


def build(rng: random.Random, *, scale: float, password: str) -> World:
    """Write the standing parts; return them in memory. The same seed gives the same city."""
    world = World()
    _areas(world)
    _departments(world)
    _Staff(world, rng, make_password(password)).hire()
    _premises(world, rng, max(300, round(PREMISES * scale)))
    found_matrix(since=SINCE)
    project(on=clock.today())
    answering = dict(Premises.objects.values_list("pk", "department_id"))
    for place in world.premises:
        place.department_id = answering[place.pk]
    _business_accounts(world, rng, make_password(password))
    return world


def _areas(world: World) -> None:
    for seed in area_content.AREAS:
        world.areas[seed.code] = add_area(
            code=seed.code,
            official_code=seed.official_code,
            name=seed.name,
            name_en=seed.name_en,
            short_name=seed.short_name,
            kind=seed.kind,
            parent=world.areas[seed.parent] if seed.parent else None,
            valid_from=SINCE,
        )
    parents = {area.parent_id for area in world.areas.values()}
    world.leaves = [area for area in world.areas.values() if area.pk not in parents]


def _departments(world: World) -> None:
    city = world.areas[area_content.CITY.code]
    for department in sectors.DEPARTMENTS:
        kind = OrganisationKind.OFFICE if department.code == "swc_office" else OrganisationKind.DEPARTMENT
        world.organisations[department.code] = Organisation.objects.create(
            code=department.code,
            name=department.name,
            name_en=department.name_en,
            kind=kind,
            area=city,
            mail=f"{department.code.replace('_', '-')}@anzhou.example",
            valid_from=SINCE,
        )
    office = world.organisations["swc_office"]
    CityProfile.objects.create(area=city, office=office, founded_at=clock.now())
    for position, sector in enumerate(sectors.SECTORS, start=1):
        world.sectors[sector.code] = Sector.objects.create(
            code=sector.code,
            name=sector.name,
            name_en=sector.name_en,
            position=position,
            lead=world.organisations[sector.lead_department],
        )


class _Staff:
    """Puts invented people into the posts of offices, departments and townships."""

    def __init__(self, world: World, rng: random.Random, password: str) -> None:
        self.world = world
        self.rng = rng
        self.password = password

    def hire(self) -> None:
        self._city()
        for area in self.world.areas.values():
            if area.kind in ("county", "zone"):
                self._area_office(area)
        for leaf in self.world.leaves:
            self._station(leaf)
        Person.objects.bulk_create(self.world.people)
        Post.objects.bulk_create(self.world.posts)
        self._give_sectors()

    def person(
        self,
        username: str,
        title: str,
        role: Role,
        organisation: Organisation,
        area: Area,
        *,
        own_draw: bool = False,
    ) -> Person:
        """Put an invented person into a post; `own_draw`: drawn beside the city's sequence, which stays."""
        rng = random.Random(username) if own_draw else self.rng  # noqa: S311 -- repeatable, not secret
        person = Person(
            username=username,
            name=people.person_name(rng),
            phone=people.phone(rng),
            password=self.password,
        )
        self.world.people.append(person)
        self.world.posts.append(
            Post(
                person=person, organisation=organisation, role=role, title=title, area=area, valid_from=SINCE
            )
        )
        return person

    def show(self, person: Person, title: str, title_en: str) -> None:
        """Put an account on the list that `make demo` prints."""
        self.world.accounts.append(
            {"username": person.username, "name": person.name, "title": title, "title_en": title_en}
        )

    def _city(self) -> None:
        city = self.world.areas[area_content.CITY.code]
        office = self.world.organisations["swc_office"]
        posts = people.POSTS
        dispatcher = self.person("office", posts["office"]["dispatcher"], Role.OFFICE, office, city)
        self.show(dispatcher, "市安委办调度员", "Dispatcher, city office")
        self.person("office2", posts["office"]["supervision_section_chief"], Role.OFFICE, office, city)
        leader = self.person("leader", posts["leader"]["vice_mayor"], Role.LEADER, office, city)
        self.show(leader, "副市长", "Vice mayor")
        editor = self.person("editor", posts["bulletin"]["editor"], Role.EDITOR, office, city)
        self.show(editor, "简报编辑", "Bulletin editor")
        self.world.bulletin_staff["editor"] = editor
        for role, title, english in (
            (Role.REVIEWER, "简报审核", "Bulletin reviewer"),
            (Role.SIGNER, "简报签发", "Bulletin signer"),
        ):
            person = self.person(role.value, title, role, office, city, own_draw=True)
            self.world.bulletin_staff[role.value] = person
            self.show(person, title, english)
        auditor = self.person("auditor", "安全审计员", Role.AUDITOR, office, city)
        self.show(auditor, "安全审计员", "Auditor")
        security = self.person("security", "安全管理员", Role.SECURITY_ADMIN, office, city)
        self.show(security, "安全管理员", "Security administrator")
        system = self.person("system", "系统管理员", Role.SYSTEM_ADMIN, office, city)
        self.show(system, "系统管理员", "System administrator")
        for department in sectors.DEPARTMENTS:
            if department.code == "swc_office":
                continue
            organisation = self.world.organisations[department.code]
            for number, title in enumerate(
                (posts["department"]["supervision_section_chief"], posts["department"]["officer"]), start=1
            ):
                name = f"{department.code.replace('_', '-')}{number}"
                officer = self.person(name, title, Role.DEPARTMENT, organisation, city)
                self.world.department_officers[organisation.pk].append(officer)
                if department.code == "emergency" and number == 1:
                    self.show(officer, "市应急管理局监督检查科科长", "Section chief, emergency management")

    def _area_office(self, area: Area) -> None:
        kind = "zone" if area.kind == "zone" else "county"
        organisation = self._organisation(
            f"office-{area.code}", f"{area.name}安全生产委员会办公室", area, "GOVERNMENT"
        )
        titles = [people.POSTS[kind]["dispatcher"]] + [people.POSTS[kind]["officer"]] * 3
        for number, title in enumerate(titles, start=1):
            officer = self.person(
                f"{area.code.lower()}-{number}", title, Role.AREA_OFFICE, organisation, area
            )
            self.world.area_officers[area.pk].append(officer)
            if area.code == "411102" and number <= 2:
                titles_en = ("Dispatcher, Yuanhui District", "Officer, Yuanhui District")
                self.show(
                    officer, area.short_name + ("安委办调度员", "执法人员")[number - 1], titles_en[number - 1]
                )

    def _station(self, leaf: Area) -> None:
        organisation = self._organisation(
            f"station-{leaf.code}", f"{leaf.name}安全生产管理站", leaf, "STATION"
        )
        titles = people.POSTS["township"]
        names = (titles["station_head"], titles["safety_officer"], titles["safety_officer"])
        for number, title in enumerate(names, start=1):
            officer = self.person(f"{leaf.code.lower()}-s{number}", title, Role.TOWNSHIP, organisation, leaf)
            self.world.station_officers[leaf.pk].append(officer)
            if leaf.code == "411102001" and number == 1:
                self.show(officer, "老街街道安全生产管理站站长", "Head of safety station, Laojie")

    def _organisation(self, code: str, name: str, area: Area, kind: str) -> Organisation:
        organisation = Organisation.objects.create(
            code=code.lower(),
            name=name,
            name_en=f"{area.name_en} {'Work Safety Committee Office' if kind == 'GOVERNMENT' else 'Safety Station'}",
            kind=OrganisationKind[kind],
            mail=f"{code.lower().replace('_', '-')}@anzhou.example",
            area=area,
            valid_from=SINCE,
        )
        self.world.organisations[code] = organisation
        return organisation

    def _give_sectors(self) -> None:
        """Limit department officers to the sectors that their department leads."""
        through: Any = Post.sectors.through
        rows: list[Any] = []
        by_organisation: dict[int, list[int]] = defaultdict(list)
        for sector in self.world.sectors.values():
            by_organisation[sector.lead_id].append(sector.pk)
        for post in self.world.posts:
            sector_ids = by_organisation.get(post.organisation_id, ())
            rows.extend(through(post_id=post.pk, sector_id=sector_id) for sector_id in sector_ids)
        through.objects.bulk_create(rows)


def _premises(world: World, rng: random.Random, count: int) -> None:
    """Write the ledger of premises with their operators, spread over leaves by size and sectors by weight."""
    leaf_weights = [rng.uniform(0.6, 1.8) * (2.2 if leaf.kind == "zone" else 1.0) for leaf in world.leaves]
    sector_list = list(world.sectors.values())
    weights = [seed.weight for seed in sectors.SECTORS]
    parents = {area.pk: area for area in world.areas.values()}
    chosen_leaves = rng.choices(world.leaves, leaf_weights, k=count)
    chosen_sectors = rng.choices(sector_list, weights, k=count)
    operators: list[Organisation] = []
    coordinates = Coordinates()
    for serial, (leaf, sector) in enumerate(zip(chosen_leaves, chosen_sectors, strict=True), start=1):
        county = parents[leaf.parent_id] if leaf.kind == "township" and leaf.parent_id else leaf
        place = leaf.short_name if leaf is not county else ""
        seed = premises_seed(
            rng,
            sector=sector.code,
            area_name=county.short_name,
            place_name=place or leaf.short_name,
            serial=serial,
        )
        operators.append(
            Organisation(
                code=f"b{serial:06d}",
                name=seed.name,
                kind=OrganisationKind.BUSINESS,
                area=leaf,
                valid_from=SINCE,
            )
        )
        world.premises.append(
            Premises(
                code=f"P{serial:06d}",
                name=seed.name,
                area=leaf,
                reporting_area=leaf,
                area_path=leaf.path or "",
                sector=sector,
                kind=KINDS[seed.kind][0],
                tags=[TAGS[tag][0] for tag in seed.tags],
                industry_code=seed.industry_code,
                address=seed.address,
                contact_name=people.person_name(rng),
                contact_phone=people.phone(rng),
                staff_count=seed.staff,
            )
        )
        coordinates.place(world.premises[-1], leaf, county, serial)
    Organisation.objects.bulk_create(operators, batch_size=5_000)
    for place_row, operator in zip(world.premises, operators, strict=True):
        place_row.operator = operator
    Premises.objects.bulk_create(world.premises, batch_size=5_000)


def _business_accounts(world: World, rng: random.Random, password: str) -> None:
    """Give safety officers with accounts to the largest businesses, and always to one in 老街街道."""
    largest = sorted(world.premises, key=lambda p: (-p.staff_count, p.pk))[:BUSINESSES_WITH_ACCOUNTS]
    first_leaf = world.areas["411102001"]
    local = [p for p in world.premises if p.reporting_area_id == first_leaf.pk]
    shown = max(local or largest, key=lambda p: (p.staff_count, -p.pk))
    chosen = dict.fromkeys([shown, *largest])
    staff: list[Person] = []
    posts: list[Post] = []
    title = people.POSTS["enterprise"]["safety_director"]
    for number, place in enumerate(chosen, start=1):
        person = Person(
            username=f"business{number}",
            name=people.person_name(rng),
            phone=people.phone(rng),
            password=password,
        )
        staff.append(person)
        posts.append(
            Post(
                person=person,
                organisation_id=place.operator_id,
                role=Role.BUSINESS,
                title=title,
                area=place.reporting_area,
                valid_from=SINCE,
            )
        )
        world.business_officers[place.operator_id] = person
    Person.objects.bulk_create(staff)
    Post.objects.bulk_create(posts)
    world.people += staff
    world.accounts.append(
        {
            "username": "business1",
            "name": staff[0].name,
            "title": f"{shown.name}安全总监",
            "title_en": "Safety director of a business",
        }
    )
