"""Areas, bodies, sectors and the responsibility matrix as files, with the days between which each row stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.administration.listing import areas_on, bodies_of
from anlan.figures.cut import find_area, find_sector, where_and_when
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import Order
from anlan.listings import names
from anlan.listings.sheets import (
    CODE,
    DAY,
    NAME,
    NUMBER,
    SHEETS,
    Column,
    Line,
    Sheet,
    Teller,
)
from anlan.org.choices import area_choices, areas_of, sector_choices
from anlan.org.models import Area, AreaKind, Organisation, OrganisationKind, Responsibility, Sector
from anlan.org.models.areas import below
from anlan.org.models.responsibility import standing_on
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.models import Premises, PremisesQuerySet

IN_TREE = Order(("path",), descending=False)
OLDEST = Order((), descending=False)


def no_choices(_actor: Actor) -> dict[str, list[tuple[str, Any]]]:
    return {}


def _places(actor: Actor) -> dict[str, list[tuple[str, Any]]]:
    return {"area": list(area_choices(areas_of(actor.scope))), "sector": list(sector_choices())}


# -- areas -------------------------------------------------------------------------------------------------------


def _areas(actor: Actor, query: Mapping[str, Any]) -> QuerySet[Area]:
    return areas_on(actor, parameters.day(query, "on") or clock.today())


def _area_columns() -> list[Column]:
    return [
        Column(_("Area"), NAME),
        Column(_("English name"), NAME),
        Column(_("Kind")),
        Column(_("Code"), CODE),
        Column(_("Official code"), CODE),
        Column(_("Belongs to"), NAME),
        Column(_("Level"), NUMBER),
        Column(_("From"), DAY),
        Column(_("To"), DAY),
        Column(_("Succeeded by"), NAME),
    ]


def _area_teller() -> Teller:
    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for area in Area.objects.filter(pk__in=keys).select_related("parent", "successor"):
            yield (
                area.pk,
                (
                    area.name,
                    area.name_en,
                    str(AreaKind(area.kind).label),
                    area.code,
                    area.official_code or "",
                    area.parent.label if area.parent else "",
                    area.depth,
                    area.valid_from,
                    area.valid_to,
                    area.successor.label if area.successor else "",
                ),
            )

    return tell


Sheet(
    code="areas",
    label=gettext_lazy("Areas"),
    route="administration:areas",
    permission=Permission.ORG_MANAGE,
    rows=_areas,
    columns=_area_columns,
    teller=_area_teller,
    choices=no_choices,
    filters=("on",),
    order=IN_TREE,
)


# -- bodies ------------------------------------------------------------------------------------------------------


def _body_columns() -> list[Column]:
    return [
        Column(_("Organisation"), NAME),
        Column(_("English name"), NAME),
        Column(_("Kind")),
        Column(_("Code"), CODE),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Mail address"), NAME),
        Column(_("From"), DAY),
        Column(_("To"), DAY),
        Column(_("Succeeded by"), NAME),
    ]


def _body_teller() -> Teller:
    areas, bodies = names.areas(), names.organisations()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Organisation.objects.filter(pk__in=keys))
        areas.learn(body.area_id for body in found)
        bodies.learn(body.successor_id for body in found)
        for body in found:
            yield (
                body.pk,
                (
                    body.name,
                    body.name_en,
                    str(OrganisationKind(body.kind).label),
                    body.code,
                    *areas[body.area_id],
                    body.mail,
                    body.valid_from,
                    body.valid_to,
                    bodies[body.successor_id],
                ),
            )

    return tell


def _body_choices(actor: Actor) -> dict[str, list[tuple[str, Any]]]:
    return {"area": _places(actor)["area"], "kind": list(OrganisationKind.choices)}


Sheet(
    code="organisations",
    label=gettext_lazy("Organisations"),
    route="administration:organisations",
    permission=Permission.ORG_MANAGE,
    rows=bodies_of,
    columns=_body_columns,
    teller=_body_teller,
    choices=_body_choices,
    filters=("q", "kind", "area"),
)


# -- sectors -----------------------------------------------------------------------------------------------------


def _sectors(_actor: Actor, _query: Mapping[str, Any]) -> QuerySet[Sector]:
    return Sector.objects.all()


def _sector_columns() -> list[Column]:
    return [
        Column(_("Sector"), NAME),
        Column(_("English name"), NAME),
        Column(_("Code"), CODE),
        Column(_("Lead department"), NAME),
        Column(_("Premises"), NUMBER),
    ]


def _sector_teller() -> Teller:
    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for sector in Sector.objects.filter(pk__in=keys).select_related("lead"):
            lead = sector.lead.label
            places = Premises.objects.filter(sector=sector, is_active=True).count()
            yield sector.pk, (sector.name, sector.name_en, sector.code, lead, places)

    return tell


Sheet(
    code="sectors",
    label=gettext_lazy("Sectors"),
    route="administration:sectors",
    permission=Permission.ORG_MANAGE,
    rows=_sectors,
    columns=_sector_columns,
    teller=_sector_teller,
    choices=no_choices,
    order=Order(("position",), descending=False),
)


# -- the responsibility matrix -----------------------------------------------------------------------------------


def _rulings(_actor: Actor, query: Mapping[str, Any]) -> QuerySet[Responsibility]:
    """Return the rows that stand on a day in an area or below it: the matrix is the same for every reader."""
    where = Q(standing_on(parameters.day(query, "on") or clock.today()))
    if code := parameters.words(query, "area"):
        where &= below(find_area(code).path or "", "area__path")
    if code := parameters.words(query, "sector"):
        where &= Q(sector=find_sector(code))
    return Responsibility.objects.filter(where)


def _ruling_columns() -> list[Column]:
    return [
        Column(_("Sector"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Responsible department"), NAME),
        Column(_("First day"), DAY),
        Column(_("Last day"), DAY),
        Column(_("Journal entry of the ruling"), CODE),
    ]


def _ruling_teller() -> Teller:
    areas, sectors, bodies = names.areas(), names.sectors(), names.organisations()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Responsibility.objects.filter(pk__in=keys))
        areas.learn(row.area_id for row in found)
        sectors.learn(row.sector_id for row in found)
        bodies.learn(row.department_id for row in found)
        for row in found:
            yield (
                row.pk,
                (
                    sectors[row.sector_id],
                    *areas[row.area_id],
                    bodies[row.department_id],
                    row.valid_from,
                    row.valid_to,
                    str(row.ruling_seq or ""),
                ),
            )

    return tell


Sheet(
    code="matrix",
    label=gettext_lazy("Responsibility matrix"),
    route="administration:matrix",
    permission=Permission.RESPONSIBILITY_READ,
    rows=_rulings,
    columns=_ruling_columns,
    teller=_ruling_teller,
    choices=_places,
    filters=("area", "sector", "on"),
    order=OLDEST,
)


# -- places with none or two regulators --------------------------------------------------------------------------


def _unclear(actor: Actor, query: Mapping[str, Any]) -> PremisesQuerySet:
    return Premises.objects.without_regulator(actor.scope).filter(where_and_when(query))


def _as_premises() -> list[Column]:
    return SHEETS["premises"].columns()


def _as_premises_teller() -> Teller:
    return SHEETS["premises"].teller()


Sheet(
    code="unclear",
    label=gettext_lazy("Premises with none or two regulators"),
    route="administration:unclear",
    permission=Permission.RESPONSIBILITY_READ,
    rows=_unclear,
    columns=_as_premises,
    teller=_as_premises_teller,
    choices=_places,
    filters=("area", "sector"),
    masked=True,
)
